package org.lethe.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.datavec.api.transform.ColumnType;
import org.datavec.api.transform.schema.Schema;
import org.datavec.api.writable.Writable;
import org.jspecify.annotations.Nullable;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;
import org.lethe.settings.Suggestion;

/**
 * The columns that were asked for of a table, row by row: read through DataVec's record reader and
 * held against the types of its schema, so that a word, a NaN or a hole among numbers is found with
 * its row.
 */
final class TypedRows {
  private static final List<String> PARTS = List.of("train", "validation", "test");

  /**
   * How a table is written down, and which of its columns are what.
   *
   * @param features columns of numbers; a star at the end takes all that begin so
   */
  record Layout(
      CsvRows.Form form,
      Optional<String> text,
      List<String> features,
      Optional<String> label,
      Optional<String> id,
      Optional<String> split) {
    Layout {
      features = List.copyOf(features);
    }
  }

  /**
   * Reads all rows.
   *
   * @param forget which of them are p1; none where there is no rule
   * @throws BadInput naming the row and column that is not what it should be
   */
  static TypedRows read(
      InputStream content, String place, Layout layout, Optional<ForgetRule> forget)
      throws IOException {
    return new TypedRows(content, place, layout, forget).readAll();
  }

  List<String> ids() {
    return ids;
  }

  List<Side> sides() {
    return sides;
  }

  /** The classes; empty without a label column. */
  List<String> labels() {
    return labels;
  }

  private final CsvRecordReader reader;
  private final String place;
  private final Layout layout;
  private final Optional<ForgetRule> forget;
  private final Schema schema;
  private final int[] features;
  private final List<String> ids = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Side> sides = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final List<float[]> numbers = new ArrayList<>();

  private TypedRows(InputStream content, String place, Layout layout, Optional<ForgetRule> forget)
      throws IOException {
    this.place = place;
    this.layout = layout;
    this.forget = forget;
    reader = CsvRecordReader.of(content, place, layout.form());
    List<String> names = reader.rows().columns();
    features = features(names);
    schema = schema(names);
  }

  private int[] features(List<String> names) {
    Set<Integer> chosen = new LinkedHashSet<>();
    for (String wanted : layout.features()) {
      if (wanted.endsWith("*")) {
        String start = wanted.substring(0, wanted.length() - 1);
        int before = chosen.size();
        for (int j = 0; j < names.size(); j++) {
          if (names.get(j).startsWith(start)) {
            chosen.add(j);
          }
        }
        if (chosen.size() == before) {
          throw new BadInput(
              place
                  + " has no columns that begin with "
                  + Shown.text(start)
                  + Suggestion.text(start, names));
        }
      } else {
        chosen.add(reader.rows().column(wanted));
      }
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Feature columns hold finite numbers, and so does the column of a numeric rule. */
  private Schema schema(List<String> names) {
    Schema.Builder builder = new Schema.Builder();
    BitSet numbers = new BitSet(names.size());
    Arrays.stream(features).forEach(numbers::set);
    for (int j = 0; j < names.size(); j++) {
      int column = j;
      boolean number =
          numbers.get(column)
              || forget
                  .filter(rule -> rule.numeric() && rule.column().equals(names.get(column)))
                  .isPresent();
      if (number) {
        builder.addColumnDouble(names.get(j));
      } else if (layout.split().isPresent() && layout.split().get().equals(names.get(j))) {
        builder.addColumnCategorical(names.get(j), PARTS);
      } else {
        builder.addColumnString(names.get(j));
      }
    }
    return builder.build();
  }

  private TypedRows readAll() {
    CsvRows rows = reader.rows();
    Optional<Integer> forgetColumn = forget.map(rule -> rows.column(rule.column()));
    Predicate<String> isForget = forget.map(ForgetRule::condition).orElse(field -> false);
    Optional<Integer> text = layout.text().map(rows::column);
    Optional<Integer> label = layout.label().map(rows::column);
    Optional<Integer> id = layout.id().map(rows::column);
    Optional<Integer> split = layout.split().map(rows::column);
    while (reader.hasNext()) {
      List<Writable> row = reader.next();
      boolean inForget = forgetColumn.filter(j -> isForget.test(field(row, j))).isPresent();
      sides.add(inForget ? Side.FORGET : Side.RETAIN);
      ids.add(id.map(j -> fresh(row, j)).orElseGet(() -> RowIds.of("row", reader.number())));
      label.ifPresent(j -> labels.add(filled(row, j)));
      split.ifPresent(j -> parts.add(Part.valueOf(field(row, j).toUpperCase(Locale.ROOT))));
      text.ifPresentOrElse(j -> texts.add(field(row, j)), () -> numbers.add(numbers(row)));
    }
    if (ids.isEmpty()) {
      throw new BadInput(place + " has no rows");
    }
    return this;
  }

  /** A field that is what the schema says of its column. */
  private String field(List<Writable> row, int column) {
    Writable field = row.get(column);
    boolean number = schema.getType(column) == ColumnType.Double;
    if (!schema.getMetaData(column).isValid(field) || (number && !isFinite(field.toString()))) {
      String allowed =
          switch (schema.getType(column)) {
            case Double -> "a finite number";
            case Categorical -> String.join(", ", PARTS);
            default -> "a text";
          };
      throw new BadInput(
          reader.place()
              + ", column "
              + schema.getName(column)
              + ": expected "
              + allowed
              + ", found "
              + Shown.text(field.toString()));
    }
    return field.toString();
  }

  /** DataVec's own check takes all that Java does: a NaN, and 1d, which elsewhere is a word. */
  private static boolean isFinite(String number) {
    String plain = number.strip();
    return !plain.isEmpty()
        && "dDfF".indexOf(plain.charAt(plain.length() - 1)) < 0
        && Double.isFinite(Double.parseDouble(number));
  }

  private String filled(List<Writable> row, int column) {
    String field = field(row, column);
    if (field.isBlank()) {
      throw new BadInput(reader.place() + ", column " + schema.getName(column) + " is empty");
    }
    return field;
  }

  /** An id that no row before has. */
  private String fresh(List<Writable> row, int column) {
    String field = filled(row, column);
    if (!seen.add(field)) {
      throw new BadInput(
          reader.place()
              + ", column "
              + schema.getName(column)
              + ": "
              + Shown.text(field)
              + " is the id of an earlier row");
    }
    return field;
  }

  private float[] numbers(List<Writable> row) {
    float[] values = new float[features.length];
    for (int j = 0; j < features.length; j++) {
      values[j] = Float.parseFloat(field(row, features[j]));
      if (!Float.isFinite(values[j])) {
        throw new BadInput(
            reader.place()
                + ", column "
                + schema.getName(features[j])
                + ": "
                + row.get(features[j])
                + " is beyond the range of float32");
      }
    }
    return values;
  }

  /** Where a row belongs; null without a split column. */
  @Nullable Part part(int row) {
    return parts.isEmpty() ? null : parts.get(row);
  }

  /** The texts, or the columns of numbers. */
  Content content() {
    if (layout.text().isPresent()) {
      return new Content.Texts(texts);
    }
    float[] all = new float[Math.multiplyExact(numbers.size(), features.length)];
    for (int i = 0; i < numbers.size(); i++) {
      System.arraycopy(numbers.get(i), 0, all, i * features.length, features.length);
    }
    return new Content.Numbers(new DenseFeatures(all, numbers.size(), features.length));
  }
}
