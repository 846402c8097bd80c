package org.lethe.unlearn;

import java.util.Arrays;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;

/**
 * The cross-entropy of some samples with their true labels as a function of a network in evaluation
 * mode. It is one fixed function: a sample is augmented in the same way each time.
 *
 * @param samples at least one
 * @param batch how many go through the network at once; sums do not depend on it but by rounding
 * @param augmentation what is done to pictures
 * @param seed the augmentation comes from this
 */
public record SampleLoss(Samples samples, int batch, Augmentation augmentation, Seed seed) {

  /** How many samples. */
  public int size() {
    return samples.size();
  }

  /** Some samples drawn without replacement, in their order; all of them if there are no more. */
  public SampleLoss draw(int count, Seed draw) {
    if (count >= size()) {
      return this;
    }
    int[] chosen = Arrays.copyOf(draw.permutation(size()), count);
    Arrays.sort(chosen);
    return new SampleLoss(samples.select(chosen), batch, augmentation, seed);
  }

  /**
   * The gradient of the mean over all samples; each weighs the same, in whatever batch it is.
   *
   * @return a vector of the caller's
   */
  public ParameterVector gradient(Network network) {
    ParameterVector sum = network.parameters().zeros();
    try (ParameterVector part = sum.zeros()) {
      Batches.inOrder(
          samples,
          batch,
          augmentation,
          seed,
          some -> {
            of(network, some, part);
            sum.add(some.size() / (double) size(), part);
          });
      return sum;
    } catch (RuntimeException | Error e) {
      sum.close();
      throw e;
    }
  }

  /**
   * The gradient of one sample.
   *
   * @param position among the samples
   * @param into overwritten
   */
  public void gradient(Network network, int position, ParameterVector into) {
    of(network, samples.read(new int[] {position}, augmentation, seed), into);
  }

  private static void of(Network network, Batch batch, ParameterVector into) {
    network.gradient(batch, Losses.crossEntropy(batch.labels()), BatchNormMode.EVALUATION, into);
  }
}
