package org.lethe.curation.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.nd.DenseFeatures;
import org.lethe.report.SelectionStory.Glimpse;

/** Guards against pages that carry whole pictures or whole texts, and against changed colours. */
class GlimpsesTest {
  @TempDir Path folder;

  private static Glimpse of(Material material) {
    return Glimpses.of(
        new OwnSamples("some", List.of("a"), material, new TreeMap<>()), /* row= */ 0);
  }

  private BufferedImage glimpse(BufferedImage picture, String mediaType) throws IOException {
    Path file = folder.resolve("picture.png");
    ImageIO.write(picture, "png", file.toFile());
    Glimpse.Picture seen =
        assertInstanceOf(Glimpse.Picture.class, of(new Material.Pictures(List.of(file))));
    assertEquals(mediaType, seen.mediaType());
    BufferedImage copy = ImageIO.read(new ByteArrayInputStream(seen.bytes()));
    assertNotNull(copy);
    return copy;
  }

  @Test
  void aSmallPictureIsShownAsItIs() throws IOException {
    BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int at = 0; at < 6; at++) {
      picture.setRGB(at % 3, at / 3, 0x102030 * (at + 1));
    }
    BufferedImage copy = glimpse(picture, "image/png");
    for (int at = 0; at < 6; at++) {
      assertEquals(0xFF000000 | 0x102030 * (at + 1), copy.getRGB(at % 3, at / 3));
    }
  }

  /** 560 × 280 is five times 112 × 56; stripes of 5 pixels, 2 of them white: 0.4 · 255 = 102. */
  @Test
  void aLargePictureIsShownSmallAndItsPixelsAreMeans() throws IOException {
    BufferedImage picture = new BufferedImage(560, 280, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 560; x++) {
      for (int y = 0; y < 280; y++) {
        picture.setRGB(x, y, x % 5 < 2 ? 0xFFFFFF : 0);
      }
    }
    BufferedImage copy = glimpse(picture, "image/jpeg");
    assertEquals(112, copy.getWidth());
    assertEquals(56, copy.getHeight());
    for (int x = 0; x < 112; x += 13) {
      assertEquals(102, copy.getRGB(x, 30) & 0xFF, 2, "JPEG rounds");
    }
  }

  @Test
  void aLineOfPixelsStaysALine() throws IOException {
    BufferedImage copy =
        glimpse(new BufferedImage(1000, 2, BufferedImage.TYPE_INT_RGB), "image/jpeg");
    assertEquals(112, copy.getWidth());
    assertEquals(1, copy.getHeight());
  }

  @Test
  void ofATextTheBeginningIsShown() {
    Glimpse.Text seen =
        assertInstanceOf(
            Glimpse.Text.class, of(new Material.Texts(List.of("  " + "😀".repeat(500)))));
    assertTrue(seen.beginning().endsWith("😀 …"), seen.beginning());
    assertEquals(162, seen.beginning().codePointCount(0, seen.beginning().length()));
    assertEquals(
        new Glimpse.Text("short"), of(new Material.Texts(List.of("short\n"))), "nothing is added");
  }

  @Test
  void ofNumbersThereIsNothingToSee() {
    assertEquals(
        new Glimpse.Nothing(),
        of(new Material.Numbers(new DenseFeatures(new float[] {1, 2}, 1, 2))));
  }
}
