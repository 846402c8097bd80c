package org.lethe.scorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.testing.Sparse;

/**
 * Every deterministic rule against NumPy and scikit-learn on a small random pair of sides, dense
 * and sparse; src/test/python/scorers.py wrote the values. Guards against formulas that are only
 * self-consistent.
 */
class ReferenceTest {
  private static final JsonNode REFERENCE = read();

  private static final Map<String, Scorer> RULES = rules();

  private static Map<String, Scorer> rules() {
    Map<String, Scorer> rules = new LinkedHashMap<>();
    rules.put("distance", new Distance());
    rules.put("maha-mu2", new MahaMu2(Covariance.POOLED, 1e-3));
    rules.put("maha-mu2 ledoit-wolf", new MahaMu2(Covariance.LEDOIT_WOLF, 0));
    rules.put("maha-mu2 diagonal", new MahaMu2(Covariance.DIAGONAL, 1e-3));
    rules.put("lr-maha", new LrMaha(Covariance.POOLED, 1e-3));
    rules.put("lr-maha diagonal", new LrMaha(Covariance.DIAGONAL, 1e-3));
    rules.put("lr-maha-squared", new LrMahaSquared(Covariance.POOLED, 1e-3));
    rules.put("cos-mu2", new CosMu2());
    rules.put("lr-cos", new LrCos());
    rules.put("knn-ratio", new KnnRatio(5));
    rules.put("vmf", new Vmf());
    rules.put("l2-norm", new L2Norm());
    rules.put("coreset", new Coreset());
    rules.put("k-center", new KCenter());
    rules.put("herding", new Herding());
    rules.put("oracle-greedy", new OracleGreedy());
    rules.put("knn-distance", new KnnDistance(5));
    rules.put("distance-classes", new DistanceClasses());
    rules.put("maha-classes", new MahaClasses(1e-3));
    return rules;
  }

  /** Rules that look for modes, on sides that have some. */
  private static final Map<String, Scorer> MODAL_RULES =
      Map.of(
          "distance-clusters", new DistanceClusters(3),
          "maha-clusters", new MahaClusters(3, 1e-3),
          "gmm shared", new Gmm(3, MixtureCovariance.SHARED, 1e-3),
          "gmm full", new Gmm(3, MixtureCovariance.FULL, 1e-3),
          "gmm diagonal", new Gmm(3, MixtureCovariance.DIAGONAL, 1e-3),
          "gmm-ratio shared", new GmmRatio(2, 3, MixtureCovariance.SHARED, 1e-3),
          "gmm-ratio full", new GmmRatio(2, 3, MixtureCovariance.FULL, 1e-3));

  @Test
  void everyReferenceIsCompared() {
    Set<String> named = new java.util.TreeSet<>();
    REFERENCE.get("scores").fieldNames().forEachRemaining(named::add);
    assertEquals(named, new java.util.TreeSet<>(RULES.keySet()));
    Set<String> modal = new java.util.TreeSet<>();
    REFERENCE.get("modes").get("scores").fieldNames().forEachRemaining(modal::add);
    assertEquals(modal, new java.util.TreeSet<>(MODAL_RULES.keySet()));
  }

  /** Both sides iterate to a fixed point, ours until a step gains less than 1e-7 nats a row. */
  @Test
  void modesAreThoseOfScikitLearn() {
    JsonNode modes = REFERENCE.get("modes");
    MODAL_RULES.forEach(
        (name, rule) -> {
          for (boolean sparse : new boolean[] {false, true}) {
            assertArrayEquals(
                values(modes.get("scores").get(name)),
                rule.score(candidates(modes, sparse)).values(),
                1e-4,
                name);
          }
        });
  }

  @Test
  void denseRowsGiveWhatNumPyGives() {
    RULES.forEach(
        (name, rule) ->
            assertArrayEquals(
                expected(name), rule.score(candidates(REFERENCE, false)).values(), 1e-9, name));
  }

  @Test
  void sparseRowsGiveWhatNumPyGives() {
    RULES.forEach(
        (name, rule) ->
            assertArrayEquals(
                expected(name), rule.score(candidates(REFERENCE, true)).values(), 1e-9, name));
  }

  private static Candidates candidates(JsonNode from, boolean sparse) {
    Features forget = rows(from.get("forget"));
    Features retain = rows(from.get("retain"));
    double[] norms = Arrays.stream(forget.squaredNorms()).map(Math::sqrt).toArray();
    return new Candidates(
        sparse ? Sparse.of(forget) : forget,
        sparse ? Sparse.of(retain) : retain,
        Optional.of(IntStream.range(0, retain.rows()).map(i -> i % 3).toArray()),
        norms,
        Optional.empty(),
        new Seed(1));
  }

  private static Features rows(JsonNode rows) {
    int d = rows.get(0).size();
    float[] values = new float[rows.size() * d];
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < d; j++) {
        values[i * d + j] = (float) rows.get(i).get(j).doubleValue();
      }
    }
    return new DenseFeatures(values, rows.size(), d);
  }

  private static double[] expected(String rule) {
    return values(REFERENCE.get("scores").get(rule));
  }

  private static double[] values(JsonNode values) {
    double[] result = new double[values.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = values.get(i).doubleValue();
    }
    return result;
  }

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(ReferenceTest.class.getResourceAsStream("reference.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
