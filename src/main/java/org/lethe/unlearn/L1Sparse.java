package org.lethe.unlearn;

import org.lethe.network.BatchNormMode;
import org.lethe.network.Constraint;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * ℓ1-sparse unlearning (Jia, Liu, Ram, Yao, Liu, Liu, Sharma and Liu, NeurIPS 2023): fine-tuning on
 * ℓ(D_r) + γ_e‖θ‖₁ with γ_e = γ·(1 − e/(E − E₀)) in epoch e from 0, and 0 in the last E₀ of E
 * epochs. The norm is of all learnable parameters, with the sub-gradient sign(θ), sign(0) = 0;
 * decay comes on top. Nothing is pruned.
 */
@Described("Fine-tuning on the retain samples with a falling ℓ1 penalty.")
public record L1Sparse(
    @Setting(
            value = "weight γ of the penalty in the first epoch; published: 1e-6 to 1e-4",
            or = "1e-4")
        double gamma,
    @Setting(value = "how many epochs at the end have no penalty", or = "0") int epochsWithout,
    @Setting(value = "the descent", or = "{}") Descents descent)
    implements Stepper {
  static final String NAME = "l1-sparse";

  public L1Sparse {
    if (!(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("gamma is " + gamma + "; allowed: 0 or more");
    }
    if (epochsWithout < 0 || epochsWithout > descent.epochs()) {
      throw new IllegalArgumentException(
          "epochs-without is " + epochsWithout + "; allowed: 0 to epochs, " + descent.epochs());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** γ_e of an epoch from 0. */
  double weight(int epoch) {
    int penalised = descent.epochs() - epochsWithout;
    return epoch < penalised ? gamma * (1 - epoch / (double) penalised) : 0;
  }

  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    Samples retain = task.retainFor(NAME);
    try (ParameterVector sign = network.parameters().zeros()) {
      descent.walk(
          network,
          task,
          constraint,
          (steps, epoch) -> {
            double weight = weight(epoch);
            descent.batches(
                retain,
                task.seed().derive("retain", epoch),
                batch -> {
                  steps.add(1, batch, Losses.crossEntropy(batch.labels()), BatchNormMode.TRAIN);
                  if (weight > 0) {
                    steps.add(weight, sign.set(network.parameters()).sign());
                  }
                  steps.apply(descent.learningRate());
                });
          });
    }
  }
}
