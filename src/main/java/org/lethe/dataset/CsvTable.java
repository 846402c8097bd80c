package org.lethe.dataset;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;
import org.lethe.settings.Shown;

/**
 * Your own table of texts or numbers, read through DataVec's record reader and typed by its schema:
 * every field is held against the type of its column before it is used, so that a word, a NaN or a
 * hole among numbers is found with its row.
 *
 * <p>The examples are a text column or some feature columns; what a classifier is asked for is the
 * label column, or, without one, the side.
 */
@Described("Your own table of texts or numbers, from a CSV file.")
public record CsvTable(
    @Setting(
            "the file, .csv or .csv.gz; a relative name is sought in the working folder, then in"
                + " the data home; an absolute one where it says, then there by its last part")
        String file,
    @Setting("which rows are p1") ForgetRule forget,
    @Setting("the column of the texts; or give feature-columns") Optional<String> textColumn,
    @Setting(value = "the columns of numbers; a star at the end takes all that begin so", or = "[]")
        List<String> featureColumns,
    @Setting("the column of the classes; without it the side is the class")
        Optional<String> labelColumn,
    @Setting("the column of stable ids; without it rows are numbered: row-00001")
        Optional<String> idColumn,
    @Setting("the column that says train, validation or test; without it 60/20/20 by the seed")
        Optional<String> splitColumn,
    @Setting(value = "between fields, one character, or tab", or = "','") String delimiter,
    @Setting(value = "whether quotes enclose fields with delimiters or line feeds", or = "true")
        boolean quotes,
    @Setting(value = "names of the columns, if the file has no header line", or = "[]")
        List<String> columns,
    @Setting(value = "of the text: utf-8, latin-1, …", or = "utf-8") String encoding,
    @Setting(
            value = "retain rows for each forget row, at most, drawn by the seed; 0 = all",
            or = "0")
        double retainRatio,
    @Setting(value = "rows with equal content: keep or drop all but one", or = "keep")
        Duplicates duplicates)
    implements DataSource {

  static final String NAME = "csv";

  public CsvTable {
    featureColumns = List.copyOf(featureColumns);
    columns = List.copyOf(columns);
    if (textColumn.isPresent() == !featureColumns.isEmpty()) {
      throw new IllegalArgumentException(
          "text-column and feature-columns: exactly one of them must be given");
    }
    if (!delimiter.equals("tab") && (delimiter.length() != 1 || "\"\r\n".contains(delimiter))) {
      throw new IllegalArgumentException(
          "delimiter is " + Shown.text(delimiter) + ". Allowed: one character, or tab");
    }
    if (Set.copyOf(columns).size() != columns.size()) {
      throw new IllegalArgumentException("columns names one twice: " + columns);
    }
    charset(encoding);
    Pool.requireRetainRatio(retainRatio);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Corpus open(DataHome home) {
    Path path = locate(home);
    String name = path.getFileName().toString().replaceFirst("\\.gz$", "");
    Members.Read<TypedRows> read =
        Members.readFile(
            path,
            (content, place) -> TypedRows.read(content, place, layout(), Optional.of(forget)));
    return pool(read.value(), name, read.sha256());
  }

  private Path locate(DataHome home) {
    Path found = OwnPlace.find(NAME, "file", file, home);
    if (!Files.isRegularFile(found)) {
      throw new BadInput("csv: " + found + " is no file");
    }
    return found;
  }

  @Override
  public DataSource portable() {
    return new CsvTable(
        OwnPlace.portable(file),
        forget,
        textColumn,
        featureColumns,
        labelColumn,
        idColumn,
        splitColumn,
        delimiter,
        quotes,
        columns,
        encoding,
        retainRatio,
        duplicates);
  }

  private TypedRows.Layout layout() {
    char separator = delimiter.equals("tab") ? '\t' : delimiter.charAt(0);
    return new TypedRows.Layout(
        new CsvRows.Form(separator, quotes, columns, charset(encoding)),
        textColumn,
        featureColumns,
        labelColumn,
        idColumn,
        splitColumn);
  }

  private static Charset charset(String encoding) {
    if (encoding.toLowerCase(Locale.ROOT).equals("latin-1")) {
      return StandardCharsets.ISO_8859_1;
    }
    try {
      return Charset.forName(encoding);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "encoding " + Shown.text(encoding) + " is unknown. Allowed: utf-8, latin-1, utf-16, …",
          e);
    }
  }

  private Corpus pool(TypedRows table, String name, String sha256) {
    List<String> classes =
        labelColumn.isPresent()
            ? List.copyOf(new TreeSet<>(table.labels()))
            : List.of("retain", "forget");
    refuseOneSided(table, name);
    List<Pool.Row> rows = new ArrayList<>();
    for (int i = 0; i < table.ids().size(); i++) {
      Side side = table.sides().get(i);
      int label =
          labelColumn.isPresent()
              ? Collections.binarySearch(classes, table.labels().get(i)) // they are sorted
              : side == Side.FORGET ? 1 : 0;
      rows.add(new Pool.Row(table.ids().get(i), side, label, table.part(i)));
    }
    DataProvenance provenance =
        new DataProvenance(NAME, "the user's own", "", true, new TreeMap<>(Map.of(name, sha256)));
    return new Pool(provenance, rows, table.content(), classes, duplicates, retainRatio);
  }

  private void refuseOneSided(TypedRows table, String name) {
    for (Side side : Side.values()) {
      if (!table.sides().contains(side)) {
        boolean none = side == Side.FORGET;
        throw new BadInput(
            name
                + ": no example is on the "
                + (none ? "forget" : "retain")
                + " side: "
                + (none ? "none" : "all")
                + " of the "
                + table.sides().size()
                + " rows fit what forget says of column "
                + forget.column());
      }
    }
  }
}
