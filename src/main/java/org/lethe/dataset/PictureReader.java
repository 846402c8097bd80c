package org.lethe.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.leptonica.global.lept;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.datavec.image.loader.NativeImageLoader;
import org.lethe.settings.BadInput;

/**
 * Reads picture files through DataVec's {@link NativeImageLoader}. Only what decodes is used, never
 * what makes ND4J arrays, so ND4J's natives stay unloaded; those of OpenCV are loaded with this
 * class, which therefore nothing but {@link ImageFolder} and {@link PictureFiles} may name, and
 * only when they open.
 */
final class PictureReader {
  private static final int PNG = 0x89;
  private static final int JPEG = 0xFF;

  private final NativeImageLoader loader;
  private final Optional<Integer> size;
  private final boolean grayscale;

  /**
   * @param size width and height to bring pictures to; empty leaves them as they are
   * @param grayscale one plane of brightness instead of red, green and blue
   * @throws LinkageError if there is no build of OpenCV for this machine
   */
  PictureReader(Optional<Integer> size, boolean grayscale) {
    // Now, where it is expected, and not with the first picture.
    Loader.load(opencv_imgproc.class);
    // What is no picture is our message to give, not a library's on the error stream.
    lept.setMsgSeverity(lept.L_SEVERITY_NONE);
    loader = new NativeImageLoader();
    this.size = size;
    this.grayscale = grayscale;
  }

  /**
   * One picture.
   *
   * @param pixels plane after plane, red first, {@code [c·h·w]}
   */
  record Picture(byte[] pixels, int height, int width) {}

  /**
   * @throws BadInput if the file is no picture, or cut off
   */
  @SuppressWarnings({"try", "unchecked"}) // the scope only has to be closed; its varargs stay empty
  Picture read(Path file, byte[] bytes) {
    requireWhole(file, bytes);
    // Frees what is native, whatever happens.
    try (PointerScope scope = new PointerScope();
        Frame frame = loader.asWritable(file.toFile()).getFrame();
        OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      return planes(scaled(cropped(eightBits(converter.convert(frame)))));
    } catch (IOException | RuntimeException e) {
      throw Members.unreadable(file.toString(), e);
    }
  }

  private static Mat eightBits(Mat picture) {
    if (picture.depth() == opencv_core.CV_8U) {
      return picture;
    }
    if (picture.depth() != opencv_core.CV_16U) {
      throw new IllegalArgumentException("neither 8 nor 16 bits a colour");
    }
    Mat result = new Mat();
    picture.convertTo(result, opencv_core.CV_8U, 1 / 257.0, 0);
    return result;
  }

  /** The square in the middle, so that what is scaled keeps its proportions. */
  private Mat cropped(Mat picture) {
    int side = Math.min(picture.rows(), picture.cols());
    if (size.isEmpty() || picture.rows() == picture.cols()) {
      return picture;
    }
    int left = (picture.cols() - side) / 2;
    int top = (picture.rows() - side) / 2;
    return picture.apply(new Rect(left, top, side, side));
  }

  private Mat scaled(Mat picture) {
    if (size.isEmpty() || picture.rows() == size.get()) {
      return picture;
    }
    Mat result = new Mat();
    Size square = new Size(size.get(), size.get());
    opencv_imgproc.resize(picture, result, square, 0, 0, opencv_imgproc.INTER_AREA);
    return result;
  }

  /** OpenCV has blue first, pixel by pixel. */
  private Picture planes(Mat picture) {
    int height = picture.rows();
    int width = picture.cols();
    Mat turned = new Mat();
    boolean gray = picture.channels() == 1;
    if (gray == grayscale) {
      turned = picture.clone();
    } else {
      opencv_imgproc.cvtColor(
          picture, turned, gray ? opencv_imgproc.COLOR_GRAY2BGR : opencv_imgproc.COLOR_BGR2GRAY);
    }
    int channels = turned.channels();
    byte[] mixed = new byte[channels * height * width];
    new BytePointer(turned.data()).get(mixed);
    byte[] pixels = new byte[mixed.length];
    for (int i = 0; i < height * width; i++) {
      for (int c = 0; c < channels; c++) {
        pixels[(channels - 1 - c) * height * width + i] = mixed[i * channels + c];
      }
    }
    return new Picture(pixels, height, width);
  }

  /**
   * A decoder fills what is missing of a JPEG with grey and says nothing, so the end must be there:
   * the marker FFD9 behind the first scan, the chunk IEND of a PNG.
   */
  private static void requireWhole(Path file, byte[] bytes) {
    int first = bytes.length == 0 ? 0 : bytes[0] & 0xFF;
    if ((first == PNG && !pngEnds(bytes)) || (first == JPEG && !jpegEnds(bytes))) {
      throw new BadInput(file + " is cut off: a picture without its end; get it anew");
    }
  }

  private static boolean pngEnds(byte[] bytes) {
    // After 8 bytes of signature: length, four letters, content, 4 bytes of checksum.
    long at = 8;
    while (at + 12 <= bytes.length) {
      long length = number(bytes, (int) at, 4);
      if (number(bytes, (int) at + 4, 4) == 0x49454E44) { // IEND
        return true;
      }
      at += 12 + length;
    }
    return false;
  }

  private static boolean jpegEnds(byte[] bytes) {
    // Each segment names its length, so that a thumbnail's end is not taken for the picture's.
    int at = 2;
    while (at + 4 <= bytes.length && (bytes[at + 1] & 0xFF) != 0xDA) { // start of scan
      boolean fill = (bytes[at + 1] & 0xFF) == 0xFF; // any number of them may precede a marker
      at += fill ? 1 : 2 + (int) number(bytes, at + 2, 2);
    }
    for (; at + 1 < bytes.length; at++) {
      if ((bytes[at] & 0xFF) == 0xFF && (bytes[at + 1] & 0xFF) == 0xD9) {
        return true;
      }
    }
    return false;
  }

  private static long number(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = at; i < at + length; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Members.unreadable(file.toString(), e);
    }
  }
}
