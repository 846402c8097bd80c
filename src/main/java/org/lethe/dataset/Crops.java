package org.lethe.dataset;

import java.util.Arrays;

/**
 * A batch of pictures before anybody has read them: which ones, and how each is seen. An engine
 * that has the bytes where it computes makes the numbers there; {@link #read} makes the same ones
 * on the processor. Arrays are shared, do not write to them.
 *
 * @param pictures all of them
 * @param rows which of them, {@code [n]}
 * @param down how many pixels the window is moved down over each, {@code [n]}; zero beyond its
 *     edges
 * @param right how many to the right, {@code [n]}
 * @param mirrored whether left and right of what the window shows are exchanged, {@code [n]}
 */
public record Crops(
    Content.Pictures pictures, int[] rows, int[] down, int[] right, boolean[] mirrored) {
  public Crops {
    if (down.length != rows.length
        || right.length != rows.length
        || mirrored.length != rows.length) {
      throw new IllegalArgumentException(
          rows.length
              + " pictures, but "
              + down.length
              + " and "
              + right.length
              + " moves and "
              + mirrored.length
              + " directions");
    }
  }

  /** Pictures as they are. */
  static Crops whole(Content.Pictures pictures, int[] rows) {
    int n = rows.length;
    return new Crops(pictures, rows, new int[n], new int[n], new boolean[n]);
  }

  /** n. */
  public int size() {
    return rows.length;
  }

  /** Whether every picture is as it is. */
  public boolean whole() {
    for (int i = 0; i < rows.length; i++) {
      if (down[i] != 0 || right[i] != 0 || mirrored[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes them as numbers in [0, 1].
   *
   * @param into row-major {@code [n, c, h, w]}; what lies behind is left alone
   */
  public void read(float[] into) {
    if (whole()) {
      pictures.read(rows, into);
      return;
    }
    int size = pictures.channels() * pictures.height() * pictures.width();
    for (int i = 0; i < rows.length; i++) {
      read(i, into, i * size);
    }
  }

  private void read(int i, float[] into, int start) {
    byte[] pixels = pictures.pixels()[rows[i]];
    int height = pictures.height();
    int width = pictures.width();
    // The columns of the window that lie over the picture.
    int first = Math.min(width, Math.max(0, -right[i]));
    int end = Math.max(first, Math.min(width, width - right[i]));
    int at = start;
    for (int line = 0; line < pictures.channels() * height; line++, at += width) {
      Arrays.fill(into, at, at + width, 0);
      int y = line % height + down[i];
      if (y < 0 || y >= height) {
        continue;
      }
      int from = (line + down[i]) * width + right[i];
      for (int x = first; x < end; x++) {
        into[at + (mirrored[i] ? width - 1 - x : x)] = Content.Pictures.unit(pixels[from + x]);
      }
    }
  }
}
