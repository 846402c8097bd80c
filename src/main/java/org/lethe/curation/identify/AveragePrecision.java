package org.lethe.curation.identify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How well a score puts members of p1 before all others, whatever the threshold. */
final class AveragePrecision {
  private AveragePrecision() {}

  /**
   * Σ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores, falling: precision at each threshold, weighted by
   * the recall it adds, without interpolation; as scikit-learn's {@code average_precision_score}.
   *
   * @param scores finite, {@code [n]}
   * @param member at least one, {@code [n]}
   */
  static double of(double[] scores, boolean[] member) {
    int members = (int) IntStream.range(0, member.length).filter(i -> member[i]).count();
    if (members == 0 || scores.length != member.length) {
      throw new IllegalArgumentException(
          "scores=" + scores.length + ", labels=" + member.length + ", members=" + members);
    }
    Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
    double area = 0;
    int hits = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      int added = 0;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        added += member[order[to]] ? 1 : 0;
        to++;
      }
      hits += added;
      area += (double) added / members * hits / to;
      from = to;
    }
    return area;
  }
}
