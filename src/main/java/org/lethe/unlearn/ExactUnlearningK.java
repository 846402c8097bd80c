package org.lethe.unlearn;

import org.lethe.network.Fit;
import org.lethe.network.Network;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Takes the last k blocks back to their initial values and trains them by the original's recipe on
 * the retain samples; the rest is frozen as in {@link CatastrophicForgettingK} (EU-k; Goel, Prabhu,
 * Kumaraguru 2022). Exact for what those blocks learned, not for what the frozen ones did.
 */
@Described("Trains the last k blocks anew on the retain samples and freezes the rest.")
public record ExactUnlearningK(
    @Setting(value = "blocks before the head that are trained anew", or = "1") int k,
    @Setting(value = "whether the head is trained anew too", or = "true") boolean includeHead)
    implements Unlearner {
  static final String NAME = "eu-k";

  public ExactUnlearningK {
    LastBlocks.check(k);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Network unlearn(Unlearning task) {
    task.retainFor(NAME);
    LastBlocks blocks = LastBlocks.of(task.blueprint(), k, includeHead, NAME);
    return task.changed(
        network -> {
          try (Network initial = task.initial()) {
            blocks.reset(network, initial);
          }
          blocks.train(
              network,
              constraint ->
                  Fit.train(
                      network,
                      task.retain(),
                      task.recipe(),
                      task.trainingSeed().derive("training"),
                      constraint,
                      task.checkpoints(),
                      epochs -> {}));
        });
  }
}
