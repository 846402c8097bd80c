package org.lethe.results;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Where each seed of one curve crosses.
 *
 * @param bySeed the seeds of which the question can be asked; empty where a seed does not cross
 */
record Crossings(
    CurveKey curve,
    String metric,
    String split,
    CrossingDefinition definition,
    NavigableMap<Long, OptionalDouble> bySeed) {

  /** The crossings of a series; nothing where the definition applies to none of its seeds. */
  static Optional<Crossings> of(Series series, CrossingDefinition definition) {
    int start = series.indexOf(0);
    int full = series.indexOf(1);
    NavigableMap<Long, OptionalDouble> bySeed = new TreeMap<>();
    for (int s = 0; s < series.seeds().length && start >= 0; s++) {
      double[] values = series.values()[s];
      boolean fullIsKnown = full >= 0 && !Double.isNaN(values[full]);
      if (!Double.isNaN(values[start]) && definition.applies(series.direction(), fullIsKnown)) {
        double atFull = fullIsKnown ? values[full] : values[start];
        bySeed.put(
            series.seeds()[s],
            first(definition, series.direction(), series.budgets(), values, atFull));
      }
    }
    return bySeed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Crossings(series.curve(), series.metric(), series.split(), definition, bySeed));
  }

  /**
   * The first crossing of one seed.
   *
   * @param budgets ascending from 0, {@code [b]}
   * @param values {@code [b]}, NaN where missing; the first is there
   */
  private static OptionalDouble first(
      CrossingDefinition definition,
      Direction direction,
      double[] budgets,
      double[] values,
      double full) {
    double start = values[0];
    double level = definition.level(start, full);
    boolean falling =
        direction == Direction.LOWER_IS_BETTER || (direction == Direction.NEITHER && full < start);
    double sign = falling ? -1 : 1;
    // What is already 0 cannot be halved, and a curve that ends where it began, or on the wrong
    // side of it, has no midway. But a KL that starts above κ/2 truly needs no deletion.
    boolean canBeHalved =
        definition == CrossingDefinition.HALF_OF_FULL ? full > 0 : sign * (level - start) > 0;
    if (!canBeHalved) {
      return OptionalDouble.empty();
    }
    int before = 0;
    for (int b = 0; b < values.length; b++) {
      if (Double.isNaN(values[b])) {
        continue;
      }
      if (sign * (values[b] - level) >= 0) {
        double share = b == 0 ? 0 : (level - values[before]) / (values[b] - values[before]);
        return OptionalDouble.of(budgets[before] + share * (budgets[b] - budgets[before]));
      }
      before = b;
    }
    return OptionalDouble.empty();
  }

  /** The same for some of the seeds. */
  Crossings only(LongPredicate seeds) {
    NavigableMap<Long, OptionalDouble> kept = new TreeMap<>(bySeed);
    kept.keySet().removeIf(seed -> !seeds.test(seed));
    return new Crossings(curve, metric, split, definition, kept);
  }

  /** The line of the table. */
  CrossingRow row() {
    double[] crossed =
        bySeed.values().stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    return new CrossingRow(
        curve,
        metric,
        split,
        definition,
        crossed.length == 0 ? Optional.empty() : Optional.of(Statistics.estimate(crossed)),
        bySeed.size(),
        crossed.length);
  }

  /** How much earlier this crosses than another rule does, paired by seed. */
  SavingRow savingAgainst(Crossings other) {
    double[] saved =
        bySeed.entrySet().stream()
            .filter(entry -> entry.getValue().isPresent() && other.crosses(entry.getKey()))
            .mapToDouble(
                entry ->
                    other.bySeed.getOrDefault(entry.getKey(), OptionalDouble.empty()).getAsDouble()
                        - entry.getValue().getAsDouble())
            .toArray();
    return new SavingRow(
        curve,
        metric,
        split,
        definition,
        saved.length == 0 ? Optional.empty() : Optional.of(Statistics.estimate(saved)),
        (int) bySeed.keySet().stream().filter(other.bySeed::containsKey).count(),
        saved.length);
  }

  private boolean crosses(long seed) {
    return bySeed.getOrDefault(seed, OptionalDouble.empty()).isPresent();
  }
}
