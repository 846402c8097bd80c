package org.lethe.unlearn;

import org.lethe.dataset.Augmentation;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Losses;
import org.lethe.network.Mask;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * How much the loss of the forget samples hangs on each parameter of the original, |Σ_b ∇ℓ(θ_o; b)|
 * over batches b of D_f with true labels (Fan et al. 2024): batch normalisation in evaluation mode,
 * no step, no decay, the absolute value after the sum, one ranking of all learnable parameters.
 *
 * <p>As in the published code since December 2023 the pass is augmented and sums means of batches,
 * so that the samples of a short last batch weigh more. The code before then took steps while it
 * scanned and kept the least salient; that is another method and not offered.
 */
@Described("How the salience of parameters is computed.")
public record Saliency(
    @Setting(value = "samples of one gradient", or = "256") int batch,
    @Setting(value = "what is done to pictures: none or pad-crop-flip", or = "pad-crop-flip")
        Augmentation augmentation,
    @Setting(
            value = "whether every sample weighs the same: true, or the means of batches do: false",
            or = "false")
        boolean exactMean) {

  public Saliency {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
  }

  /**
   * The ⌊share·p⌋ most salient parameters.
   *
   * @throws ArithmeticException if a loss or the salience is not finite
   */
  Mask mask(Unlearning task, double share) {
    try (ParameterVector sum = sum(task)) {
      if (!Double.isFinite(sum.dot(sum))) {
        throw new ArithmeticException(
            "the salience of the forget samples is not finite, before step 1");
      }
      return Mask.top(sum.abs().toArray(), share);
    }
  }

  /** The sum of the means of batches, or the mean over samples; signed. */
  ParameterVector sum(Unlearning task) {
    Network original = task.original();
    ParameterVector sum = original.parameters().zeros();
    try (ParameterVector gradient = sum.zeros()) {
      Batches.shuffled(
          task.forget(),
          batch,
          augmentation,
          task.seed().derive("saliency"),
          samples -> {
            original.gradient(
                samples, Losses.crossEntropy(samples.labels()), BatchNormMode.EVALUATION, gradient);
            sum.add(exactMean ? samples.size() / (double) task.forget().size() : 1, gradient);
          });
      return sum;
    } catch (RuntimeException | Error e) {
      sum.close();
      throw e;
    }
  }
}
