package org.lethe.dataset;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lethe.settings.Setting;

/**
 * Which rows of a table are p1: one column and one condition on it. (With {@code at-least} and
 * {@code below} together, an interval.)
 */
public record ForgetRule(
    @Setting("the column that is looked at") String column,
    @Setting("p1 if it is exactly this") Optional<String> is,
    @Setting(value = "p1 if it is one of these", or = "[]") List<String> in,
    @Setting(value = "p1 if it has one of these words or phrases, any case", or = "[]")
        List<String> contains,
    @Setting("p1 if it is a number of at least this") Optional<Double> atLeast,
    @Setting("p1 if it is a number below this") Optional<Double> below) {

  public ForgetRule {
    in = List.copyOf(in);
    contains = Keywords.checked("contains", contains);
    long conditions =
        Stream.of(is.isPresent(), !in.isEmpty(), !contains.isEmpty(), numeric(atLeast, below))
            .filter(given -> given)
            .count();
    if (conditions != 1) {
      throw new IllegalArgumentException(
          "column "
              + column
              + " has "
              + conditions
              + " conditions. Allowed: one of is, in,"
              + " contains, or at-least and below");
    }
    if (atLeast.isPresent() && below.isPresent() && !(atLeast.get() < below.get())) {
      throw new IllegalArgumentException(
          "below is " + below.get() + ". Allowed: above at-least, " + atLeast.get());
    }
  }

  private static boolean numeric(Optional<Double> atLeast, Optional<Double> below) {
    return atLeast.isPresent() || below.isPresent();
  }

  /** Whether the column must hold numbers. */
  boolean numeric() {
    return numeric(atLeast, below);
  }

  /** Which of the rows of a column of texts are p1, {@code [n]}. */
  boolean[] texts(List<String> column) {
    Predicate<String> condition = condition();
    boolean[] forget = new boolean[column.size()];
    for (int i = 0; i < forget.length; i++) {
      forget[i] = condition.test(column.get(i));
    }
    return forget;
  }

  /** Which of the rows of a column of numbers are p1, by a numeric condition, {@code [n]}. */
  boolean[] numbers(double[] column) {
    boolean[] forget = new boolean[column.length];
    for (int i = 0; i < forget.length; i++) {
      forget[i] = inInterval(column[i]);
    }
    return forget;
  }

  private boolean inInterval(double value) {
    return value >= atLeast.orElse(Double.NEGATIVE_INFINITY)
        && value < below.orElse(Double.POSITIVE_INFINITY);
  }

  /** The condition; a numeric one is only asked of what is a number. */
  Predicate<String> condition() {
    if (numeric()) {
      return field -> inInterval(Double.parseDouble(field));
    }
    if (!contains.isEmpty()) {
      return new Keywords(contains)::in;
    }
    Set<String> allowed = new HashSet<>(in);
    is.ifPresent(allowed::add);
    return allowed::contains;
  }
}
