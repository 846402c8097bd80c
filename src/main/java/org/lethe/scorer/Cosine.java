package org.lethe.scorer;

/** d_cos(x, μ) = 1 − xᵀμ/(‖x‖‖μ‖), in [0, 2]; 1 where x or μ is zero, which points nowhere. */
final class Cosine {

  private Cosine() {}

  /** Cosine distance of each forget row to a point, {@code [n1]}. */
  static double[] distances(Candidates candidates, double[] point) {
    double pointNorm = 0;
    for (double p : point) {
      pointNorm += p * p;
    }
    double[] squaredNorms = candidates.forgetSquaredNorms();
    double[] distances = candidates.forget().multiply(point);
    for (int i = 0; i < distances.length; i++) {
      double norms = Math.sqrt(squaredNorms[i]) * Math.sqrt(pointNorm);
      distances[i] = norms > 0 ? 1 - distances[i] / norms : 1;
    }
    return distances;
  }
}
