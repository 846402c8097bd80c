package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.classical.GaussianMean;
import org.lethe.classical.NearestMean;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.theory.GaussianPair;

/**
 * Guards against a search that is refused although its metric is measured, or that finds out after
 * hours of training that it is not: what is promised beforehand is what a real audit measures, and
 * what a search then looks at.
 */
class SearchableTest {

  private record Case(String name, ExampleSet examples, Learner learner) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("a law that is known", examples(2, true), new GaussianMean()),
        new Case("two classes", examples(2, false), new NearestMean(1)),
        new Case("two classes of a known law", examples(2, true), new NearestMean(1)),
        new Case("four classes", examples(4, false), new NearestMean(1)));
  }

  /** 40 numbers; the first half of the classes is forgotten; 12 train, 4 validation, 4 test. */
  private static ExampleSet examples(int classes, boolean law) {
    int n = 40;
    float[] values = new float[n];
    int[] labels = new int[n];
    Side[] sides = new Side[n];
    Part[] parts = new Part[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % classes;
      sides[i] = labels[i] < classes / 2 ? Side.FORGET : Side.RETAIN;
      parts[i] = i < 24 ? Part.TRAIN : i < 32 ? Part.VALIDATION : Part.TEST;
      values[i] = labels[i] + 0.1f * (i % 7);
    }
    List<String> ids = Stream.iterate(0, i -> i + 1).limit(n).map(i -> "x" + i).toList();
    return new ExampleSet(
        "made",
        ids,
        new Content.Numbers(new DenseFeatures(values, n, 1)),
        sides,
        labels,
        Stream.iterate(0, i -> i + 1).limit(classes).map(i -> "c" + i).toList(),
        parts,
        law
            ? Optional.of(new GaussianPair(new double[] {0}, new double[] {1}, new double[] {1}))
            : Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsPromisedIsWhatIsMeasured(Case of) {
    DenseFeatures features = ((Content.Numbers) of.examples.content()).rows();
    Model model =
        of.learner.fit(
            new Training(
                of.examples,
                features,
                of.examples.rows(Part.TRAIN),
                Optional.empty(),
                new Seed(1)));
    boolean[] none = new boolean[of.examples.rows(Side.FORGET, Part.TRAIN).length];
    Audit audit = new Audit(of.examples, features, Metrics.ALL);
    List<Measurement> measured = audit.measure(model, none);
    List<Measurement> glanced = audit.glance(model, none);

    Searchable searchable = Searchable.of(of.examples, of.learner);
    assertEquals(on(searchable.forget(), measured), searchable.forgetMetrics());
    assertEquals(on(searchable.retain(), measured), searchable.retainMetrics());
    assertEquals(on(searchable.forget(), glanced), searchable.forgetMetrics());
    assertEquals(on(searchable.retain(), glanced), searchable.retainMetrics());
    assertTrue(measured.containsAll(glanced), "a search and a trial differ");
  }

  private static Map<String, Direction> on(Split split, List<Measurement> measured) {
    Map<String, Direction> result = new TreeMap<>();
    measured.stream()
        .filter(m -> m.split().equals(split.word()))
        .filter(m -> !m.metric().equals("kl-gaussian-fit"))
        .forEach(m -> result.put(m.metric(), m.direction()));
    return result;
  }
}
