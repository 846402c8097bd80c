package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards against blue that is taken for red, pictures that are squeezed, and damaged files that a
 * decoder silently fills with grey.
 */
class ImageFolderTest {
  private static final int RED = 0xFF0000;
  private static final int GREEN = 0x00FF00;

  @TempDir Path home;

  private interface Paint {
    int at(int x, int y);
  }

  private Path picture(String name, int width, int height, Paint paint) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, paint.at(x, y));
      }
    }
    return write(name, image);
  }

  private Path write(String name, BufferedImage image) {
    Path file = home.resolve("album").resolve(name);
    try {
      Files.createDirectories(
          home.resolve("album").resolve(name.substring(0, name.lastIndexOf('/'))));
      String format = name.substring(name.lastIndexOf('.') + 1);
      assertTrue(ImageIO.write(image, format, file.toFile()), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** So many pictures of two classes, each of another shade. */
  private void album(String part, int each) {
    for (String type : List.of("cat", "dog")) {
      for (int i = 0; i < each; i++) {
        int shade = 10 * i + part.length();
        picture(part + type + "/" + i + ".png", 8, 8, (x, y) -> RED + 257 * shade + x);
      }
    }
  }

  private Corpus open(Optional<Integer> size, boolean grayscale) {
    return new ImageFolder("album", ForgetPictures.ofClass("cat"), size, grayscale)
        .open(new DataHome(home, true));
  }

  /** All pictures, by id. */
  private byte[] pixels(String id, Optional<Integer> size, boolean grayscale) {
    ExampleSet set = open(size, grayscale).draw(new Seed(1));
    return ((Content.Pictures) set.content()).pixels()[set.ids().indexOf(id)];
  }

  /** The contract where a test part is given. */
  @Nested
  class WithTest extends CorpusContract {
    @Override
    Corpus open() {
      album("train/", 10);
      album("test/", 3);
      return ImageFolderTest.this.open(Optional.empty(), false);
    }

    @Override
    TestPart testPart() {
      return TestPart.OFFICIAL;
    }
  }

  /** The contract where everything is divided. */
  @Nested
  class WithoutTest extends CorpusContract {
    @Override
    Corpus open() {
      album("", 12);
      return ImageFolderTest.this.open(Optional.empty(), false);
    }

    @Override
    TestPart testPart() {
      return TestPart.DIVIDED;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void redIsTheFirstPlane(String format) {
    album("", 5);
    picture("cat/red." + format, 8, 8, (x, y) -> x < 4 ? 0xFF8001 : GREEN);
    byte[] pixels = pixels("cat/red." + format, Optional.empty(), false);
    assertEquals(3 * 64, pixels.length);
    assertArrayEquals(new byte[] {-1, -128, 1}, new byte[] {pixels[0], pixels[64], pixels[128]});
    assertArrayEquals(new byte[] {0, -1, 0}, new byte[] {pixels[7], pixels[71], pixels[135]});
  }

  @Test
  void aJpegIsReadWithinItsLoss() {
    album("", 5);
    picture("cat/red.jpg", 8, 8, (x, y) -> RED);
    byte[] pixels = pixels("cat/red.jpg", Optional.empty(), false);
    assertTrue((pixels[9] & 0xFF) > 245, "red " + (pixels[9] & 0xFF));
    assertTrue((pixels[64 + 9] & 0xFF) < 10 && (pixels[128 + 9] & 0xFF) < 10);
  }

  /** 16×8 in stripes of four columns: the middle 8 are two stripes, halved to two columns each. */
  @Test
  void theMiddleSquareIsScaled() {
    album("", 5);
    picture("cat/wide.png", 32, 16, (x, y) -> x < 8 || x >= 24 ? 0xFFFFFF : x < 16 ? RED : GREEN);
    byte[] pixels = pixels("cat/wide.png", Optional.of(8), false);
    byte[] red = Arrays.copyOf(pixels, 8);
    assertArrayEquals(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0}, red);
    assertArrayEquals(new byte[8], Arrays.copyOfRange(pixels, 128, 136), "no white is left");
  }

  /** 0.299·255 = 76.2 for red, and a grey file in a colour album has three equal planes. */
  @Test
  void grayIsBrightnessAndBecomesColourWhereItMust() {
    album("", 5);
    picture("cat/red.png", 8, 8, (x, y) -> RED);
    assertEquals(76, pixels("cat/red.png", Optional.empty(), true)[5]);
    assertEquals(64, pixels("cat/red.png", Optional.empty(), true).length);

    BufferedImage gray = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(1, 0, 0, 100);
    write("dog/gray.png", gray);
    byte[] planes = pixels("dog/gray.png", Optional.empty(), false);
    assertEquals(
        List.of(100, 100, 100), List.of((int) planes[1], (int) planes[65], (int) planes[129]));
  }

  /** 25,700 of 65,535 is 100 of 255. */
  @Test
  void sixteenBitsBecomeEight() {
    album("", 5);
    BufferedImage deep = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 25_700);
    write("dog/deep.png", deep);
    assertEquals(100, pixels("dog/deep.png", Optional.empty(), true)[0]);
  }

  @Test
  void hiddenFilesAreSkipped() throws IOException {
    album("", 5);
    Files.writeString(home.resolve("album/.hidden"), "x");
    Files.writeString(home.resolve("album/cat/.hidden"), "x");
    assertEquals(10, open(Optional.empty(), false).draw(new Seed(1)).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void aCutOffFileIsNamedWhereverItEnds(String format) throws IOException {
    album("", 5);
    Path file =
        picture("cat/noisy." + format, 64, 64, (x, y) -> (x * 7919 + y * 104_729) & 0xFFFFFF);
    byte[] whole = Files.readAllBytes(file);
    for (int tenth = 1; tenth < 10; tenth++) {
      Files.write(file, Arrays.copyOf(whole, whole.length * tenth / 10));
      refused("noisy." + format, "is cut off");
    }
  }

  /** Bytes FF before a marker are nothing but that (ISO/IEC 10918-1, B.1.1.2). */
  @Test
  void aJpegMayHaveFillBytesBeforeItsMarkers() throws IOException {
    album("", 5);
    Path file = picture("cat/filled.jpg", 8, 8, (x, y) -> RED);
    byte[] plain = Files.readAllBytes(file);
    byte[] filled = new byte[plain.length + 3];
    System.arraycopy(plain, 0, filled, 0, 2);
    Arrays.fill(filled, 2, 5, (byte) 0xFF);
    System.arraycopy(plain, 2, filled, 5, plain.length - 2);
    Files.write(file, filled);
    assertEquals(11, open(Optional.empty(), false).draw(new Seed(1)).size());
    Files.write(file, Arrays.copyOf(filled, filled.length - 2));
    refused("filled.jpg", "is cut off");
  }

  @Test
  void foldersBesideTrainAndTestAreNotLeftOutSilently() throws IOException {
    album("train/", 10);
    album("test/", 3);
    album("val/", 3);
    Files.writeString(home.resolve("album/readme.md"), "x");
    refused("val", "is neither train nor test and would not be read");
  }

  @Test
  void whatIsNoPictureIsNamed() throws IOException {
    album("", 5);
    Path text = Files.writeString(home.resolve("album/cat/a.png"), "no picture at all, but long");
    refused("a.png", "cannot be read, it may be cut off or damaged");
    Files.delete(text);
    Path empty = Files.createFile(home.resolve("album/cat/b.jpg"));
    refused("b.jpg", "cannot be read");
    Files.delete(empty);
    Path notes = Files.writeString(home.resolve("album/cat/notes.txt"), "x");
    refused("notes.txt", "is no picture. Allowed: .png, .jpg");
    Files.delete(notes);
    Files.writeString(home.resolve("album/readme.md"), "x");
    refused("readme.md", "is in no class");
  }

  @Test
  void anotherSizeIsNamedAndCanBeScaled() {
    album("", 5);
    picture("dog/large.png", 12, 10, (x, y) -> RED);
    refused("large.png", "has 12×10 pixels, 0.png has 8×8; say size");
    assertEquals(11, open(Optional.of(8), false).draw(new Seed(1)).size());
  }

  @Test
  void classesThatCannotBeDividedAreNamed() throws IOException {
    album("train/", 5);
    album("test/", 1);
    picture("train/fox/1.png", 8, 8, (x, y) -> RED);
    picture("train/fox/2.png", 8, 8, (x, y) -> RED);
    refused("class fox", "has no test pictures");
    Files.delete(home.resolve("album/train/fox/2.png"));
    picture("test/fox/1.png", 8, 8, (x, y) -> RED);
    refused("class fox", "too few to divide");
  }

  @Test
  void aClassThatIsNotThereIsRefused() {
    album("", 5);
    DataHome place = new DataHome(home, true);
    ImageFolder wrong =
        new ImageFolder("album", ForgetPictures.ofClass("dogs"), Optional.empty(), false);
    String message = Refused.message(BadInput.class, () -> wrong.open(place));
    assertTrue(message.contains("did you mean dog?"), message);
    ImageFolder nowhere =
        new ImageFolder("albun", ForgetPictures.ofClass("dog"), Optional.empty(), false);
    assertTrue(Refused.message(BadInput.class, () -> nowhere.open(place)).contains("no folder"));
  }

  private void refused(String name, String expected) {
    String message = Refused.message(BadInput.class, () -> open(Optional.empty(), false));
    assertTrue(message.contains(name) && message.contains(expected), message);
    assertEquals(1, message.lines().count(), message);
  }
}
