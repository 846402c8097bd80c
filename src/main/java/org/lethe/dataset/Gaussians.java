package org.lethe.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;
import org.lethe.theory.GaussianPair;

/**
 * Two Gaussian laws with one covariance (Section 5 of the paper): p1 = N(mean1, Σ), p2 = N(mean2,
 * Σ), so that κ = ½‖mean1 − mean2‖² in the norm of Σ⁻¹. Each seed draws all its examples anew; the
 * laws themselves go along as {@link ExampleSet#truth()}. Examples are float32.
 *
 * <p>An example depends on the seed, its side, its part and its number there, and on nothing else:
 * a larger n1 keeps the first examples, another mean moves the same noise.
 */
@Described("Two Gaussian laws with one covariance, drawn anew by each seed.")
public record Gaussians(
    @Setting(value = "number of features d, 1 … 4096", or = "1") int dimension,
    @Setting(value = "mean of p1: a number (on the first axis) or d numbers", or = "0")
        Coordinates mean1,
    @Setting("mean of p2, likewise; with variance 1 and p1 at 0 the paper's μ") Coordinates mean2,
    @Setting(
            value = "Σ of both: a variance, d variances, or a d×d matrix as a list of rows",
            or = "1")
        Covariance covariance,
    @Setting(value = "training examples of p1, at least 2", or = "1000") int n1,
    @Setting(value = "training examples of p2, at least 2", or = "2000") int n2,
    @Setting(value = "validation examples of each side, at least 1", or = "1000") int validation,
    @Setting(value = "test examples of each side, at least 1", or = "1000") int test)
    implements DataSource {

  static final String NAME = "gaussians";
  // Σ goes along as d·d doubles: 134 MB here.
  private static final int LARGEST = 4096;
  // Examples are float32, up to 3.4e38: a place, and many standard deviations around it.
  private static final double FARTHEST = 1e30;

  public Gaussians {
    demand("dimension", dimension, 1, LARGEST);
    demand("n1", n1, 2, Integer.MAX_VALUE);
    demand("n2", n2, 2, Integer.MAX_VALUE);
    demand("validation", validation, 1, Integer.MAX_VALUE);
    demand("test", test, 1, Integer.MAX_VALUE);
    long numbers = ((long) n1 + n2 + 2L * validation + 2L * test) * dimension;
    if (numbers > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "n1 and the other sizes ask for " + numbers + " numbers. Allowed: below 2^31 in all");
    }
    demandFit("mean1", mean1.fits(dimension), mean1.values().size(), dimension);
    demandFit("mean2", mean2.fits(dimension), mean2.values().size(), dimension);
    demandFit("covariance", covariance.fits(dimension), covariance.entries(), dimension);
    demandNear("mean1", mean1.values().stream().mapToDouble(Double::doubleValue));
    demandNear("mean2", mean2.values().stream().mapToDouble(Double::doubleValue));
    demandNear(
        "covariance: standard deviation",
        IntStream.range(0, dimension).mapToDouble(axis -> Math.sqrt(covariance.variance(axis))));
    covariance.shaping(dimension);
  }

  private static void demandNear(String key, DoubleStream numbers) {
    numbers
        .filter(number -> Math.abs(number) > FARTHEST)
        .findFirst()
        .ifPresent(
            number -> {
              throw new IllegalArgumentException(
                  key + " is " + number + ". Allowed: at most " + FARTHEST + ", of either sign");
            });
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Corpus open(DataHome home) {
    GaussianPair truth =
        new GaussianPair(mean1.in(dimension), mean2.in(dimension), covariance.matrix(dimension));
    UnaryOperator<double[]> shaping = covariance.shaping(dimension);
    DataProvenance provenance =
        new DataProvenance(NAME, "made by Lethe", "", true, new TreeMap<>());
    return new Corpus() {
      @Override
      public DataProvenance provenance() {
        return provenance;
      }

      @Override
      public ExampleSet draw(Seed seed) {
        return Gaussians.this.draw(seed, truth, shaping);
      }
    };
  }

  private ExampleSet draw(Seed seed, GaussianPair truth, UnaryOperator<double[]> shaping) {
    int n = n1 + n2 + 2 * (validation + test);
    List<String> ids = new ArrayList<>(n);
    float[] values = new float[n * dimension];
    Side[] sides = new Side[n];
    Part[] parts = new Part[n];
    int[] labels = new int[n];
    for (Side side : Side.values()) {
      double[] mean = side == Side.FORGET ? truth.mean1() : truth.mean2();
      for (Part part : Part.values()) {
        int count = size(side, part);
        String block = (side + "-" + part).toLowerCase(Locale.ROOT);
        var normal = ZigguratSampler.NormalizedGaussian.of(seed.derive(block).random());
        double[] noise = new double[dimension];
        for (int k = 0; k < count; k++) {
          int at = ids.size();
          for (int j = 0; j < dimension; j++) {
            noise[j] = normal.sample();
          }
          double[] shaped = shaping.apply(noise);
          for (int j = 0; j < dimension; j++) {
            values[at * dimension + j] = (float) (mean[j] + shaped[j]);
          }
          ids.add(block + "-" + (k + 1));
          sides[at] = side;
          parts[at] = part;
          labels[at] = side == Side.FORGET ? 1 : 0;
        }
      }
    }
    return new ExampleSet(
        NAME,
        ids,
        new Content.Numbers(new DenseFeatures(values, n, dimension)),
        sides,
        labels,
        List.of("p2", "p1"),
        parts,
        Optional.of(truth));
  }

  private int size(Side side, Part part) {
    return switch (part) {
      case TRAIN -> side == Side.FORGET ? n1 : n2;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  private static void demand(String key, int found, int least, int most) {
    if (found < least || found > most) {
      throw new IllegalArgumentException(
          key
              + " is "
              + found
              + ". Allowed: "
              + (most == Integer.MAX_VALUE ? "at least " + least : least + " … " + most));
    }
  }

  private static void demandFit(String key, boolean fits, int found, int dimension) {
    if (!fits) {
      throw new IllegalArgumentException(
          key + " has " + found + " entries. Allowed: one, or dimension = " + dimension);
    }
  }
}
