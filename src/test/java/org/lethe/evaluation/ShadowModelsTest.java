package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lethe.nd.Seed;
import org.lethe.network.Network;
import org.lethe.network.Samples;
import org.lethe.results.Measurement;
import org.lethe.testing.Refused;

/**
 * Guards against the two populations of models in each other's place, against models that are asked
 * for twice or not at all, and against the mean of single samples where a percentile is meant.
 */
class ShadowModelsTest {
  private static final ShadowModels FOUR =
      new ShadowModels(4, 0.5, UnlearningLira.DEFAULT, Klom.DEFAULT);

  /** Confidence in the truth of a model of each kind, by index. */
  private interface Confidence {
    double of(boolean unlearned, int index);
  }

  private static ProbedNetwork probed(int samples, Confidence confidence) {
    return new ProbedNetwork() {
      @Override
      public Network network() {
        throw new AssertionError("only shadow models are looked at");
      }

      @Override
      public double originalLoss() {
        throw new AssertionError("only shadow models are looked at");
      }

      @Override
      public Samples removed() {
        throw new AssertionError("only shadow models are looked at");
      }

      @Override
      public Samples training() {
        throw new AssertionError("only shadow models are looked at");
      }

      @Override
      public Seed seed() {
        return new Seed(1);
      }

      @Override
      public Map<Split, Predictions> unlearned(int index, double share) {
        return said(true, index, share);
      }

      @Override
      public Map<Split, Predictions> never(int index, double share) {
        return said(false, index, share);
      }

      private Map<Split, Predictions> said(boolean unlearned, int index, double share) {
        assertEquals(0.5, share);
        Map<Split, Predictions> result = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
          double[] p = new double[2 * samples];
          for (int i = 0; i < samples; i++) {
            p[2 * i] = split == Split.RETAIN_VALIDATION ? 0.5 : confidence.of(unlearned, index);
            p[2 * i + 1] = 1 - p[2 * i];
          }
          result.put(split, new Predictions(split.side(), new int[samples], p, 2, new int[] {0}));
        }
        return result;
      }
    };
  }

  private static Map<String, Double> measured(ProbedNetwork probed) {
    Map<String, Double> result = new TreeMap<>();
    for (Measurement row : FOUR.measure(probed)) {
      result.put(row.metric() + " " + row.split(), row.value());
    }
    return result;
  }

  @Test
  void modelsThatStillKnowAreToldFromThoseThatNeverSaw() {
    Map<String, Double> found =
        measured(probed(20, (unlearned, i) -> (unlearned ? 0.9 : 0.5) + 0.01 * i));
    assertEquals(1, of(found, "u-lira-accuracy forget-deleted"));
    assertEquals(1, of(found, "u-lira-auc forget-deleted"));
    assertEquals(1, of(found, "u-lira-true-positive-rate forget-deleted"));
    assertTrue(of(found, "klom forget-deleted") > 1, found.toString());
    assertEquals(0, of(found, "klom retain-validation"), 1e-12, "equal there");
  }

  @Test
  void equalPopulationsAreNotToldApart() {
    Map<String, Double> found = measured(probed(20, (unlearned, i) -> 0.6 + 0.05 * i));
    assertEquals(0.5, of(found, "u-lira-accuracy forget-deleted"), 1e-12);
    assertEquals(0.5, of(found, "u-lira-auc forget-deleted"), 1e-12);
    assertEquals(0, of(found, "klom forget-deleted"), 1e-12);
    assertEquals(0, of(found, "klom-95 forget-deleted"), 1e-12);
  }

  /** Never: margins of σ⁻¹(0.5) four times; unlearned: one of four is elsewhere. */
  @Test
  void theDivergenceIsOfThoseThatNeverSawFromThoseThatUnlearned() {
    Map<String, Double> found =
        measured(probed(1, (unlearned, i) -> unlearned && i == 3 ? 0.9 : 0.5));
    // All of the first population, ¾ of the second in one bin: 1·ln(1/¾).
    assertEquals(Math.log(4 / 3.0), of(found, "klom forget-deleted"), 1e-4);
    assertEquals(of(found, "klom forget-deleted"), of(found, "klom-95 forget-deleted"), 0);
  }

  @Test
  void tooFewModelsAreRefused() {
    refused(
        "models is 2; allowed: 3 or more",
        () -> new ShadowModels(2, 1, UnlearningLira.DEFAULT, Klom.DEFAULT));
    refused(
        "share is 0.0; allowed: above 0, at most 1",
        () -> new ShadowModels(3, 0, UnlearningLira.DEFAULT, Klom.DEFAULT));
  }

  @Test
  void everyMetricIsThereOnce() {
    List<Measurement> rows = FOUR.measure(probed(3, (unlearned, i) -> 0.5));
    assertEquals(9, rows.size());
    assertEquals(9, rows.stream().map(r -> r.metric() + r.split()).distinct().count());
  }

  private static void refused(String said, Executable making) {
    String message = Refused.message(IllegalArgumentException.class, making);
    assertTrue(message.startsWith(said), message);
  }

  private static double of(Map<String, Double> measured, String key) {
    return Objects.requireNonNull(measured.get(key), key);
  }
}
