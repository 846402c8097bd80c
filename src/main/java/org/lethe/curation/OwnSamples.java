package org.lethe.curation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lethe.dataset.Checksums;
import org.lethe.dataset.Content;
import org.lethe.dataset.ForgetRule;
import org.lethe.dataset.OwnRows;
import org.lethe.dataset.PictureFiles;
import org.lethe.embedding.EmbeddingFile;
import org.lethe.embedding.Npy;
import org.lethe.embedding.Npz;
import org.lethe.nd.Features;
import org.lethe.nd.RowMajor;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;
import org.lethe.settings.Suggestion;

/**
 * Samples as their owner has them: one side, or a pool of both.
 *
 * @param place what messages call them
 * @param ids distinct, {@code [n]}, shared
 * @param material what they are, {@code [n]}
 * @param sha256 of the files they come from, by name
 * @param skipped what is wrong with pictures that were left out, by their ids
 */
public record OwnSamples(
    String place,
    List<String> ids,
    Material material,
    SortedMap<String, String> sha256,
    SortedMap<String, String> skipped) {

  private static final List<String> LINES = List.of(".txt", ".txt.gz");
  private static final List<String> ARRAYS = List.of(".npy", ".npz");
  private static final List<String> PICTURES = List.of(".png", ".jpg", ".jpeg", ".bmp");
  private static final String IDS = "ids";

  /** What is done with a file that is no picture, or a broken one. */
  public enum Broken {
    /** It ends the whole. */
    FATAL,
    /** It is left out and listed. */
    SKIPPED
  }

  /** What samples are. */
  public sealed interface Material {
    /** Some of them, in the order given. */
    Material select(int[] rows);

    /** In messages: {@code texts}. */
    String word();

    /** One sample for a person to read: the text, the numbers, or the picture's file. */
    String shown(int row);

    /** One text a sample. */
    record Texts(List<String> texts) implements Material {
      public Texts {
        texts = List.copyOf(texts);
      }

      @Override
      public Texts select(int[] rows) {
        return new Texts(Arrays.stream(rows).mapToObj(texts::get).toList());
      }

      @Override
      public String word() {
        return "texts";
      }

      @Override
      public String shown(int row) {
        return texts.get(row);
      }
    }

    /** One picture file a sample, of any size. */
    record Pictures(List<Path> files) implements Material {
      public Pictures {
        files = List.copyOf(files);
      }

      @Override
      public Pictures select(int[] rows) {
        return new Pictures(Arrays.stream(rows).mapToObj(files::get).toList());
      }

      @Override
      public String word() {
        return "pictures";
      }

      @Override
      public String shown(int row) {
        return files.get(row).toString();
      }
    }

    /** One row of numbers a sample, {@code [n, d]}; they may lie on disk. */
    record Numbers(Features rows) implements Material {
      @Override
      public Numbers select(int[] rows) {
        return new Numbers(this.rows.select(rows));
      }

      @Override
      public String word() {
        return "numbers";
      }

      @Override
      public String shown(int row) {
        return Arrays.toString(rows.row(row));
      }
    }
  }

  /**
   * Which columns of a table are what.
   *
   * @param text of the texts; {@value #TEXT} where neither these nor numbers are named
   * @param features of numbers; a star at the end takes all that begin so
   * @param id of the ids; without it rows are numbered
   */
  public record Columns(Optional<String> text, List<String> features, Optional<String> id) {
    static final String TEXT = "text";

    /**
     * @throws BadInput if texts and numbers are asked for at once
     */
    public Columns {
      features = List.copyOf(features);
      if (text.isPresent() && !features.isEmpty()) {
        throw new BadInput("--text-column and --feature-columns: give one of them");
      }
    }

    /** None is named, as for everything that is no table. */
    public static Columns none() {
      return new Columns(Optional.empty(), List.of(), Optional.empty());
    }

    private boolean areNamed() {
      return text.isPresent() || !features.isEmpty() || id.isPresent();
    }
  }

  public OwnSamples {
    ids = Collections.unmodifiableList(ids);
    sha256 = new TreeMap<>(sha256);
    skipped = new TreeMap<>(skipped);
  }

  /** Samples of which none was left out. */
  public OwnSamples(
      String place, List<String> ids, Material material, SortedMap<String, String> sha256) {
    this(place, ids, material, sha256, new TreeMap<>());
  }

  /** n. */
  public int size() {
    return ids.size();
  }

  /**
   * Those that go to one side and the others, each in their order. What was left out as broken is
   * listed with the others: it does not go.
   *
   * @param first {@code [n]}
   */
  public List<OwnSamples> divide(boolean[] first) {
    int[] all = IntStream.range(0, size()).toArray();
    return List.of(
        select(Arrays.stream(all).filter(i -> first[i]).toArray(), new TreeMap<>()),
        select(Arrays.stream(all).filter(i -> !first[i]).toArray(), skipped));
  }

  private OwnSamples select(int[] rows, SortedMap<String, String> leftOut) {
    List<String> chosen = Arrays.stream(rows).mapToObj(ids::get).toList();
    SortedMap<String, String> files = new TreeMap<>(sha256);
    if (material instanceof Material.Pictures) { // a file a sample, each under its id
      files.keySet().retainAll(new HashSet<>(chosen));
    }
    return new OwnSamples(place, chosen, material.select(rows), files, leftOut);
  }

  /** One checksum of everything they come from: of one file, its own. */
  public String identity() {
    return sha256.size() == 1
        ? sha256.values().iterator().next()
        : Canonical.sha256(Map.copyOf(sha256));
  }

  private static boolean endsWith(Path file, List<String> endings) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith);
  }

  /**
   * Reads samples; what a file is, the end of its name says.
   *
   * @param broken what is done with pictures that do not decode
   * @throws BadInput if the file is missing, of no known kind, or not what it should be
   */
  public static OwnSamples read(Path file, Columns columns, Broken broken) {
    if (Files.isDirectory(file)) {
      requireNoColumns(file, columns);
      return pictures(file, broken);
    }
    requireThere(file);
    if (endsWith(file, OwnRows.TABLES)) {
      return of(file, table(file, columns, Optional.empty()));
    }
    if (endsWith(file, ARRAYS)) {
      requireNoColumns(file, columns);
      return array(file);
    }
    if (!endsWith(file, LINES)) {
      throw new BadInput(
          file
              + ": what it holds cannot be told from its name; allowed: a folder of pictures, or"
              + " the endings "
              + String.join(", ", LINES)
              + ", "
              + String.join(", ", OwnRows.TABLES)
              + ", "
              + String.join(", ", ARRAYS));
    }
    requireNoColumns(file, columns);
    return of(file, OwnRows.ofLines(file));
  }

  /**
   * Reads both sides from one table.
   *
   * @param rule which rows are to be forgotten
   * @return forget and retain
   * @throws BadInput if the table is not what it should be, or a side has no row
   */
  public static List<OwnSamples> divide(Path file, Columns columns, ForgetRule rule) {
    requireThere(file);
    if (!endsWith(file, OwnRows.TABLES)) {
      throw new BadInput(
          file + ": a table was expected, one with columns: " + String.join(", ", OwnRows.TABLES));
    }
    OwnRows rows = table(file, columns, Optional.of(rule));
    List<OwnSamples> sides = of(file, rows).divide(rows.forget());
    if (sides.stream().anyMatch(side -> side.size() == 0)) {
      throw new BadInput(
          file
              + ": the rule puts "
              + (sides.get(0).size() == 0 ? "no row" : "every row")
              + " on p1");
    }
    return sides;
  }

  private static OwnRows table(Path file, Columns columns, Optional<ForgetRule> rule) {
    Optional<String> text =
        columns.features().isEmpty()
            ? columns.text().or(() -> Optional.of(Columns.TEXT))
            : Optional.empty();
    return OwnRows.ofTable(file, text, columns.features(), columns.id(), rule);
  }

  private static OwnSamples of(Path file, OwnRows rows) {
    Material material;
    if (rows.content() instanceof Content.Texts texts) {
      material = new Material.Texts(texts.texts());
    } else if (rows.content() instanceof Content.Numbers numbers) {
      material = new Material.Numbers(numbers.rows());
    } else {
      throw new IllegalStateException("a table of pictures");
    }
    return new OwnSamples(
        file.toString(),
        rows.ids(),
        material,
        new TreeMap<>(Map.of(String.valueOf(file.getFileName()), rows.sha256())));
  }

  /**
   * All pictures below a folder, called by their paths in it; hidden files are left out. Where
   * broken ones are skipped each is decoded here, once more than it must be: which samples there
   * are is known before anything is computed.
   */
  private static OwnSamples pictures(Path folder, Broken broken) {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .sorted()
              .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new BadInput(folder + ": cannot be read (" + e + ")", e);
    }
    if (files.isEmpty()) {
      throw new BadInput(folder + " holds no picture; allowed: " + String.join(", ", PICTURES));
    }
    SortedMap<String, String> sha256 = new TreeMap<>();
    SortedMap<String, String> skipped = new TreeMap<>();
    List<String> ids = new ArrayList<>();
    List<Path> kept = new ArrayList<>();
    Optional<PictureFiles> decoder =
        broken == Broken.SKIPPED ? Optional.of(PictureFiles.open()) : Optional.empty();
    for (Path file : files) {
      String id = folder.relativize(file).toString().replace('\\', '/');
      try {
        requirePicture(file, decoder);
      } catch (BadInput e) {
        if (broken == Broken.FATAL) {
          throw e;
        }
        skipped.put(id, String.valueOf(e.getMessage()));
        continue;
      }
      ids.add(id);
      kept.add(file);
      try {
        sha256.put(id, Checksums.sha256(file));
      } catch (IOException e) {
        throw new BadInput(file + ": cannot be read (" + e + ")", e);
      }
    }
    if (ids.isEmpty()) {
      throw new BadInput(
          folder
              + " holds no picture that can be read; the first: "
              + skipped.values().iterator().next());
    }
    return new OwnSamples(folder.toString(), ids, new Material.Pictures(kept), sha256, skipped);
  }

  private static void requirePicture(Path file, Optional<PictureFiles> decoder) {
    if (!endsWith(file, PICTURES)) {
      throw new BadInput(file + " is no picture; allowed: " + String.join(", ", PICTURES));
    }
    decoder.ifPresent(reader -> reader.read(file));
  }

  /**
   * An array of NumPy: rows of an {@code .npy} or an {@code .npz}, called by the ids beside them,
   * or by their index from 0 where there are none.
   */
  private static OwnSamples array(Path file) {
    try {
      String sha256 = Checksums.sha256(file);
      RowMajor rows;
      List<String> ids;
      if (endsWith(file, List.of(".npz"))) {
        List<String> names = new ArrayList<>(Npz.names(file));
        boolean named = names.remove(IDS);
        if (names.size() != 1) {
          throw new BadInput(
              file
                  + ": has the arrays "
                  + String.join(", ", Npz.names(file))
                  + "; allowed: one array of rows, and ids");
        }
        rows = Npz.rows(file, names.get(0));
        ids = named ? Npz.ids(file, IDS) : Indices.of(rows.rows());
      } else {
        rows = Npy.rows(file);
        ids =
            EmbeddingFile.idsBeside(file, rows.rows(), sha256)
                .orElseGet(() -> Indices.of(rows.rows()));
      }
      if (ids.size() != rows.rows()) {
        throw new BadInput(file + ": has " + ids.size() + " ids for " + rows.rows() + " rows");
      }
      if (rows.rows() == 0) {
        throw new BadInput(file + " has no rows");
      }
      requireDistinct(file, ids);
      return new OwnSamples(
          file.toString(),
          ids,
          new Material.Numbers(rows),
          new TreeMap<>(Map.of(String.valueOf(file.getFileName()), sha256)));
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static void requireDistinct(Path file, List<String> ids) {
    if (ids.getClass() == Indices.class) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int row = 0; row < ids.size(); row++) {
      if (!seen.add(ids.get(row))) {
        throw new BadInput(file + ": row " + row + " has the id '" + ids.get(row) + "' of another");
      }
    }
  }

  /** 0, 1, 2, …: written only when asked for, so that millions of rows need no million names. */
  private static final class Indices extends AbstractList<String> {
    private final int size;

    private Indices(int size) {
      this.size = size;
    }

    static Indices of(int size) {
      return new Indices(size);
    }

    @Override
    public String get(int index) {
      return Integer.toString(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
      return size;
    }
  }

  private static void requireNoColumns(Path file, Columns columns) {
    if (columns.areNamed()) {
      throw new BadInput(file + ": has no columns; --text-column and the like are for tables");
    }
  }

  private static void requireThere(Path file) {
    if (Files.isRegularFile(file)) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw new BadInput(file + ": is a folder; a table was expected");
    }
    throw new BadInput(file + ": no such file" + neighbour(file));
  }

  private static String neighbour(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return "";
    }
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(each -> names.add(String.valueOf(each.getFileName())));
    } catch (IOException e) {
      return ""; // only the suggestion is lost
    }
    return Suggestion.nearest(String.valueOf(file.getFileName()), names.stream().sorted().toList())
        .map(name -> "; did you mean " + file.resolveSibling(name) + "?")
        .orElse("");
  }
}
