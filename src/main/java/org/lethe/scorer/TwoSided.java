package org.lethe.scorer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Scores that are far-from-p2 plus near-to-p1. */
final class TwoSided {
  private static final String FAR_FROM_RETAIN = "far-from-retain";
  private static final String NEAR_TO_FORGET = "near-to-forget";

  private TwoSided() {}

  /** The two terms of d2 − d1, each with its sign. */
  static Map<String, double[]> parts(double[] toRetain, double[] toForget) {
    Map<String, double[]> parts = new LinkedHashMap<>();
    parts.put(FAR_FROM_RETAIN, toRetain);
    parts.put(NEAR_TO_FORGET, Arrays.stream(toForget).map(v -> 0 - v).toArray());
    return parts;
  }

  /** Their sum. */
  static RemovalScores score(Map<String, double[]> parts) {
    double[] sum = null;
    for (double[] part : parts.values()) {
      if (sum == null) {
        sum = part.clone();
      } else {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += part[i];
        }
      }
    }
    if (sum == null) {
      throw new IllegalArgumentException("no parts to add up");
    }
    return new RemovalScores(sum);
  }
}
