package org.lethe.unlearn;

import org.lethe.network.Batch;
import org.lethe.network.Constraint;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Boundary shrink (Chen, Gao, Liu, Peng and Wang, CVPR 2023): learns for each forget sample the
 * class that is next to it. One signed gradient step goes out of its class on the original, x' =
 * round255(clip(x + ε·sign(∇_x ℓ(θ_o; x, y)), 0, 1)); y' = argmax f(θ_o; x') in evaluation mode;
 * then θ goes down ℓ(θ; x, y') for the clean x. No retain samples.
 *
 * <p>As published, y' may be y where the step does not leave the class. Numbers that are not pixels
 * have no box and no levels: there x' = x + ε·sign(∇). Decay is that of the loop that published
 * comparisons ran it in; the authors' own code has none. Their mistyped third channel mean is not
 * reproduced.
 */
@Described("Learns for each forget sample the nearest other class; no retain samples.")
public record BoundaryShrink(
    @Setting(value = "length ε of the step to the nearest class, of pixels in [0, 1]", or = "0.1")
        double epsilon,
    @Setting(value = "the descent", or = "{learning-rate: 1e-5}") Descents descent)
    implements Stepper {
  static final String NAME = "boundary-shrink";

  private static final double LEVELS = 255;

  public BoundaryShrink {
    if (!(epsilon >= 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException("epsilon is " + epsilon + "; allowed: 0 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    descent.overForget(
        network, task, constraint, batch -> Losses.crossEntropy(nearest(task.original(), batch)));
  }

  /** y', {@code [n]}. */
  int[] nearest(Network original, Batch batch) {
    float[] logits = original.logits(across(original, batch), batch.size());
    return Predicted.classes(logits, original.blueprint().classes());
  }

  /** x', {@code [n, c, h, w]}. */
  float[] across(Network original, Batch batch) {
    boolean pixels = original.blueprint().input().isPicture();
    float[] x = batch.inputs();
    float[] gradient = original.inputGradient(x, batch.size(), Losses.crossEntropy(batch.labels()));
    float[] moved = new float[gradient.length];
    for (int i = 0; i < moved.length; i++) {
      double to = x[i] + epsilon * Math.signum(gradient[i]);
      if (pixels) {
        to = Math.rint(LEVELS * Math.max(0, Math.min(1, to))) / LEVELS;
      }
      moved[i] = (float) to;
    }
    return moved;
  }
}
