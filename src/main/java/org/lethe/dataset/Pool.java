package org.lethe.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * All examples of a parsed source; each draw cuts the retain side and divides anew by its seed.
 *
 * <p>Both sides are divided for themselves. The examples of a side are shuffled within each label
 * and laid out label after label; then a pattern of five parts runs along them from a random start.
 * Any run of m neighbours, and so each label and the side as a whole, gets its fifth of every part
 * within ±1, and a label too rare for all parts goes to a random one.
 */
final class Pool implements Corpus {
  /** 60/20/20, where nothing is given. */
  private static final Part[] ALL = {
    Part.TRAIN, Part.VALIDATION, Part.TRAIN, Part.TEST, Part.TRAIN
  };

  /** A fifth of the official training part becomes validation. */
  private static final Part[] WITHOUT_TEST = {
    Part.TRAIN, Part.TRAIN, Part.VALIDATION, Part.TRAIN, Part.TRAIN
  };

  /**
   * One example as it was read.
   *
   * @param official where the publisher put it; null where that is left to the seed
   */
  record Row(String id, Side side, int label, @Nullable Part official) {}

  private final DataProvenance provenance;
  private final List<Row> rows;
  private final Content content;
  private final List<String> classes;
  private final double retainRatio;
  private final Part[] pattern;

  /**
   * @param content aligned with the rows
   * @param retainRatio retain examples for each forget example outside an official test set, at
   *     most; 0 keeps all of them
   * @throws BadInput if an id occurs twice, or a side or the whole is too poor to be divided
   */
  Pool(
      DataProvenance provenance,
      List<Row> rows,
      Content content,
      List<String> classes,
      Duplicates duplicates,
      double retainRatio) {
    this.provenance = provenance;
    this.classes = List.copyOf(classes);
    this.retainRatio = retainRatio;
    refuseEqualIds(rows);
    int[] kept =
        duplicates == Duplicates.KEEP
            ? IntStream.range(0, rows.size()).toArray()
            : distinct(rows, content);
    this.rows = Arrays.stream(kept).mapToObj(rows::get).toList();
    this.content = kept.length == content.size() ? content : content.select(kept);
    boolean officialTest = isGiven(Part.TEST);
    boolean officialValidation = isGiven(Part.VALIDATION);
    pattern = officialTest ? WITHOUT_TEST : ALL;
    if (officialValidation && !officialTest) {
      throw new BadInput(
          source() + ": a validation part is given but no test part; give both, test, or neither");
    }
    for (Side side : Side.values()) {
      refusePoor(side, officialTest, officialValidation);
    }
    if (this.rows.stream().mapToInt(Row::label).distinct().count() < 2) {
      throw new BadInput(
          source()
              + ": every example has the same label, "
              + classes.get(this.rows.get(0).label()));
    }
  }

  /** For the settings of the sources that have a retain ratio. */
  static void requireRetainRatio(double retainRatio) {
    if (!(retainRatio >= 0 && retainRatio < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "retain-ratio is " + retainRatio + ". Allowed: 0 (all) or a number above 0");
    }
  }

  @Override
  public DataProvenance provenance() {
    return provenance;
  }

  @Override
  public ExampleSet draw(Seed seed) {
    Part[] drawn = new Part[rows.size()];
    BitSet kept = cut(seed.derive("retain-cut"));
    for (Side side : Side.values()) {
      divide(side, kept, seed.derive("division-" + side), drawn);
    }
    int[] chosen = kept.stream().toArray();
    return new ExampleSet(
        source(),
        Arrays.stream(chosen).mapToObj(i -> rows.get(i).id()).toList(),
        chosen.length == content.size() ? content : content.select(chosen),
        Arrays.stream(chosen).mapToObj(i -> rows.get(i).side()).toArray(Side[]::new),
        Arrays.stream(chosen).map(i -> rows.get(i).label()).toArray(),
        classes,
        Arrays.stream(chosen).mapToObj(i -> drawn[i]).toArray(Part[]::new),
        Optional.empty());
  }

  @Override
  public boolean differsBySeed() {
    boolean given =
        rows.stream().anyMatch(row -> row.official() == Part.VALIDATION)
            && rows.stream().allMatch(row -> row.official() != null);
    return !given || retainRatio > 0;
  }

  private String source() {
    return provenance.source();
  }

  /** All rows but the retain examples that are too many; an official test set stays whole. */
  private BitSet cut(Seed seed) {
    BitSet kept = new BitSet(rows.size());
    kept.set(0, rows.size());
    if (retainRatio == 0) {
      return kept;
    }
    int[] retain = outsideTest(Side.RETAIN).toArray();
    long wanted = wantedRetain();
    int[] order = seed.permutation(retain.length);
    for (int i = 0; i < order.length; i++) {
      if (i >= wanted) {
        kept.clear(retain[order[i]]);
      }
    }
    if (isGiven(Part.VALIDATION)) {
      refuseCutAway(kept, Part.TRAIN);
      refuseCutAway(kept, Part.VALIDATION);
    }
    return kept;
  }

  /** Parts that are given are cut as they come, not each for itself. */
  private void refuseCutAway(BitSet kept, Part part) {
    if (kept.stream()
        .mapToObj(rows::get)
        .noneMatch(row -> row.side() == Side.RETAIN && row.official() == part)) {
      throw new BadInput(
          source()
              + ": retain-ratio "
              + retainRatio
              + " leaves nothing of the retain side in the given "
              + part.name().toLowerCase(Locale.ROOT)
              + " part; allow more, or 0 for all");
    }
  }

  private boolean isGiven(Part part) {
    return rows.stream().anyMatch(row -> row.official() == part);
  }

  private long wantedRetain() {
    return Math.round(retainRatio * outsideTest(Side.FORGET).count());
  }

  private IntStream outsideTest(Side side) {
    return IntStream.range(0, rows.size())
        .filter(i -> rows.get(i).side() == side && rows.get(i).official() != Part.TEST);
  }

  private void divide(Side side, BitSet kept, Seed seed, Part[] drawn) {
    boolean officialValidation = isGiven(Part.VALIDATION);
    List<List<Integer>> byLabel = new ArrayList<>();
    classes.forEach(name -> byLabel.add(new ArrayList<>()));
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      Row row = rows.get(i);
      if (row.side() != side) {
        continue;
      }
      Part official = row.official();
      if (official != null && (official != Part.TRAIN || officialValidation)) {
        drawn[i] = official;
      } else {
        byLabel.get(row.label()).add(i);
      }
    }
    UniformRandomProvider random = seed.random();
    int at = random.nextInt(pattern.length);
    for (List<Integer> stratum : byLabel) {
      shuffle(stratum, random);
      for (int i : stratum) {
        drawn[i] = pattern[at++ % pattern.length];
      }
    }
  }

  /** Fisher and Yates. */
  private static void shuffle(List<Integer> list, UniformRandomProvider random) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }

  private void refuseEqualIds(List<Row> all) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      String id = all.get(i).id();
      if (!seen.add(id)) {
        throw new BadInput(
            source() + ": row " + (i + 1) + " has the id " + Shown.text(id) + " of an earlier row");
      }
    }
  }

  private void refusePoor(Side side, boolean officialTest, boolean officialValidation) {
    String name = side == Side.FORGET ? "forget" : "retain";
    long all = rows.stream().filter(row -> row.side() == side).count();
    if (all == 0) {
      throw new BadInput(source() + ": no example is on the " + name + " side");
    }
    if (officialTest) {
      refuseEmpty(side, name, Part.TEST);
    }
    if (officialValidation) {
      refuseEmpty(side, name, Part.VALIDATION);
      refuseEmpty(side, name, Part.TRAIN);
      return;
    }
    long toDivide = outsideTest(side).count();
    if (side == Side.RETAIN && retainRatio > 0) {
      toDivide = Math.min(toDivide, wantedRetain());
    }
    if (toDivide < pattern.length) {
      throw new BadInput(
          source()
              + ": "
              + toDivide
              + " examples on the "
              + name
              + " side; to divide them takes at least "
              + pattern.length);
    }
  }

  private void refuseEmpty(Side side, String name, Part part) {
    if (rows.stream().noneMatch(row -> row.side() == side && row.official() == part)) {
      throw new BadInput(
          source()
              + ": the given "
              + part.name().toLowerCase(Locale.ROOT)
              + " part has no example of the "
              + name
              + " side");
    }
  }

  private static int[] distinct(List<Row> rows, Content content) {
    Map<Object, Integer> first = new HashMap<>();
    BitSet kept = new BitSet(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).official() == Part.TEST) {
        first.putIfAbsent(content.value(i), i);
        kept.set(i);
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!kept.get(i) && first.putIfAbsent(content.value(i), i) == null) {
        kept.set(i);
      }
    }
    return kept.stream().toArray();
  }
}
