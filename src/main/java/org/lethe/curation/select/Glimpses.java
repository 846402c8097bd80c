package org.lethe.curation.select;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.dataset.PictureFiles;
import org.lethe.report.SelectionStory.Glimpse;

/**
 * What of a sample a reader may see: the beginning of a text, or a small copy of a picture. A copy
 * is made of the pixels that the encoder saw, so that nothing else in the file (where it was taken,
 * an embedded preview) comes onto the page.
 */
final class Glimpses {
  private static final int EXCERPT = 160;

  /** Pixels of a copy's longer edge; smaller pictures stay as they are. */
  private static final int EDGE = 112;

  private Glimpses() {}

  /**
   * Of one sample; of numbers there is nothing to see.
   *
   * @throws org.lethe.settings.BadInput if its picture cannot be read any more
   */
  static Glimpse of(OwnSamples samples, int row) {
    if (samples.material() instanceof Material.Texts texts) {
      return new Glimpse.Text(beginning(texts.texts().get(row)));
    }
    if (samples.material() instanceof Material.Pictures pictures) {
      return picture(pictures.files().get(row));
    }
    return new Glimpse.Nothing();
  }

  private static String beginning(String sample) {
    String text = sample.strip();
    return text.codePointCount(0, text.length()) <= EXCERPT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, EXCERPT)) + " …";
  }

  private static Glimpse.Picture picture(Path file) {
    PictureFiles.Picture whole = PictureFiles.open().read(file);
    int longer = Math.max(whole.height(), whole.width());
    boolean small = longer <= EDGE;
    BufferedImage copy =
        scaled(
            whole,
            small ? whole.height() : Math.max(1, whole.height() * EDGE / longer),
            small ? whole.width() : Math.max(1, whole.width() * EDGE / longer));
    String form = small ? "png" : "jpeg"; // few pixels exactly, many of them in few bytes
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(copy, form, bytes)) {
        throw new IllegalStateException("this Java writes no " + form);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array does not fail
    }
    return new Glimpse.Picture("image/" + form, bytes.toByteArray());
  }

  /** Each pixel is the mean of those that it stands for. */
  private static BufferedImage scaled(PictureFiles.Picture whole, int height, int width) {
    int plane = whole.height() * whole.width();
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      int top = y * whole.height() / height;
      int bottom = Math.max(top + 1, (y + 1) * whole.height() / height);
      for (int x = 0; x < width; x++) {
        int left = x * whole.width() / width;
        int right = Math.max(left + 1, (x + 1) * whole.width() / width);
        int colour = 0;
        for (int c = 0; c < 3; c++) {
          int sum = 0;
          for (int i = top; i < bottom; i++) {
            for (int j = left; j < right; j++) {
              sum += whole.pixels()[c * plane + i * whole.width() + j] & 0xFF;
            }
          }
          int count = (bottom - top) * (right - left);
          colour = colour << 8 | (sum + count / 2) / count;
        }
        copy.setRGB(x, y, colour);
      }
    }
    return copy;
  }
}
