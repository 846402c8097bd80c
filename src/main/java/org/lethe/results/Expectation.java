package org.lethe.results;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.lethe.settings.Setting;

/** A number printed elsewhere that an experiment is held against. */
public record Expectation(
    @Setting("what is compared: crossing, the budget at which the metric is halved")
        String quantity,
    @Setting(value = "variant of the experiment; empty means every one", or = "''") String variant,
    @Setting("label of the scorer") String scorer,
    @Setting(value = "label of the learner; empty means every one", or = "''") String learner,
    @Setting("metric, for instance recall") String metric,
    @Setting(value = "split", or = "forget-test") String split,
    @Setting(value = "half-of-start, halfway or half-of-full", or = "half-of-start")
        String definition,
    @Setting("the printed value, a fraction") double value,
    @Setting("how far off still counts as reproduced, a fraction") double tolerance,
    @Setting("where it is printed") String source,
    @Setting(
            value = "whether the settings were tuned, on seeds 1-5; then only later seeds judge",
            or = "false")
        boolean tuned) {

  /** Seeds up to this one may be tuned on; the others judge. */
  public static final long LAST_TUNING_SEED = 5;

  private static final String CROSSING = "crossing";

  public Expectation {
    if (!quantity.equals(CROSSING)) {
      throw new IllegalArgumentException("quantity is '" + quantity + "', allowed: " + CROSSING);
    }
    String wanted = definition;
    if (Arrays.stream(CrossingDefinition.values()).noneMatch(d -> d.word().equals(wanted))) {
      throw new IllegalArgumentException(
          "definition is '"
              + definition
              + "', allowed: "
              + Arrays.stream(CrossingDefinition.values())
                  .map(CrossingDefinition::word)
                  .collect(Collectors.joining(", ")));
    }
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("value is " + value + ", allowed: 0 to 1, a fraction");
    }
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw new IllegalArgumentException(
          "tolerance is " + tolerance + ", allowed: 0 to 1, a fraction");
    }
  }

  /** With default settings, so that every seed judges. */
  public Expectation(
      String quantity,
      String variant,
      String scorer,
      String learner,
      String metric,
      String split,
      String definition,
      double value,
      double tolerance,
      String source) {
    this(
        quantity,
        variant,
        scorer,
        learner,
        metric,
        split,
        definition,
        value,
        tolerance,
        source,
        false);
  }
}
