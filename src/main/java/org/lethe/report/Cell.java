package org.lethe.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lethe.results.Estimate;

/** One cell of a {@link Table}. */
sealed interface Cell {

  /** As people read it; empty where there is nothing to say. */
  String text();

  /** As programs read it: one field for each of the column's {@link Column.Kind#fields}. */
  List<String> fields();

  /** What the column is sorted by; empty sorts last. */
  default OptionalDouble order() {
    return OptionalDouble.empty();
  }

  /** Words. */
  record Text(String text) implements Cell {
    @Override
    public List<String> fields() {
      return List.of(text);
    }
  }

  /** How many. */
  record Count(int count) implements Cell {
    @Override
    public String text() {
      return Integer.toString(count);
    }

    @Override
    public List<String> fields() {
      return List.of(text());
    }

    @Override
    public OptionalDouble order() {
      return OptionalDouble.of(count);
    }
  }

  /** A number that was not estimated: a budget, a printed value. */
  record Value(double value, Form form) implements Cell {
    @Override
    public String text() {
      return form.show(value);
    }

    @Override
    public List<String> fields() {
      return List.of(Form.exact(value));
    }

    @Override
    public OptionalDouble order() {
      return OptionalDouble.of(value);
    }
  }

  /**
   * An estimate over seeds.
   *
   * @param estimate empty where no seed has a value
   * @param of how many seeds could have had one; shown where fewer have
   */
  record Measured(Optional<Estimate> estimate, Form form, int of) implements Cell {

    /** An estimate that every seed has a part in. */
    static Measured of(Estimate estimate, Form form) {
      return new Measured(Optional.of(estimate), form, estimate.n());
    }

    @Override
    public String text() {
      return estimate
          .map(e -> e.n() < of ? form.show(e) + " (" + e.n() + "/" + of + ")" : form.show(e))
          .orElse("– (0/" + of + ")");
    }

    @Override
    public List<String> fields() {
      return estimate
          .map(
              e ->
                  List.of(
                      Form.exact(e.mean()),
                      e.n() > 1 ? Form.exact(e.low()) : "",
                      e.n() > 1 ? Form.exact(e.high()) : "",
                      Integer.toString(e.n())))
          .orElse(List.of("", "", "", "0"));
    }

    @Override
    public OptionalDouble order() {
      return estimate.map(e -> OptionalDouble.of(e.mean())).orElse(OptionalDouble.empty());
    }
  }

  /**
   * Nothing was measured or asked here.
   *
   * @param fields as many empty fields as the column has
   */
  record Absent(List<String> fields) implements Cell {
    static Absent in(Column column) {
      return new Absent(column.kind().fields("x").stream().map(field -> "").toList());
    }

    @Override
    public String text() {
      return "";
    }
  }
}
