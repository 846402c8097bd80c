package org.lethe.sweep;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.lethe.settings.Setting;
import org.lethe.settings.Suggestion;

/** One sweep file: what varies, how it is searched, and what is judged. */
public record SweepSpec(
    @Setting("the sweep's name; also the name of its folder under results/") String name,
    @Setting(value = "one line for the page", or = "''") String title,
    @Setting(
            "the experiment whose settings are searched; its seeds are those that candidates are"
                + " judged by")
        ExperimentSource experiment,
    @Setting(
            "which keys of the experiment vary, and what they may become; log and integer together"
                + " are whole numbers spread by their logarithm")
        Space space,
    @Setting(value = "random, grid or genetic", or = "random") Search search,
    @Setting(
            value =
                "how many candidates are drawn; without it 20, of a grid all of it, and a grid that"
                    + " is larger is refused",
            or = "")
        Optional<Integer> candidates,
    @Setting(
            value =
                "no candidate is begun after so many minutes; what was found then depends on the"
                    + " machine",
            or = "")
        Optional<Double> minutes,
    @Setting(value = "the search ends when so many candidates in a row were no better", or = "")
        Optional<Integer> patience,
    @Setting(value = "successive halving; empty for none", or = "") Optional<Halving> halving,
    @Setting(value = "of the search; equal seeds draw equal candidates", or = "1") long seed,
    @Setting("names for the numbers that objectives and constraints speak of")
        Map<String, Measure> measures,
    @Setting("what is to be small or large; several give the Pareto set")
        List<Objective> objectives,
    @Setting(
            value =
                "what must hold of the means over seeds, for instance alarms <= 0.02; who violates"
                    + " one is no result",
            or = "[]")
        List<Formula> constraints,
    @Setting(
            value = "whether candidates are compared by mean, or cautious, by the worse end of it",
            or = "mean")
        Judge judge) {

  public SweepSpec {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "name is '" + name + "'; allowed: lower-case letters, digits, '.', '_' and '-'");
    }
    requirePositive("candidates", candidates.map(Integer::doubleValue));
    requirePositive("minutes", minutes);
    requirePositive("patience", patience.map(Integer::doubleValue));
    for (String measure : measures.keySet()) {
      if (!measure.matches("[a-z][a-z0-9_]*")) {
        throw new IllegalArgumentException(
            "measures has '"
                + measure
                + "'; allowed in a formula: lower-case letters, digits and '_'");
      }
    }
    if (objectives.isEmpty()) {
      throw new IllegalArgumentException("objectives is empty; name at least one");
    }
    for (Objective objective : objectives) {
      requireKnown("objectives", objective.formula(), measures);
    }
    for (Formula constraint : constraints) {
      requireKnown("constraints", constraint, measures);
      if (!constraint.compares()) {
        throw new IllegalArgumentException(
            "constraints has '"
                + constraint.text()
                + "', which compares nothing; expected for instance alarms <= 0.02");
      }
    }
    if (objectives.size() > 1 && search instanceof GeneticSearch) {
      throw new IllegalArgumentException(
          "search is genetic, which breeds by one objective, but there are "
              + objectives.size()
              + "; allowed: one, or random or grid");
    }
    if (patience.isPresent() && objectives.size() > 1) {
      throw new IllegalArgumentException(
          "patience needs one objective to be better in; there are " + objectives.size());
    }
    if (halving.isPresent()
        && (search instanceof GeneticSearch || patience.isPresent() || minutes.isPresent())) {
      throw new IllegalArgumentException(
          "halving bounds the work of candidates that are drawn beforehand; allowed with it: random"
              + " or grid, without patience and minutes");
    }
  }

  private static void requirePositive(String key, Optional<Double> value) {
    if (value.isPresent() && !(value.get() > 0)) {
      throw new IllegalArgumentException(key + " is " + value.get() + "; allowed: above 0");
    }
  }

  private static void requireKnown(String key, Formula formula, Map<String, Measure> measures) {
    if (formula.names().isEmpty()) {
      throw new IllegalArgumentException(
          key + " has '" + formula.text() + "', which speaks of no measure");
    }
    for (String measure : formula.names()) {
      if (!measures.containsKey(measure)) {
        throw new IllegalArgumentException(
            key
                + " has '"
                + formula.text()
                + "', but no measure is called "
                + measure
                + Suggestion.text(measure, new TreeSet<>(measures.keySet())));
      }
    }
  }

  /** How many candidates may be drawn. */
  int draws() {
    return candidates.orElseGet(() -> search.candidates(space));
  }
}
