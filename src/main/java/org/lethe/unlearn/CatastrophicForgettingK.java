package org.lethe.unlearn;

import org.lethe.network.Network;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Fine-tunes the last k blocks on the retain samples and freezes the rest (CF-k; Goel, Prabhu,
 * Kumaraguru 2022). Frozen blocks keep their parameters exactly and their batch normalisation stays
 * in evaluation mode: freezing gradients alone would let the running statistics move. The head is
 * trained too; the published code of Kurmanji et al. freezes it ({@code include-head: false}).
 */
@Described("Fine-tunes the last k blocks on the retain samples and freezes the rest.")
public record CatastrophicForgettingK(
    @Setting(value = "blocks before the head that are trained", or = "1") int k,
    @Setting(value = "whether the head is trained too", or = "true") boolean includeHead,
    @Setting(value = "the descent", or = "{learning-rate: 0.01, momentum: 0, decay: 0, batch: 64}")
        Descents descent)
    implements Unlearner {
  static final String NAME = "cf-k";

  public CatastrophicForgettingK {
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
    FineTune fineTune = new FineTune(descent);
    return task.changed(
        network -> blocks.train(network, constraint -> fineTune.walk(network, task, constraint)));
  }
}
