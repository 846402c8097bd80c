package org.lethe.dataset;

import java.nio.file.Path;
import java.util.Optional;
import org.lethe.settings.BadInput;

/** Decodes picture files as they are, whatever their size, for whoever scales them itself. */
public final class PictureFiles {
  private final PictureReader reader;

  private PictureFiles(PictureReader reader) {
    this.reader = reader;
  }

  /**
   * Loads the natives of OpenCV.
   *
   * @throws BadInput if there is no build of OpenCV for this machine
   */
  public static PictureFiles open() {
    try {
      return new PictureFiles(new PictureReader(Optional.empty(), /* grayscale= */ false));
    } catch (LinkageError e) {
      throw new BadInput(
          "picture files are read with OpenCV, which Lethe has for Linux on x86-64 only, not for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"),
          e);
    }
  }

  /**
   * One picture.
   *
   * @param pixels unsigned bytes: the red plane, the green, the blue, {@code [3·h·w]}
   */
  public record Picture(byte[] pixels, int height, int width) {}

  /**
   * @throws BadInput if the file cannot be read, is no picture, or is cut off
   */
  public Picture read(Path file) {
    PictureReader.Picture picture = reader.read(file, PictureReader.bytes(file));
    return new Picture(picture.pixels(), picture.height(), picture.width());
  }
}
