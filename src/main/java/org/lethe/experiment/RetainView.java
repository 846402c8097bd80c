package org.lethe.experiment;

import java.util.Arrays;
import java.util.Optional;
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
 * The copy of S2 that scorers see: a share of it, partly wrong, blurred, or a stand-in. The
 * training data stay as they are, so a curve over one of these says what the quality of the retain
 * set is worth.
 */
public record RetainView(
    @Setting(
            value =
                "share of the retained training samples that scorers see, in [0, 1]; 0 is"
                    + " forget-only, for rules that do without",
            or = "1")
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
        double noise,
    @Setting("a coarse stand-in that scorers see in the place of the retained side")
        Optional<ProxyRetain> proxy) {

  /** All of it, as it is. */
  public static final RetainView CLEAN = new RetainView(1, 0, 0);

  /** Without a proxy. */
  public RetainView(double keep, double mislabel, double noise) {
    this(keep, mislabel, noise, Optional.empty());
  }

  public RetainView {
    if (!(keep >= 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep is " + keep + "; allowed: 0 to 1");
    }
    if (keep == 0 && (mislabel != 0 || noise != 0 || proxy.isPresent())) {
      throw new IllegalArgumentException(
          "keep is 0, so scorers see no retained samples; allowed then: no mislabel, noise or"
              + " proxy");
    }
    if (!(mislabel >= 0 && mislabel < 1)) {
      throw new IllegalArgumentException("mislabel is " + mislabel + "; allowed: 0 to below 1");
    }
    if (!(noise >= 0) || noise == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("noise is " + noise + "; allowed: 0 or more");
    }
  }

  /** Whether scorers see no retained sample at all. */
  boolean forgetOnly() {
    return keep == 0;
  }

  /**
   * What scorers see of the retain side.
   *
   * @param rows {@code [n2′, d]}
   * @param classes of these rows, {@code [n2′]}; a wrong one has that of a retained sample, drawn
   */
  record Seen(Features rows, int[] classes) {}

  /**
   * The copy that scorers see.
   *
   * @param features of all examples
   * @param pool what it is taken from
   * @param forget rows of the forget training samples, where wrong labels come from
   */
  Seen of(Features features, RetainPool pool, int[] forget, Seed seed) {
    if (keep == 1 && mislabel == 0 && noise == 0) {
      return new Seen(features.select(pool.rows()), pool.classes());
    }
    Counts seen = counts(pool.rows().length, forget.length);
    int[] right = choose(pool.rows().length, seen.right(), seed.derive("retain-view/keep"));
    int[] wrong = choose(forget.length, seen.wrong(), seed.derive("retain-view/mislabel"));
    UniformRandomProvider random = seed.derive("retain-view/class").random();
    int[] rows =
        IntStream.concat(
                Arrays.stream(right).map(i -> pool.rows()[i]),
                Arrays.stream(wrong).map(i -> forget[i]))
            .toArray();
    int[] classes = Arrays.copyOf(pool.classes(), rows.length);
    for (int i = 0; i < rows.length; i++) {
      int like = i < right.length ? right[i] : random.nextInt(pool.classes().length);
      classes[i] = pool.classes()[like];
    }
    Features copy = features.select(rows);
    return new Seen(noise == 0 ? copy : blurred(copy, seed.derive("retain-view/noise")), classes);
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
    if (forgetOnly()) {
      return new Counts(0, 0);
    }
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
    return forgetOnly() ? 0 : Math.max(1, (int) Math.round(keep * retain));
  }

  /** Some of 0…n−1, ascending. */
  private static int[] choose(int n, int count, Seed seed) {
    return Arrays.stream(seed.permutation(n)).limit(count).sorted().toArray();
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
