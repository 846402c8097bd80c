package org.lethe.report;

import java.util.List;
import java.util.Optional;
import org.lethe.results.Estimate;

/**
 * What the page of a selection tells, in the order in which it does.
 *
 * @param title one line
 * @param answer sentences: what was chosen and what to expect
 * @param warnings sentences, the gravest first
 * @param rule label of the rule that decided
 * @param share how much of the forget side goes
 * @param forgetScores of all forget samples, {@code [n1]}
 * @param retainScores of some retained samples
 * @param threshold score of the last one that goes; empty where none does
 * @param probe what a probe still finds, after each budget; empty without one
 * @param kappa KL(p1‖p2) that predictions start from, nats
 * @param predictions of theory, one a rule
 * @param rules all rules side by side
 * @param neighbours of the first and the last that go
 * @param made how it was made, in pairs
 * @param notes sentences
 */
public record SelectionStory(
    String title,
    List<String> answer,
    List<String> warnings,
    String rule,
    double share,
    double[] forgetScores,
    double[] retainScores,
    Optional<Double> threshold,
    List<Probed> probe,
    double kappa,
    List<Predicted> predictions,
    List<Compared> rules,
    List<Shown> neighbours,
    List<Fact> made,
    List<String> notes) {
  public SelectionStory {
    answer = List.copyOf(answer);
    warnings = List.copyOf(warnings);
    probe = List.copyOf(probe);
    predictions = List.copyOf(predictions);
    rules = List.copyOf(rules);
    neighbours = List.copyOf(neighbours);
    made = List.copyOf(made);
    notes = List.copyOf(notes);
  }

  /** Over the folds of a probe, after a budget. */
  public record Probed(double budget, Estimate recall, Estimate falseAlarms) {}

  /**
   * A curve of theory.
   *
   * @param rule whose law it is, in words
   * @param budgets ascending, {@code [k]}
   * @param alpha KL(p1‖p) after each, nats, {@code [k]}
   * @param epsilon KL(p2‖p) after each, nats, {@code [k]}
   */
  public record Predicted(String rule, double[] budgets, double[] alpha, double[] epsilon) {}

  /**
   * A rule beside the one that decided.
   *
   * @param halved where the probe halves
   * @param recall of the probe at the chosen share
   * @param jaccard overlap of the removal sets
   * @param remark why there are no numbers; else empty
   */
  public record Compared(
      String rule,
      Optional<Double> halved,
      Optional<Double> recall,
      Optional<Double> jaccard,
      String remark) {}

  /**
   * A sample that goes and the retained ones next to it.
   *
   * @param place in the ranking, from 1
   * @param sample its id
   * @param glimpse what may be seen of it
   * @param nearest ids of retained samples with their distances, nearest first
   */
  public record Shown(int place, String sample, Glimpse glimpse, List<Near> nearest) {
    public Shown {
      nearest = List.copyOf(nearest);
    }
  }

  /** A retained sample near one that goes. */
  public record Near(String sample, double distance, Glimpse glimpse) {}

  /** What a reader may see of a sample. */
  public sealed interface Glimpse {
    /** Its id alone: content was not asked for, or is none that can be looked at. */
    record Nothing() implements Glimpse {}

    /** How a text begins. */
    record Text(String beginning) implements Glimpse {}

    /**
     * A small copy of a picture.
     *
     * @param mediaType {@code image/png} or {@code image/jpeg}
     * @param bytes the file; shared
     */
    record Picture(String mediaType, byte[] bytes) implements Glimpse {}
  }

  /** A name and its value. */
  public record Fact(String name, String value) {}
}
