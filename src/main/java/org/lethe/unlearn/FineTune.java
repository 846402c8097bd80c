package org.lethe.unlearn;

import org.lethe.network.Constraint;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Goes on training on the retain samples alone and trusts that the rest is forgotten on the way
 * (Warnecke et al. 2023): ℓ(D_r) from θ_o. With a tuned learning rate it is the baseline to beat.
 */
@Described("Goes on training on the retain samples alone.")
public record FineTune(@Setting(value = "the descent", or = "{}") Descents descent)
    implements Stepper {
  static final String NAME = "fine-tune";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    task.retainFor(NAME);
    descent.overRetain(network, task, constraint, batch -> Losses.crossEntropy(batch.labels()));
  }
}
