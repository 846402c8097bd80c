package org.lethe.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lethe.columnar.ColumnTable;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * What one file of one's own holds, read whole and in its order, without being divided into parts.
 *
 * @param ids distinct; those of the id column, or {@code row-00001}, {@code line-00001} by their
 *     place in the file
 * @param content one an id
 * @param forget whether the rule says so, {@code [n]}; all false without a rule
 * @param sha256 of the unpacked file
 */
public record OwnRows(List<String> ids, Content content, boolean[] forget, String sha256) {

  public OwnRows {
    ids = List.copyOf(ids);
  }

  /**
   * A text a line, in UTF-8; lines without a letter, digit or sign are no samples.
   *
   * @throws BadInput if the file cannot be read, is not UTF-8 or has no text
   */
  public static OwnRows ofLines(Path file) {
    List<String> ids = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    String sha256 =
        Members.readFile(file, (content, place) -> lines(content, place, ids, texts)).sha256();
    return new OwnRows(ids, new Content.Texts(texts), new boolean[texts.size()], sha256);
  }

  private static int lines(InputStream content, String place, List<String> ids, List<String> texts)
      throws IOException {
    // not closed: the stream is its opener's, who reads what is left for the checksum
    BufferedReader reader =
        new BufferedReader(new StrictReader(content, place, StandardCharsets.UTF_8));
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (!line.isBlank()) {
        ids.add(RowIds.of("line", number));
        texts.add(line);
      }
    }
    if (texts.isEmpty()) {
      throw new BadInput(place + " has no text: one a line was expected");
    }
    return number;
  }

  /** Endings of files that {@link #ofTable} reads. */
  public static final List<String> TABLES =
      Stream.concat(Stream.of(".csv", ".csv.gz", ".tsv", ".tsv.gz"), ColumnTable.ENDINGS.stream())
          .toList();

  /**
   * A table: Parquet or Arrow where the name says so; else a text with a header line, with commas,
   * or tabs where the name ends with {@code .tsv} or {@code .tsv.gz}.
   *
   * @param text the column of the texts; without it the features
   * @param features the columns of numbers; a star at the end takes all that begin so; of Parquet
   *     and Arrow a column of lists of numbers is as many features as they are long
   * @param id the column of ids
   * @param rule which rows are p1
   * @throws BadInput if the file cannot be read, a column is missing, a field is not of its
   *     column's type, or two rows have one id
   */
  public static OwnRows ofTable(
      Path file,
      Optional<String> text,
      List<String> features,
      Optional<String> id,
      Optional<ForgetRule> rule) {
    return ColumnTable.isOne(file)
        ? ofColumns(ColumnTable.open(file), file, text, features, id, rule)
        : ofText(file, text, features, id, rule);
  }

  private static String name(Path file) {
    return file.toString().toLowerCase(Locale.ROOT);
  }

  private static OwnRows ofColumns(
      ColumnTable table,
      Path file,
      Optional<String> text,
      List<String> features,
      Optional<String> id,
      Optional<ForgetRule> rule) {
    if (table.rows() == 0) {
      throw new BadInput(file + " has no rows");
    }
    List<String> ids =
        id.map(table::texts)
            .orElseGet(
                () ->
                    IntStream.rangeClosed(1, table.rows())
                        .mapToObj(row -> RowIds.of("row", row))
                        .toList());
    Set<String> seen = new HashSet<>();
    for (int row = 0; row < ids.size(); row++) {
      boolean empty = ids.get(row).isBlank();
      if (empty || !seen.add(ids.get(row))) {
        throw new BadInput(
            file
                + ", row "
                + (row + 1)
                + ", column "
                + id.orElse("")
                + (empty
                    ? " is empty"
                    : ": " + Shown.text(ids.get(row)) + " is the id of an earlier row"));
      }
    }
    Content content =
        text.isPresent()
            ? new Content.Texts(table.texts(text.get()))
            : new Content.Numbers(table.features(features));
    boolean[] forget =
        rule.map(
                of ->
                    of.numeric()
                        ? of.numbers(table.numbers(of.column()))
                        : of.texts(table.texts(of.column())))
            .orElseGet(() -> new boolean[table.rows()]);
    try {
      return new OwnRows(ids, content, forget, Checksums.sha256(file));
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static OwnRows ofText(
      Path file,
      Optional<String> text,
      List<String> features,
      Optional<String> id,
      Optional<ForgetRule> rule) {
    boolean tabs = name(file).endsWith(".tsv") || name(file).endsWith(".tsv.gz");
    TypedRows.Layout layout =
        new TypedRows.Layout(
            new CsvRows.Form(tabs ? '\t' : ',', !tabs, List.of(), StandardCharsets.UTF_8),
            text,
            features,
            Optional.empty(),
            id,
            Optional.empty());
    Members.Read<TypedRows> read =
        Members.readFile(file, (content, place) -> TypedRows.read(content, place, layout, rule));
    TypedRows rows = read.value();
    boolean[] forget = new boolean[rows.ids().size()];
    for (int i = 0; i < forget.length; i++) {
      forget[i] = rows.sides().get(i) == Side.FORGET;
    }
    return new OwnRows(rows.ids(), rows.content(), forget, read.sha256());
  }
}
