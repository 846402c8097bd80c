package org.lethe.curation.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.lethe.curation.OwnFeatures;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.curation.select.SelectionResult.Neighbour;
import org.lethe.curation.select.SelectionResult.RuleOutcome;
import org.lethe.encoder.Encoded;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.Encoders;
import org.lethe.encoder.KeptRows;
import org.lethe.nd.Features;
import org.lethe.nd.Neighbours;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.nd.Stack;
import org.lethe.results.Build;
import org.lethe.scorer.Candidates;
import org.lethe.scorer.RemovalScores;
import org.lethe.scorer.Scorer;
import org.lethe.scorer.Scorers;
import org.lethe.selection.Budget;
import org.lethe.selection.RemovalManifest;
import org.lethe.selection.RemovalOrder;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;
import org.lethe.settings.Labelled;
import org.lethe.theory.DeletionRule;

/**
 * Which of the forget samples go: both sides in one feature space, the forget samples ranked by a
 * rule, a budget, and everything that is to be known of the choice.
 */
public final class Selection {
  /** What every rule is held against. */
  static final String RANDOM = "random";

  private static final Canonical CANONICAL =
      new Canonical(List.of(Encoders.FAMILY, Scorers.FAMILY));
  private static final int SHOWN = 5;
  private static final int NEAREST = 3;

  /** One guest to so many forget samples. */
  private static final int GUEST_SHARE = 50;

  private static final int SCORED_RETAINED = 400;
  private static final int MOST_HOSTS = 20_000;
  private static final int MOST_OTHERS = 50_000;
  private static final int MOST_BATCHES = 20;

  private final SelectionRequest request;
  private final Sides sides;
  private final Consumer<String> progress;

  private record Ranked(Labelled<Scorer> rule, double[] scores, int[] order) {}

  private Selection(SelectionRequest request, Sides sides, Consumer<String> progress) {
    this.request = request;
    this.sides = sides;
    this.progress = progress;
  }

  /**
   * Selects.
   *
   * @param kept rows that encoders made before
   * @param progress told what is being done, a line a step
   * @throws BadInput if the two sides do not fit together, a rule cannot be used on them, or the
   *     budget cannot be had
   */
  public static SelectionResult of(
      SelectionRequest request, KeptRows kept, Consumer<String> progress) {
    return new Selection(request, encode(request, kept, progress), progress).run();
  }

  // ------------------------------------------------------------------ features

  private static Sides encode(SelectionRequest request, KeptRows kept, Consumer<String> progress) {
    OwnSamples forget = request.forget();
    OwnSamples retain = request.retain();
    OwnFeatures.requireOneKind(List.of(forget, retain));
    if (forget.material() instanceof Material.Numbers a
        && retain.material() instanceof Material.Numbers b) {
      if (a.rows().columns() != b.rows().columns()) {
        throw new BadInput(
            forget.place()
                + " has "
                + a.rows().columns()
                + " numbers a sample, "
                + retain.place()
                + " has "
                + b.rows().columns()
                + "; both sides must come from one encoder");
      }
      return Sides.of(a.rows(), b.rows(), List.of());
    }
    Labelled<Encoder> encoder =
        request
            .encoder()
            .orElseThrow(() -> new IllegalArgumentException("only numbers need no encoder"));
    progress.accept("encoding " + (forget.size() + retain.size()) + " " + forget.material().word());
    return sides(
        OwnFeatures.of(
            List.of(forget, retain), encoder.method(), kept, request.seed().derive("encoder")),
        forget.size());
  }

  private static Sides sides(Encoded encoded, int n1) {
    int n = encoded.features().rows();
    return new Sides(
        encoded.features().select(IntStream.range(0, n1).toArray()),
        encoded.features().select(IntStream.range(n1, n).toArray()),
        Arrays.copyOf(encoded.rawNorms(), n1),
        encoded.notes());
  }

  // ------------------------------------------------------------------ the choice

  private SelectionResult run() {
    int n1 = sides.forget().rows();
    Candidates candidates = candidates(sides);
    Map<String, String> skipped = new LinkedHashMap<>();
    List<Ranked> ranked = rank(candidates, skipped);
    Ranked first = ranked.get(0);

    Optional<RemovalProbe> probe = probe();
    List<Optional<ProbeCurve>> curves = new ArrayList<>();
    for (Ranked each : ranked) {
      progress.accept("probing what " + each.rule.label() + " would remove");
      curves.add(probe.map(p -> p.along(each.order)));
    }
    Optional<ProbeCurve> curve = curves.get(0);
    int removed = request.budget().map(b -> count(b, n1)).orElseGet(() -> automatic(curve, n1));
    double share = (double) removed / n1;

    progress.accept("measuring how the two sides lie");
    Optional<Geometry> geometry = Geometry.of(sides);
    List<Prediction> predictions = predictions(first.rule, geometry);
    List<RuleOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < ranked.size(); i++) {
      outcomes.add(
          new RuleOutcome(
              ranked.get(i).rule.label(),
              curves.get(i).flatMap(ProbeCurve::halved),
              curves.get(i).map(c -> c.recallAt(share)),
              jaccard(first.order, ranked.get(i).order, removed)));
    }
    Warnings warnings = new Warnings(sides, request, geometry, curve);
    return new SelectionResult(
        first.rule.label(),
        first.order,
        first.scores,
        first.rule.method().parts(candidates),
        retainScores(first.rule.method()),
        removed,
        share,
        request.budget().isEmpty(),
        curve,
        geometry,
        predictions,
        outcomes,
        skipped,
        warnings.sentences(),
        sides.notes(),
        neighbours(first.order, removed),
        manifest(first, removed));
  }

  private Candidates candidates(Sides which) {
    try {
      return which.candidates(request.seed().derive("scorer"));
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "forget = "
              + request.forget().place()
              + ", retain = "
              + request.retain().place()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private List<Ranked> rank(Candidates candidates, Map<String, String> skipped) {
    List<Ranked> ranked = new ArrayList<>();
    for (Labelled<Scorer> rule : request.rules()) {
      progress.accept("scoring with " + rule.label());
      try {
        double[] scores = rule.method().score(candidates).values();
        int[] order = RemovalOrder.of(new RemovalScores(scores), request.seed().derive("ties"));
        ranked.add(new Ranked(rule, scores, order));
      } catch (IllegalArgumentException e) {
        if (!request.tolerant()) {
          throw new BadInput("scorer " + rule.label() + ": " + e.getMessage(), e);
        }
        skipped.put(rule.label(), String.valueOf(e.getMessage()));
      }
    }
    if (ranked.isEmpty()) {
      throw new BadInput("no rule can be used on these samples: " + skipped);
    }
    return ranked;
  }

  private Optional<RemovalProbe> probe() {
    try {
      return Optional.of(new RemovalProbe(sides, request.seed().derive("probe")));
    } catch (IllegalArgumentException e) {
      if (request.budget().isEmpty()) {
        throw new BadInput("--budget auto: " + e.getMessage() + "; give a share or a count", e);
      }
      return Optional.empty();
    }
  }

  private static int count(Budget budget, int n1) {
    try {
      return budget.count(n1);
    } catch (IllegalArgumentException e) {
      throw new BadInput("--budget: " + e.getMessage(), e);
    }
  }

  /** The fewest at which the probe's recall is halved. */
  private static int automatic(Optional<ProbeCurve> curve, int n1) {
    ProbeCurve probe = curve.orElseThrow();
    double start = probe.recallAt(0).mean();
    if (start < Warnings.LEAST_RECALL) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "--budget auto: a probe finds only %.1f %% of held-out forget samples even before any"
                  + " is removed, so there is nothing to halve; give a share or a count, or an"
                  + " encoder that tells the two sides apart",
              100 * start));
    }
    double share =
        probe.halved().orElseThrow(() -> new IllegalStateException("no recall without examples"));
    return (int) Math.ceil(share * n1 - 1e-9);
  }

  private static double jaccard(int[] one, int[] other, int count) {
    if (count == 0) {
      return 1;
    }
    boolean[] first = new boolean[one.length];
    for (int i = 0; i < count; i++) {
      first[one[i]] = true;
    }
    int both = (int) Arrays.stream(other, 0, count).filter(row -> first[row]).count();
    return (double) both / (2 * count - both);
  }

  // ------------------------------------------------------------------ what is to be known of it

  private List<Prediction> predictions(Labelled<Scorer> rule, Optional<Geometry> geometry) {
    if (geometry.isEmpty() || !(geometry.get().kappa() > 0)) {
      return List.of();
    }
    progress.accept("simulating what theory expects");
    List<DeletionRule> laws = new ArrayList<>(List.of(DeletionRule.RANDOM));
    Prediction.law(rule.method().name()).filter(law -> !laws.contains(law)).ifPresent(laws::add);
    return laws.stream()
        .map(
            law ->
                Prediction.of(
                    law,
                    geometry.get().kappa(),
                    sides.dimension(),
                    sides.forget().rows(),
                    sides.retain().rows(),
                    request.seed().derive("theory")))
        .toList();
  }

  /**
   * Some retained samples, scored as if they were to go: moved to the forget side a few at a time,
   * so that they hardly move it. Of large sides a part is drawn, which is enough for a histogram.
   */
  private double[] retainScores(Scorer rule) {
    Seed seed = request.seed().derive("retained scores");
    int[] hosts = Draw.some(sides.forget().rows(), MOST_HOSTS, seed.derive("hosts"));
    int[] order = seed.permutation(sides.retain().rows());
    int n2 = Math.min(order.length, MOST_OTHERS);
    int guests = Math.min(n2 / 5, Math.max(1, hosts.length / GUEST_SHARE));
    if (guests == 0) {
      return new double[0];
    }
    int batches =
        Math.min(Math.min(MOST_BATCHES, n2 / guests), (SCORED_RETAINED + guests - 1) / guests);
    Features forget = sides.forget().select(hosts);
    double[] result = new double[batches * guests];
    for (int batch = 0; batch < batches; batch++) {
      int from = batch * guests;
      int[] moved = Arrays.copyOfRange(order, from, from + guests);
      int[] others =
          IntStream.concat(Arrays.stream(order, 0, from), Arrays.stream(order, from + guests, n2))
              .sorted()
              .toArray();
      Sides mixed =
          Sides.of(
              Stack.of(forget, sides.retain().select(moved)),
              sides.retain().select(others),
              List.of());
      double[] scores = rule.score(candidates(mixed)).values();
      System.arraycopy(scores, hosts.length, result, from, guests);
    }
    return result;
  }

  private List<Neighbour> neighbours(int[] order, int removed) {
    if (sides.retain().rows() == 0 || removed == 0) {
      return List.of();
    }
    int[] places =
        IntStream.concat(
                IntStream.range(0, Math.min(SHOWN, removed)),
                IntStream.range(Math.max(SHOWN, removed - SHOWN), removed))
            .toArray();
    int[] rows = Arrays.stream(places).map(place -> order[place]).toArray();
    Neighbours found =
        Neighbours.of(
            sides.forget().select(rows), sides.retain(), Math.min(NEAREST, sides.retain().rows()));
    List<Neighbour> result = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      int query = i;
      result.add(
          new Neighbour(
              places[i] + 1,
              rows[i],
              IntStream.range(0, found.k()).map(rank -> found.index(query, rank)).toArray(),
              IntStream.range(0, found.k())
                  .mapToDouble(rank -> found.distance(query, rank))
                  .toArray()));
    }
    return result;
  }

  private RemovalManifest manifest(Ranked first, int removed) {
    SortedMap<String, String> data = new TreeMap<>();
    request.forget().sha256().forEach((name, sha256) -> data.put("forget/" + name, sha256));
    request.retain().sha256().forEach((name, sha256) -> data.put("retain/" + name, sha256));
    SortedMap<String, Object> settings = new TreeMap<>();
    settings.put("scorer", CANONICAL.map((Record) first.rule.method()));
    request.encoder().ifPresent(e -> settings.put("encoder", CANONICAL.map((Record) e.method())));
    return new RemovalManifest(
        Arrays.stream(first.order, 0, removed).mapToObj(request.forget().ids()::get).toList(),
        first.rule.label(),
        settings,
        request.budget().map(Object::toString).orElse("auto"),
        first.order.length,
        data,
        request.seed().value(),
        Build.running().version());
  }

  /** How many retained samples equal a forget sample to the last bit. */
  static int duplicates(Features forget, Features retain) {
    Map<Integer, List<Integer>> byHash = new HashMap<>();
    boolean sparse = forget instanceof SparseFeatures;
    double[] row = new double[forget.columns()];
    for (int i = 0; i < forget.rows(); i++) {
      byHash.computeIfAbsent(hash(forget, i, row, sparse), h -> new ArrayList<>(1)).add(i);
    }
    int count = 0;
    for (int i = 0; i < retain.rows(); i++) {
      List<Integer> same = byHash.get(hash(retain, i, row, sparse));
      if (same != null) {
        double[] mine = retain.row(i);
        count += same.stream().anyMatch(j -> Arrays.equals(mine, forget.row(j))) ? 1 : 0;
      }
    }
    return count;
  }

  private static int hash(Features rows, int row, double[] into, boolean sparse) {
    if (sparse) {
      SparseFeatures features = (SparseFeatures) rows;
      int hash = 1;
      for (int at = features.offsets()[row]; at < features.offsets()[row + 1]; at++) {
        hash = 31 * (31 * hash + features.indices()[at]) + Double.hashCode(features.values()[at]);
      }
      return hash;
    }
    rows.read(row, 0, into.length, into);
    return Arrays.hashCode(into);
  }
}
