package org.lethe.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
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
 * @param facts by variant: {@code n1}, {@code n2}; {@code kappa} and {@code dimension} where the
 *     laws are known; {@code retain-seen}, {@code retain-mislabelled} and {@code retain-noise} of
 *     what scorers see of the retained side where some variant spoils it; finite
 * @param notes what must be said with the numbers: an encoder that has seen the forget class, a
 *     data set of which only a part is there
 * @param notComparable why the printed numbers say nothing about these results (a part of the data,
 *     another network); empty where they do
 * @param axes variants that differ in one number only; a file from before there were axes has none
 * @param files by variant: the sha256 of every file that its trials are made of, by what it is for
 *     and its name; made data have none, and neither has a study from before they were kept
 */
public record Study(
    String name,
    String title,
    String primaryMetric,
    String retainMetric,
    List<Expectation> expected,
    Map<String, Map<String, Double>> facts,
    List<String> notes,
    String notComparable,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<VariantAxis> axes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, Map<String, String>> files) {
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
    axes = List.copyOf(axes);
    TreeMap<String, Map<String, String>> ofVariants = new TreeMap<>();
    files.forEach(
        (variant, sums) ->
            ofVariants.put(variant, Collections.unmodifiableMap(new TreeMap<>(sums))));
    files = Collections.unmodifiableMap(ofVariants);
  }

  /** A study of made data. */
  public Study(
      String name,
      String title,
      String primaryMetric,
      String retainMetric,
      List<Expectation> expected,
      Map<String, Map<String, Double>> facts,
      List<String> notes,
      String notComparable,
      List<VariantAxis> axes) {
    this(
        name,
        title,
        primaryMetric,
        retainMetric,
        expected,
        facts,
        notes,
        notComparable,
        axes,
        Map.of());
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
    this(name, title, primaryMetric, retainMetric, expected, facts, notes, "", List.of());
  }
}
