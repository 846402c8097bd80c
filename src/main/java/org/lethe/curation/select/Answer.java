package org.lethe.curation.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lethe.results.Estimate;

/** A selection in a few sentences, for the terminal and the top of the page. */
public final class Answer {

  private Answer() {}

  /** One sentence a line: what goes, how that was chosen, what to expect, what theory says. */
  public static List<String> of(SelectionRequest request, SelectionResult result) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        say(
            "Remove %,d of %,d forget samples (%.1f %%), in the order of %s; %,d retained samples"
                + " were looked at and none of them goes.",
            result.removed(),
            result.ranking().length,
            100 * result.share(),
            result.rule(),
            request.retain().size()));
    result.probe().ifPresent(probe -> ofProbe(sentences, result, probe));
    ofRandom(sentences, result);
    ofTheory(sentences, result);
    return sentences;
  }

  private static void ofProbe(List<String> sentences, SelectionResult result, ProbeCurve probe) {
    if (result.automatic()) {
      Optional<Estimate> folds = probe.halvedOverFolds();
      sentences.add(
          say(
              "The budget was found: with so many gone, a logistic regression trained on the rest"
                  + " finds half as many held-out forget samples as with none gone%s.",
              folds
                  .map(
                      e ->
                          say(
                              " (over %d folds %.1f %%, 95 %% interval %.1f to %.1f)",
                              e.n(), 100 * e.mean(), 100 * e.low(), 100 * e.high()))
                  .orElse("")));
    }
    int last = probe.budgets().length - 1;
    sentences.add(
        say(
            "To expect: of held-out forget samples the probe finds %.1f %% before and %.1f %% after"
                + " (none when all are removed); it takes %.1f %% of held-out retained samples for"
                + " them before, %.1f %% after removing all.",
            100 * probe.recallAt(0).mean(),
            100 * probe.recallAt(result.share()),
            100 * probe.falseAlarmsAt(0).mean(),
            100 * probe.falseAlarmsAt(last).mean()));
  }

  /** What the rule is worth: the same effect had by removing at random. */
  private static void ofRandom(List<String> sentences, SelectionResult result) {
    Optional<Double> chosen = result.rules().get(0).halved();
    Optional<Double> random =
        result.rules().stream()
            .filter(rule -> rule.label().equals(Selection.RANDOM))
            .findFirst()
            .flatMap(SelectionResult.RuleOutcome::halved);
    if (chosen.isEmpty() || random.isEmpty() || result.rule().equals(Selection.RANDOM)) {
      return;
    }
    int n1 = result.ranking().length;
    long difference = Math.round((random.get() - chosen.get()) * n1);
    sentences.add(
        say(
            "Removed at random, it would take %.1f %% to halve what the probe finds, with %s"
                + " %.1f %%: %,d samples %s.",
            100 * random.get(),
            result.rule(),
            100 * chosen.get(),
            Math.abs(difference),
            difference >= 0 ? "fewer" : "more"));
  }

  private static void ofTheory(List<String> sentences, SelectionResult result) {
    if (result.predictions().isEmpty()) {
      return;
    }
    List<String> budgets = new ArrayList<>();
    for (Prediction prediction : result.predictions()) {
      OptionalDouble mean = prediction.halfway().mean();
      budgets.add(
          prediction.rule().word()
              + " "
              + (mean.isPresent() ? say("%.1f %%", 100 * mean.getAsDouble()) : "not at all"));
    }
    sentences.add(
        say(
            "Theory, for two Gaussians as far apart (κ̂ = %.3g nats) and a model that is their"
                + " mean: removal is half done at %s.",
            result.geometry().orElseThrow().kappa(), String.join(", ", budgets)));
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
