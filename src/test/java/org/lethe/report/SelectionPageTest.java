package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.report.SelectionStory.Compared;
import org.lethe.report.SelectionStory.Fact;
import org.lethe.report.SelectionStory.Glimpse;
import org.lethe.report.SelectionStory.Near;
import org.lethe.report.SelectionStory.Shown;

/**
 * Guards against samples that act on the page they are shown on, and against a page that asks
 * anybody else for a picture.
 */
class SelectionPageTest {
  @TempDir Path folder;

  /** A selection whose samples are as hostile as their owner's data may be. */
  static SelectionStory story(Glimpse glimpse) {
    String hostile = "<script>alert(1)</script>\" onerror=\"alert(2)";
    return new SelectionStory(
        "1 of 3 forget samples go",
        List.of("Remove one."),
        List.of(),
        "lr-cos",
        1 / 3.0,
        new double[] {0.5, 0.1, 0.2},
        new double[] {0.0, 0.3},
        Optional.of(0.5),
        List.of(),
        0,
        List.of(),
        List.of(new Compared("lr-cos", Optional.of(0.4), Optional.empty(), Optional.of(1.0), "")),
        List.of(new Shown(1, hostile, glimpse, List.of(new Near(hostile, 0.25, glimpse)))),
        List.of(new Fact("seed", "1")),
        List.of());
  }

  static Glimpse.Picture picture() throws IOException {
    BufferedImage picture = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return new Glimpse.Picture("image/png", bytes.toByteArray());
  }

  private String page(Glimpse glimpse) throws IOException {
    SelectionPage.write(story(glimpse), folder);
    return Files.readString(folder.resolve("index.html"));
  }

  @Test
  void idsAndTextsAreOnlyText() throws IOException {
    String page = page(new Glimpse.Text("<img src=x onerror=alert(3)>"));
    assertFalse(page.contains("<script>alert"), page);
    assertFalse(page.contains("<img"), page);
    assertTrue(page.contains("&lt;img src=x onerror=alert(3)&gt;"));
  }

  @Test
  void picturesLieInThePageAndTheirNamesAreOnlyText() throws IOException {
    String page = page(picture());
    Matcher images = Pattern.compile("<img ([^>]*)>").matcher(page);
    int count = 0;
    while (images.find()) {
      count++;
      assertTrue(images.group(1).startsWith("src=\"data:image/png;base64,"), images.group(1));
      assertFalse(images.group(1).contains("\" onerror"), images.group(1));
    }
    assertEquals(2, count, "the sample and its neighbour");
    assertFalse(page.contains("<script>alert"), page);
    assertTrue(page.contains("img-src data:;"), "nothing else may be loaded");
  }

  @Test
  void withoutContentOnlyIdsAreThere() throws IOException {
    String page = page(new Glimpse.Nothing());
    assertFalse(page.contains("<img"), page);
    assertTrue(page.contains("(distance 0.25)"));
  }
}
