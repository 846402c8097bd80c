package org.lethe.unlearn;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Blueprint;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;
import org.lethe.network.Segment;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Fisher forgetting (Golatkar, Achille and Soatto, CVPR 2020): noise on every parameter, the more
 * of it the less the retain samples hang on the parameter. With F the diagonal of the Fisher matrix
 * of D_r, θ_u = μ + √v·ε with ε of N(0, 1), μ = θ_o and v = α·min(1/(F + 10⁻⁸), 10³); in the head
 * 10² takes the place of 10³; v is then its mean over the second dimension of weights, and ten
 * times as much in the head, in biases and in batch normalisation. Where a whole class is
 * forgotten, its row of the head gets μ = 0 and v = 10⁻³ (10⁻⁴ before the tenfold).
 *
 * <p>Published code takes for the head whatever has K as its first extent, and for a forgotten
 * class whatever has 4,500 forget samples of CIFAR-10, so that random forgetting loses its last
 * class; here the head is the last layer, and a class is forgotten if all forget samples are of it
 * and no retain sample is.
 */
@Described("Adds noise to each parameter, the less the more the retain samples need it.")
public record Fisher(
    @Setting(value = "what is taken for the Fisher matrix", or = "true-fisher") Form form,
    @Setting(value = "how many retain samples are drawn for it; all, if not given")
        Optional<Integer> samples,
    @Setting(value = "samples of one gradient, of sparse-batch only", or = "32") int batch,
    @Setting(value = "scale α of the noise", or = "1e-6") double alpha)
    implements Unlearner {
  static final String NAME = "fisher";

  private static final double SMALLEST = 1e-8;
  private static final double MOST = 1e3;
  private static final double MOST_IN_HEAD = 1e2;
  private static final double TENFOLD = 10;
  private static final double FORGOTTEN_ROW = 1e-4;

  /**
   * What is taken for the diagonal of the Fisher matrix; either costs K backward passes a batch.
   */
  public enum Form {
    /** The mean over samples of Σ_y p_y(∇ℓ(x, y))²: the Fisher matrix by the model's own labels. */
    TRUE_FISHER,
    /**
     * The mean over batches of Σ_y p̄_y(∇ℓ̄(y))², with means over the batch inside of the square
     * (Jia et al. 2023): not a Fisher matrix and up to a batch size smaller, so that the same α is
     * more noise.
     */
    SPARSE_BATCH
  }

  public Fisher {
    if (samples.isPresent() && samples.get() < 1) {
      throw new IllegalArgumentException("samples is " + samples.get() + "; allowed: 1 or more");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
    if (!(alpha >= 0 && Double.isFinite(alpha))) {
      throw new IllegalArgumentException("alpha is " + alpha + "; allowed: 0 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Network unlearn(Unlearning task) {
    Samples retain = task.retainFor(NAME);
    SampleLoss all = new SampleLoss(retain, batch, Augmentation.NONE, task.seed());
    Samples drawn =
        samples
            .map(count -> all.draw(count, task.seed().derive("samples")).samples())
            .orElse(retain);
    float[] fisher = task.timed("fisher", () -> diagonal(task.original(), drawn));
    return task.changed(
        network -> {
          Blueprint blueprint = task.blueprint();
          float[] mean = network.parameters().toArray();
          float[] variance = variance(fisher, blueprint);
          forgottenClass(task).ifPresent(label -> forgetRow(label, blueprint, mean, variance));
          network.parameters().set(noisy(mean, variance, blueprint, task.seed().derive("noise")));
        });
  }

  /** F of some samples, {@code [p]}. */
  float[] diagonal(Network network, Samples of) {
    int size = form == Form.TRUE_FISHER ? 1 : batch;
    double batches = Batches.count(of.size(), size);
    int classes = network.blueprint().classes();
    try (ParameterVector sum = network.parameters().zeros();
        ParameterVector gradient = network.parameters().zeros()) {
      Batches.inOrder(
          of,
          size,
          some -> {
            int n = some.size();
            float[] p = Losses.softmax(network.logits(some), classes, 1);
            int[] labels = new int[n];
            for (int y = 0; y < classes; y++) {
              Arrays.fill(labels, y);
              network.gradient(
                  some, Losses.crossEntropy(labels), BatchNormMode.EVALUATION, gradient);
              double share = 0;
              for (int i = 0; i < n; i++) {
                share += p[i * classes + y] / n;
              }
              sum.add(share / batches, gradient.multiply(gradient));
            }
          });
      if (!Double.isFinite(sum.dot(sum))) {
        throw new ArithmeticException("the Fisher matrix is not finite, before step 1");
      }
      return sum.toArray();
    }
  }

  /** v by the formula above, {@code [p]}. */
  float[] variance(float[] fisher, Blueprint blueprint) {
    float[] variance = new float[fisher.length];
    for (Segment segment : blueprint.segments()) {
      boolean head = segment.node().equals(blueprint.head().name());
      boolean flat = segment.shape().length == 1;
      double factor = head || flat ? TENFOLD * alpha : alpha;
      int to = segment.offset() + segment.length();
      for (int i = segment.offset(); i < to; i++) {
        double inverse = Math.min(1 / (fisher[i] + SMALLEST), head ? MOST_IN_HEAD : MOST);
        variance[i] = (float) (factor * inverse);
      }
      if (!flat) {
        averageOverSecond(variance, segment);
      }
    }
    return variance;
  }

  /** Replaces a tensor {@code [a, b, …]} by its mean over b. */
  private static void averageOverSecond(float[] values, Segment segment) {
    int rows = segment.shape()[0];
    int extent = segment.shape()[1];
    int inner = segment.length() / (rows * extent);
    for (int row = 0; row < rows; row++) {
      for (int rest = 0; rest < inner; rest++) {
        int first = segment.offset() + row * extent * inner + rest;
        double sum = 0;
        for (int j = 0; j < extent; j++) {
          sum += values[first + j * inner];
        }
        for (int j = 0; j < extent; j++) {
          values[first + j * inner] = (float) (sum / extent);
        }
      }
    }
  }

  /** The class that all forget samples are of and no retain sample is, if there is one. */
  static OptionalInt forgottenClass(Unlearning task) {
    int label = task.forget().labels()[0];
    boolean whole =
        Arrays.stream(task.forget().labels()).allMatch(other -> other == label)
            && Arrays.stream(task.retain().labels()).noneMatch(other -> other == label);
    return whole ? OptionalInt.of(label) : OptionalInt.empty();
  }

  private static void forgetRow(int label, Blueprint blueprint, float[] mean, float[] variance) {
    for (Segment segment : blueprint.segments()) {
      if (segment.node().equals(blueprint.head().name())) {
        int width = segment.length() / segment.shape()[0];
        int from = segment.offset() + label * width;
        Arrays.fill(mean, from, from + width, 0f);
        Arrays.fill(variance, from, from + width, (float) (TENFOLD * FORGOTTEN_ROW));
      }
    }
  }

  /** μ + √v·ε; each segment has a stream of its own. */
  static float[] noisy(float[] mean, float[] variance, Blueprint blueprint, Seed seed) {
    float[] values = new float[mean.length];
    for (Segment segment : blueprint.segments()) {
      ZigguratSampler.NormalizedGaussian normal =
          ZigguratSampler.NormalizedGaussian.of(seed.derive(segment.name()).random());
      int to = segment.offset() + segment.length();
      for (int i = segment.offset(); i < to; i++) {
        values[i] = (float) (mean[i] + Math.sqrt(variance[i]) * normal.sample());
      }
    }
    return values;
  }
}
