package org.lethe.unlearn;

import org.lethe.network.Constraint;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Climbs the loss of the forget samples (Graves et al. 2021; Thudi et al. 2022): −ℓ(D_f) from θ_o;
 * the retain samples are not looked at. The loss has no bound and momentum makes a cliff of the
 * learning rate; batch normalisation drifts to the statistics of the forget samples. Decay goes on
 * shrinking θ while the loss is climbed, as in the published code of Fan et al. 2024.
 */
@Described("Climbs the loss of the forget samples; does not look at the retain samples.")
public record GradientAscent(
    @Setting(value = "the ascent", or = "{epochs: 5, learning-rate: 1e-4}") Descents descent)
    implements Stepper {
  static final String NAME = "gradient-ascent";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    descent.overForget(
        network, task, constraint, batch -> Losses.scaled(-1, Losses.crossEntropy(batch.labels())));
  }
}
