package org.lethe.results;

import java.util.List;
import java.util.Map;

/**
 * What a reader of a results folder must know besides the trials; {@code study.json}.
 *
 * @param name the experiment's name, column {@code experiment} of every table
 * @param title one line
 * @param primaryMetric the forget metric whose halving is the question: {@code recall}, {@code kl}
 * @param retainMetric the retained metric that is shown beside it
 * @param expected printed numbers to be held against
 * @param facts by variant: {@code kappa}, {@code dimension}, {@code n1}, {@code n2} where the laws
 *     are known or measured
 * @param notes what must be said with the numbers: an encoder that has seen the forget class, a
 *     data set of which only a part is there
 */
public record Study(
    String name,
    String title,
    String primaryMetric,
    String retainMetric,
    List<Expectation> expected,
    Map<String, Map<String, Double>> facts,
    List<String> notes) {
  public Study {
    expected = List.copyOf(expected);
    facts = Map.copyOf(facts);
    notes = List.copyOf(notes);
  }
}
