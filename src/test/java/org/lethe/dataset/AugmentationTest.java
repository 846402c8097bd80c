package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * Guards against crops that are off by one, planes that are moved apart from each other, and
 * randomness that depends on the batch: results would differ by batch size and thread.
 */
class AugmentationTest {
  private static final Seed EPOCH = new Seed(5);

  /** Plane 0 is 1 2 3 / 4 5 6, plane 1 is ten times that; in units of 1/255. */
  private static final Content.Pictures SMALL =
      new Content.Pictures(new byte[][] {{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}}, 2, 2, 3);

  private static int[] shifted(int down, int right, boolean flip) {
    float[] into = new float[12];
    Arrays.fill(into, 7);
    new Crops(SMALL, new int[1], new int[] {down}, new int[] {right}, new boolean[] {flip})
        .read(into);
    int[] units = new int[12];
    for (int i = 0; i < 12; i++) {
      units[i] = Math.round(into[i] * 255);
    }
    return units;
  }

  @Test
  void theWindowMovesOverThePicture() {
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}, shifted(0, 0, false));
    // One down: the lower row is now the upper; below it there is nothing.
    assertArrayEquals(new int[] {4, 5, 6, 0, 0, 0, 40, 50, 60, 0, 0, 0}, shifted(1, 0, false));
    // One right: the left column is lost, zeros come in from the right.
    assertArrayEquals(new int[] {2, 3, 0, 5, 6, 0, 20, 30, 0, 50, 60, 0}, shifted(0, 1, false));
    assertArrayEquals(new int[] {0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 10, 20}, shifted(-1, -1, false));
  }

  @Test
  void theFlipIsOfWhatTheWindowShows() {
    assertArrayEquals(new int[] {3, 2, 1, 6, 5, 4, 30, 20, 10, 60, 50, 40}, shifted(0, 0, true));
    assertArrayEquals(new int[] {0, 3, 2, 0, 6, 5, 0, 30, 20, 0, 60, 50}, shifted(0, 1, true));
  }

  @Test
  void aWindowBesideThePictureIsBlack() {
    assertArrayEquals(new int[12], shifted(4, 4, false));
    assertArrayEquals(new int[12], shifted(-4, -4, true));
  }

  /** Pictures whose pixels all differ from their neighbours'. */
  private static Content.Pictures many(int n) {
    byte[][] pixels = new byte[n][3 * 16 * 16];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < pixels[i].length; j++) {
        pixels[i][j] = (byte) (1 + (i * 31 + j * 7) % 255);
      }
    }
    return new Content.Pictures(pixels, 3, 16, 16);
  }

  private static float[] read(Content.Pictures pictures, Seed epoch, int... rows) {
    float[] into = new float[rows.length * 768];
    Augmentation.PAD_CROP_FLIP.draw(pictures, rows, epoch).read(into);
    return into;
  }

  @Test
  void aPictureIsTheSameInEveryBatchAndAnotherInEveryEpoch() {
    Content.Pictures pictures = many(8);
    float[] batch = read(pictures, EPOCH, 3, 1, 4);
    assertArrayEquals(read(pictures, EPOCH, 1), Arrays.copyOfRange(batch, 768, 2 * 768));
    int moved = 0;
    for (int row = 0; row < 8; row++) {
      moved += Arrays.equals(read(pictures, EPOCH, row), read(pictures, new Seed(6), row)) ? 0 : 1;
    }
    // Each stays with probability 1/162.
    assertTrue(moved >= 6, "moved: " + moved);
  }

  /** 9·9 places and 2 directions: 4,000 draws of 162 miss one with probability 162·e^(−24.7). */
  @Test
  void everyPlaceAndDirectionComesUp() {
    byte[] picture = many(1).pixels()[0];
    byte[][] same = IntStream.range(0, 4000).mapToObj(i -> picture).toArray(byte[][]::new);
    Content.Pictures pictures = new Content.Pictures(same, 3, 16, 16);
    Set<Integer> seen = new HashSet<>();
    for (int row = 0; row < 4000; row++) {
      seen.add(Arrays.hashCode(read(pictures, EPOCH, row)));
    }
    assertEquals(162, seen.size());
  }

  @Test
  void noneLeavesPicturesAsTheyAre() {
    Content.Pictures pictures = many(2);
    float[] plain = new float[1536];
    pictures.read(new int[] {1, 0}, plain);
    float[] none = new float[1536];
    Augmentation.NONE.draw(pictures, new int[] {1, 0}, EPOCH).read(none);
    assertArrayEquals(plain, none);
    assertFalse(Arrays.equals(plain, read(pictures, EPOCH, 1, 0)));
  }
}
