package org.lethe.results;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.lethe.settings.Setting;

/** A number printed elsewhere that an experiment is held against. */
public record Expectation(
    @Setting(
            "what is compared: crossing, the budget at which the metric is halved, or value, the"
                + " metric at one budget")
        String quantity,
    @Setting(value = "variant of the experiment; empty means every one", or = "''") String variant,
    @Setting(
            value = "label of the scorer; empty, for values alone, means whatever was removed by",
            or = "''")
        String scorer,
    @Setting(value = "label of the learner; empty means every one", or = "''") String learner,
    @JsonSetter(nulls = Nulls.AS_EMPTY)
        @Setting(value = "label of the unlearner; empty means retrain", or = "''")
        String unlearner,
    @Setting("metric, for instance recall") String metric,
    @Setting(value = "split", or = "forget-test") String split,
    @Setting(value = "of a crossing: half-of-start, halfway or half-of-full", or = "half-of-start")
        String definition,
    @JsonSetter(nulls = Nulls.AS_EMPTY)
        @Setting(value = "where a value is looked up, a share of p1", or = "1")
        double budget,
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
  private static final String VALUE = "value";
  private static final String RETRAIN = "retrain";

  public Expectation {
    if (!quantity.equals(CROSSING) && !quantity.equals(VALUE)) {
      throw new IllegalArgumentException(
          "quantity is '" + quantity + "', allowed: " + CROSSING + ", " + VALUE);
    }
    if (quantity.equals(CROSSING) && scorer.isEmpty()) {
      throw new IllegalArgumentException("scorer is '', but a crossing is one rule's; name it");
    }
    if (unlearner.isEmpty()) {
      unlearner = RETRAIN;
    }
    if (!(budget >= 0 && budget <= 1)) {
      throw new IllegalArgumentException("budget is " + budget + ", allowed: 0 to 1");
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

  /** Whether a budget is printed at which something happens, not what happens at a budget. */
  public boolean asksForCrossing() {
    return quantity.equals(CROSSING);
  }

  /** What of the metric is compared, in words: {@code half-of-start}, {@code at budget 100 %}. */
  public String asked() {
    return asksForCrossing()
        ? definition
        : String.format(Locale.ROOT, "on %s at budget %.0f %%", split, 100 * budget);
  }

  /** A crossing of retrained models with default settings, so that every seed judges. */
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
        RETRAIN,
        metric,
        split,
        definition,
        1,
        value,
        tolerance,
        source,
        false);
  }
}
