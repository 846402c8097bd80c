package org.lethe.sweep;

import java.util.Optional;
import org.lethe.results.Direction;
import org.lethe.results.SweepGoal;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** What a sweep wants to be small or large: exactly one of both. */
@Described("What is to be small or large: exactly one of both.")
public record Objective(
    @Setting(value = "a formula over the measures that is to be small", or = "")
        Optional<Formula> minimise,
    @Setting(value = "a formula over the measures that is to be large", or = "")
        Optional<Formula> maximise,
    @Setting(value = "what tables call it; else the formula", or = "") Optional<String> label) {

  public Objective {
    if (minimise.isPresent() == maximise.isPresent()) {
      throw new IllegalArgumentException(
          "objective "
              + (minimise.isPresent() ? "has both minimise and maximise" : "names nothing")
              + "; expected {minimise: …} or {maximise: …}");
    }
    if (formula(minimise, maximise).compares()) {
      throw new IllegalArgumentException(
          "objective '"
              + formula(minimise, maximise).text()
              + "' is true or false; that is a constraint");
    }
  }

  Formula formula() {
    return formula(minimise, maximise);
  }

  SweepGoal goal() {
    return new SweepGoal(
        label.orElse(formula().text()),
        minimise.isPresent() ? Direction.LOWER_IS_BETTER : Direction.HIGHER_IS_BETTER);
  }

  private static Formula formula(Optional<Formula> minimise, Optional<Formula> maximise) {
    return minimise.or(() -> maximise).orElseThrow();
  }
}
