package org.lethe.experiment;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.MappedFeatures;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.settings.Setting;

/**
 * The copy of S2 that scorers see: a share of it, partly wrong, or blurred. The training data stay
 * as they are, so a curve over one of these says what the quality of the retain set is worth.
 */
public record RetainView(
    @Setting(value = "share of the retained training samples that scorers see, in (0, 1]", or = "1")
        double keep,
    @Setting(
            value =
                "share of what scorers take for retained that really is forget samples, in [0, 1);"
                    + " where there are too few of these, scorers see fewer retained samples",
            or = "0")
        double mislabel,
    @Setting(
            value =
                "standard deviation of Gaussian noise added to each of its features, in units of"
                    + " that feature's own deviation; on sparse features only entries that are"
                    + " there are moved",
            or = "0")
        double noise) {

  /** All of it, as it is. */
  public static final RetainView CLEAN = new RetainView(1, 0, 0);

  public RetainView {
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep is " + keep + "; allowed: above 0, at most 1");
    }
    if (!(mislabel >= 0 && mislabel < 1)) {
      throw new IllegalArgumentException("mislabel is " + mislabel + "; allowed: 0 to below 1");
    }
    if (!(noise >= 0) || noise == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("noise is " + noise + "; allowed: 0 or more");
    }
  }

  /**
   * What scorers see of the retain side, {@code [n2′, d]}.
   *
   * @param features of all examples
   * @param retain rows of the retained training samples
   * @param forget rows of the forget training samples, where wrong labels come from
   */
  Features of(Features features, int[] retain, int[] forget, Seed seed) {
    if (this.equals(CLEAN)) {
      return features.select(retain);
    }
    Counts seen = counts(retain.length, forget.length);
    int[] rows =
        IntStream.concat(
                choose(retain, seen.right(), seed.derive("retain-view/keep")),
                choose(forget, seen.wrong(), seed.derive("retain-view/mislabel")))
            .toArray();
    Features copy = features.select(rows);
    return noise == 0 ? copy : blurred(copy, seed.derive("retain-view/noise"));
  }

  /**
   * How many samples scorers take for retained.
   *
   * @param right that are
   * @param wrong that really are forget samples
   */
  record Counts(int right, int wrong) {
    int all() {
      return right + wrong;
    }
  }

  /** What scorers see of n2 retained samples where wrong ones come from n1 forget samples. */
  Counts counts(int retain, int forget) {
    int shown = asked(retain);
    int wrong = (int) Math.round(mislabel * shown);
    if (wrong > forget) {
      wrong = forget; // the share is kept: the copy becomes smaller instead
      shown = (int) Math.round(wrong / mislabel);
    }
    wrong = Math.min(wrong, shown - 1);
    return new Counts(shown - wrong, wrong);
  }

  /** How many samples {@link #keep} asks for. */
  int asked(int retain) {
    return Math.max(1, (int) Math.round(keep * retain));
  }

  private static IntStream choose(int[] from, int count, Seed seed) {
    int[] order = seed.permutation(from.length);
    return Arrays.stream(order).limit(count).sorted().map(i -> from[i]);
  }

  private Features blurred(Features seen, Seed seed) {
    UniformRandomProvider random = seed.random();
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] deviation = deviations(seen);
    if (seen instanceof SparseFeatures sparse) {
      double[] values = sparse.values().clone();
      for (int at = 0; at < values.length; at++) {
        values[at] += noise * deviation[sparse.indices()[at]] * normal.sample();
      }
      return new SparseFeatures(sparse.offsets(), sparse.indices(), values, sparse.columns());
    }
    DenseFeatures dense = inMemory(seen);
    float[] values = dense.values().clone();
    for (int at = 0; at < values.length; at++) {
      values[at] += (float) (noise * deviation[at % dense.columns()] * normal.sample());
    }
    return new DenseFeatures(values, dense.rows(), dense.columns());
  }

  /** Standard deviation of each feature, zeros counted, {@code [d]}. */
  private static double[] deviations(Features rows) {
    double[] mean = rows.mean();
    double[] squares = new double[mean.length];
    if (rows instanceof SparseFeatures sparse) {
      for (int at = sparse.offsets()[0]; at < sparse.offsets()[sparse.rows()]; at++) {
        squares[sparse.indices()[at]] += sparse.values()[at] * sparse.values()[at];
      }
    } else {
      float[] values = inMemory(rows).values();
      for (int at = 0; at < values.length; at++) {
        squares[at % mean.length] += (double) values[at] * values[at];
      }
    }
    for (int j = 0; j < mean.length; j++) {
      squares[j] = Math.sqrt(Math.max(0, squares[j] / rows.rows() - mean[j] * mean[j]));
    }
    return squares;
  }

  /** Every number is changed or looked at in turn. */
  private static DenseFeatures inMemory(Features rows) {
    return rows instanceof MappedFeatures mapped ? mapped.load() : (DenseFeatures) rows;
  }
}
