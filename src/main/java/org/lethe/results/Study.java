package org.lethe.results;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a reader of a results folder must know besides the trials; {@code study.json}.
 *
 * @param name the experiment's name, column {@code experiment} of every table
 * @param title one line
 * @param primaryMetric the forget metric whose halving is the question: {@code recall}, {@code kl}
 * @param retainMetric the retained metric that is shown beside it
 * @param expected printed numbers to be held against
 * @param facts by variant: {@code kappa}, {@code dimension}, {@code n1}, {@code n2} where the laws
 *     are known or measured; finite
 * @param notes what must be said with the numbers: an encoder that has seen the forget class, a
 *     data set of which only a part is there
 * @param notComparable why the printed numbers say nothing about these results (a part of the data,
 *     another network); empty where they do
 */
public record Study(
    String name,
    String title,
    String primaryMetric,
    String retainMetric,
    List<Expectation> expected,
    Map<String, Map<String, Double>> facts,
    List<String> notes,
    String notComparable) {
  public Study {
    expected = List.copyOf(expected);
    TreeMap<String, Map<String, Double>> copy = new TreeMap<>();
    facts.forEach(
        (variant, values) -> {
          values.forEach(
              (fact, value) -> {
                if (!Double.isFinite(value)) {
                  throw new IllegalArgumentException(variant + "." + fact + " is " + value);
                }
              });
          copy.put(variant, Collections.unmodifiableMap(new TreeMap<>(values)));
        });
    facts = Collections.unmodifiableMap(copy);
    notes = List.copyOf(notes);
  }

  /** A study whose results may be held against the printed numbers. */
  public Study(
      String name,
      String title,
      String primaryMetric,
      String retainMetric,
      List<Expectation> expected,
      Map<String, Map<String, Double>> facts,
      List<String> notes) {
    this(name, title, primaryMetric, retainMetric, expected, facts, notes, "");
  }
}
