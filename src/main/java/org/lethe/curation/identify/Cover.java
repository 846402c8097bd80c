package org.lethe.curation.identify;

import java.util.Arrays;
import org.lethe.nd.Features;

/**
 * How far each sample is from everything that was chosen so far, squared Euclidean: what k-center
 * and k-means++ have in common.
 */
final class Cover {
  private final Features features;
  private final double[] squaredDistances;

  /** Nothing is chosen: every sample is infinitely far. */
  Cover(Features features) {
    this.features = features;
    squaredDistances = new double[features.rows()];
    Arrays.fill(squaredDistances, Double.POSITIVE_INFINITY);
  }

  /** Nearest first: what is known on both sides of a round is covered. */
  static Cover ofLabelled(Round round) {
    Cover cover = new Cover(round.features());
    for (int row : round.forget()) {
      cover.add(row);
    }
    for (int row : round.retain()) {
      cover.add(row);
    }
    return cover;
  }

  /** Chooses a sample. */
  void add(int row) {
    double[] distances = features.squaredDistances(features.row(row));
    for (int i = 0; i < distances.length; i++) {
      squaredDistances[i] = Math.min(squaredDistances[i], distances[i]);
    }
    squaredDistances[row] = 0; // and not what rounding leaves
  }

  /** To the nearest chosen sample; infinite if there is none. */
  double squaredDistance(int row) {
    return squaredDistances[row];
  }
}
