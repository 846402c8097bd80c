package org.lethe.dataset;

import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.nd.Seed;

/** What happens to training pictures on their way from bytes to a batch of numbers in [0, 1]. */
public enum Augmentation {
  /** Nothing: pictures as they are. */
  NONE,
  /**
   * Four zero pixels on each side, a random crop of the old size, and with probability ½ left and
   * right exchanged: the usual one for CIFAR-10.
   */
  PAD_CROP_FLIP;

  private static final int PADDING = 4;

  /**
   * Draws what a batch shows. What happens to a picture depends on the seed and the picture alone:
   * not on its batch, its place there, or the thread.
   *
   * @param rows which pictures, {@code [n]}; shared
   * @param epoch the seed of this pass over the data
   */
  public Crops draw(Content.Pictures pictures, int[] rows, Seed epoch) {
    Crops crops = Crops.whole(pictures, rows);
    if (this == NONE) {
      return crops;
    }
    for (int i = 0; i < rows.length; i++) {
      UniformRandomProvider random = epoch.derive("augmentation", rows[i]).random();
      crops.down()[i] = random.nextInt(2 * PADDING + 1) - PADDING;
      crops.right()[i] = random.nextInt(2 * PADDING + 1) - PADDING;
      crops.mirrored()[i] = random.nextBoolean();
    }
    return crops;
  }
}
