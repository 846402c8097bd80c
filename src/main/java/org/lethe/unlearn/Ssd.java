package org.lethe.unlearn;

import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.LogitLoss;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Selective synaptic dampening (SSD; Foster, Schoepf and Brintrup, AAAI 2024): no training; shrinks
 * the parameters that matter more for the forget samples than for all samples D. With I of a set
 * the mean over its batches of (∇ℓ)² in evaluation mode, where I_F &gt; α·I_D (strictly), θ ←
 * min(λ·I_D/I_F, 1)·θ; elsewhere θ stays.
 *
 * <p>As in the published code the square is of a batch's mean gradient, so that importance depends
 * on the batch size and samples that pull in opposite directions cancel ({@code batch: 1} is the
 * empirical Fisher diagonal of the paper); batches are in order, the retain samples before the
 * forget samples. Where I_D is 0 and I_F is not, θ becomes 0.
 */
@Described("Shrinks the parameters that matter more for the forget samples than for all.")
public record Ssd(
    @Setting(value = "how many times as important a parameter must be, α", or = "10") double alpha,
    @Setting(value = "dampening constant λ", or = "1") double lambda,
    @Setting(value = "samples of one gradient", or = "128") int batch,
    @Setting(value = "what importance is", or = "squared-gradient") Importance importance)
    implements Unlearner {
  static final String NAME = "ssd";

  /** What makes a parameter important for a batch. */
  public enum Importance {
    /** The squared gradient of the cross-entropy with true labels. */
    SQUARED_GRADIENT {
      @Override
      LogitLoss loss(int[] labels) {
        return Losses.crossEntropy(labels);
      }

      @Override
      ParameterVector of(ParameterVector gradient) {
        return gradient.multiply(gradient);
      }
    },
    /** |∇ mean ‖f(x)‖²| of the logits: no labels and no loss (LFSSD; Foster et al. 2024). */
    OUTPUT_NORM {
      @Override
      LogitLoss loss(int[] labels) {
        return Losses.squaredNorm();
      }

      @Override
      ParameterVector of(ParameterVector gradient) {
        return gradient.abs();
      }
    };

    abstract LogitLoss loss(int[] labels);

    /** Of a gradient, in its place. */
    abstract ParameterVector of(ParameterVector gradient);
  }

  public Ssd {
    if (!(alpha >= 0 && Double.isFinite(alpha))) {
      throw new IllegalArgumentException("alpha is " + alpha + "; allowed: 0 or more");
    }
    if (!(lambda >= 0 && Double.isFinite(lambda))) {
      throw new IllegalArgumentException("lambda is " + lambda + "; allowed: 0 or more");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Network unlearn(Unlearning task) {
    Network original = task.original();
    Samples all = task.retain().and(task.forget());
    try (ParameterVector ofAll = task.timed("importance", () -> importance(original, all));
        ParameterVector ofForget =
            task.timed("importance", () -> importance(original, task.forget()))) {
      return task.changed(network -> dampen(network.parameters(), ofAll, ofForget));
    }
  }

  /** I of a set; a vector of the caller's. */
  ParameterVector importance(Network network, Samples samples) {
    double batches = Batches.count(samples.size(), batch);
    ParameterVector sum = network.parameters().zeros();
    try (ParameterVector gradient = sum.zeros()) {
      Batches.inOrder(
          samples,
          batch,
          some -> {
            network.gradient(
                some, importance.loss(some.labels()), BatchNormMode.EVALUATION, gradient);
            sum.add(1 / batches, importance.of(gradient));
          });
      if (!Double.isFinite(sum.dot(sum))) {
        throw new ArithmeticException("the importance of parameters is not finite, before step 1");
      }
      return sum;
    } catch (RuntimeException | Error e) {
      sum.close();
      throw e;
    }
  }

  /**
   * θ ← β⊙θ.
   *
   * @param ofAll I_D, overwritten
   * @param ofForget I_F, overwritten
   */
  void dampen(ParameterVector parameters, ParameterVector ofAll, ParameterVector ofForget) {
    try (ParameterVector threshold = ofAll.copy();
        ParameterVector selected = ofForget.copy();
        ParameterVector ones = ofAll.zeros().fill(1)) {
      selected.exceeds(threshold.scale(alpha));
      // Elsewhere 1 is divided by and 1 remains, so that 0/0 never comes up.
      ofForget.blend(selected, ones);
      ofAll.scale(lambda).divide(ofForget).atMost(1).blend(selected, ones);
      parameters.multiply(ofAll);
    }
  }
}
