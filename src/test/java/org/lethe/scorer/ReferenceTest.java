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
import org.junit.jupiter.api.Test;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;

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
    return rules;
  }

  @Test
  void everyReferenceIsCompared() {
    Set<String> named = new java.util.TreeSet<>();
    REFERENCE.get("scores").fieldNames().forEachRemaining(named::add);
    assertEquals(named, new java.util.TreeSet<>(RULES.keySet()));
  }

  @Test
  void denseRowsGiveWhatNumPyGives() {
    RULES.forEach(
        (name, rule) ->
            assertArrayEquals(expected(name), rule.score(candidates(false)).values(), 1e-9, name));
  }

  @Test
  void sparseRowsGiveWhatNumPyGives() {
    RULES.forEach(
        (name, rule) ->
            assertArrayEquals(expected(name), rule.score(candidates(true)).values(), 1e-9, name));
  }

  private static Candidates candidates(boolean sparse) {
    Features forget = rows("forget");
    Features retain = rows("retain");
    double[] norms = Arrays.stream(forget.squaredNorms()).map(Math::sqrt).toArray();
    return new Candidates(
        sparse ? ScorerContract.sparse(forget) : forget,
        sparse ? ScorerContract.sparse(retain) : retain,
        norms,
        Optional.empty(),
        new Seed(1));
  }

  private static Features rows(String side) {
    JsonNode rows = REFERENCE.get(side);
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
    JsonNode values = REFERENCE.get("scores").get(rule);
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
