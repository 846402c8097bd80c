package org.lethe.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lethe.theory.CrossingSample;
import org.lethe.theory.DeletionBounds;
import org.lethe.theory.DeletionRule;
import org.lethe.theory.Divergences;
import org.lethe.theory.SampleSizes;

/**
 * What {@code lethe frontier} found, as text for people and as JSON for programs.
 *
 * @param sizes n1 and n2, if predictions were asked for; the two lists are empty without
 * @param failure probability with which a guarantee may fail
 */
record FrontierAnswer(
    FrontierLaws laws,
    List<Point> points,
    Optional<SampleSizes> sizes,
    List<Crossing> crossings,
    double failure,
    List<Guarantee> guarantees) {

  /**
   * A point of the plane.
   *
   * @param asked which of epsilon, alpha and shift was given
   * @param given its value
   */
  record Point(String asked, double given, Divergences divergences) {}

  /**
   * The budget at which KL(p1‖p) counts as halved.
   *
   * @param manySamples in the large-sample limit
   * @param simulated with the given numbers of samples; empty where nothing was simulated
   */
  record Crossing(
      DeletionRule rule,
      String definition,
      OptionalDouble manySamples,
      Optional<CrossingSample> simulated) {}

  /**
   * @param found empty if no deletion guarantees this ε
   */
  record Guarantee(DeletionRule rule, double epsilon, Optional<DeletionBounds.Guarantee> found) {}

  /**
   * Aligned lines with units, for a reader who meets the three Greek letters for the first time.
   */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        laws.line().isPresent()
            ? line("Two laws of the family %s, d = %d", laws.family(), laws.dimension())
            : line("Two Gaussian laws with one covariance, d = %d", laws.dimension()));
    out.append(line("  κ = KL(p1‖p2) = %s nats", number(laws.frontier().kappa())));
    out.append(line(""));
    out.append(line("κ  how different what must go (p1) is from what must stay (p2)"));
    out.append(line("α  KL(p1‖p), how far the edited law p is from p1: what is forgotten"));
    out.append(
        line("ε  KL(p2‖p), how far it is from p2: at most this much log-loss is lost there"));
    out.append(line(""));
    out.append(line("Frontier (nats)"));
    out.append(line("  %-10s %10s %10s", "", "ε", "α"));
    for (Point point : points) {
      out.append(
          line(
              "  %-10s %10s %10s",
              switch (point.asked) {
                case "epsilon" -> "most α";
                case "alpha" -> "least ε";
                default -> "s = " + number(point.given);
              },
              number(point.divergences.epsilon()),
              number(point.divergences.alpha())));
    }
    sizes.ifPresent(n -> appendBudgets(out, n));
    return out.toString();
  }

  private void appendBudgets(StringBuilder out, SampleSizes n) {
    out.append(line(""));
    out.append(
        line(
            "Share of n1 = %d to delete (n2 = %d) until forgetting is half done",
            n.forget(), n.retain()));
    out.append(
        line(
            "  %-17s %-13s %12s %10s   %-16s %s",
            "rule", "halved means", "many samples", "these n", "95 % of runs", "crossed"));
    for (Crossing crossing : crossings) {
      out.append(
          line(
              "  %-17s %-13s %12s %10s   %-16s %s",
              crossing.rule.word(),
              crossing.definition,
              percent(crossing.manySamples),
              crossing.simulated.map(s -> percent(s.mean())).orElse(""),
              crossing
                  .simulated
                  .map(s -> percent(s.quantile(0.025)) + " – " + percent(s.quantile(0.975)))
                  .orElse(""),
              crossing.simulated.map(s -> s.reached() + " of " + s.runs()).orElse("")));
    }
    out.append(line("  halfway: midway between no and full deletion; half-of-full: α = κ/2"));
    if (!guarantees.isEmpty()) {
      out.append(line(""));
      out.append(
          line(
              "Fewest deletions that guarantee ε, with probability %s",
              percent(OptionalDouble.of(1 - failure))));
      out.append(line("  %-17s %10s %10s %8s %12s", "rule", "ε", "delete", "share", "α at least"));
      for (Guarantee guarantee : guarantees) {
        out.append(
            line(
                "  %-17s %10s %10s %8s %12s",
                guarantee.rule.word(),
                number(guarantee.epsilon),
                guarantee.found.map(g -> Integer.toString(g.deleted())).orElse("too few samples"),
                guarantee
                    .found
                    .map(g -> percent(OptionalDouble.of((double) g.deleted() / n.forget())))
                    .orElse(""),
                guarantee.found.map(g -> number(g.guaranteed().alpha())).orElse("")));
      }
    }
  }

  /** Divergences in nats, budgets as fractions; what is not known or not reached is null. */
  ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("family", laws.family());
    root.put("dimension", laws.dimension());
    root.put("unit", "nats");
    root.put("kappa", laws.frontier().kappa());
    ArrayNode frontier = root.putArray("frontier");
    for (Point point : points) {
      ObjectNode node = frontier.addObject();
      node.put("asked", point.asked);
      node.put(point.asked, point.given);
      node.put("epsilon", point.divergences.epsilon());
      node.put("alpha", point.divergences.alpha());
    }
    sizes.ifPresent(
        n -> {
          root.put("n1", n.forget());
          root.put("n2", n.retain());
          ArrayNode rows = root.putArray("crossings");
          crossings.forEach(crossing -> putCrossing(rows.addObject(), crossing));
          ArrayNode promises = root.putArray("guarantees");
          guarantees.forEach(guarantee -> putGuarantee(promises.addObject(), guarantee, n));
        });
    return root;
  }

  private static void putCrossing(ObjectNode node, Crossing crossing) {
    node.put("rule", crossing.rule.word());
    node.put("definition", crossing.definition);
    put(node, "many_samples", crossing.manySamples);
    if (crossing.simulated.isPresent()) {
      CrossingSample sample = crossing.simulated.get();
      put(node, "mean", sample.mean());
      put(node, "sd", sample.standardDeviation());
      put(node, "low", sample.quantile(0.025));
      put(node, "high", sample.quantile(0.975));
      node.put("n", sample.runs());
      node.put("reached", sample.reached());
    }
  }

  private void putGuarantee(ObjectNode node, Guarantee guarantee, SampleSizes n) {
    node.put("rule", guarantee.rule.word());
    node.put("epsilon", guarantee.epsilon);
    node.put("failure", failure);
    if (guarantee.found.isPresent()) {
      DeletionBounds.Guarantee found = guarantee.found.get();
      node.put("deleted", found.deleted());
      node.put("budget", (double) found.deleted() / n.forget());
      node.put("epsilon_at_most", found.guaranteed().epsilon());
      node.put("alpha_at_least", found.guaranteed().alpha());
      node.put("frontier_alpha", found.frontierAlpha());
    } else {
      node.putNull("deleted");
    }
  }

  private static void put(ObjectNode node, String key, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(key, value.getAsDouble());
    } else {
      node.putNull(key);
    }
  }

  // Four decimals are what people compare; small numbers keep their digits instead.
  private static String number(double value) {
    return value == 0 || Math.abs(value) >= 0.01
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.3e", value);
  }

  private static String percent(OptionalDouble fraction) {
    return fraction.isPresent()
        ? String.format(Locale.ROOT, "%.1f %%", 100 * fraction.getAsDouble())
        : "never";
  }

  private static String line(String format, Object... values) {
    return (values.length == 0 ? format : String.format(Locale.ROOT, format, values))
            .stripTrailing()
        + "\n";
  }
}
