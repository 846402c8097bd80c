package org.lethe.network;

import org.lethe.dataset.Augmentation;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** How a network is trained from its initial parameters: SGD on cross-entropy. */
@Described("How a network is trained from its initial parameters.")
public record Recipe(
    @Setting(value = "passes over the training samples", or = "182") int epochs,
    @Setting(value = "samples of one step", or = "256") int batch,
    @Setting(value = "learning rate", or = "0.1") double learningRate,
    @Setting(value = "classical momentum in [0, 1)", or = "0.9") double momentum,
    @Setting(value = "coupled ℓ2 decay of all learnable parameters", or = "5e-4") double decay,
    @Setting(value = "the learning rate in the course of training", or = "step") Schedule schedule,
    @Setting(
            value = "what is done to pictures in training: none or pad-crop-flip",
            or = "pad-crop-flip")
        Augmentation augmentation) {

  public Recipe {
    Epochs.check(epochs);
    Sgd.check(momentum, decay);
    if (batch < 2) {
      // One sample has no variance for batch normalisation to go by.
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 2 or more");
    }
    if (!(learningRate > 0 && learningRate < 100)) {
      throw new IllegalArgumentException(
          "learning-rate is " + learningRate + "; allowed: more than 0, less than 100");
    }
  }
}
