package org.lethe.dataset;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.lethe.nd.DenseFeatures;

/** What the examples are, before any encoder: n texts, n rows of numbers, or n pictures. */
public sealed interface Content {

  /** n. */
  int size();

  /** The examples of the given rows, in their order; what they consist of is shared. */
  Content select(int[] rows);

  /** One example as a value: equal for equal examples, and only for them. */
  Object value(int row);

  /** One text an example. */
  record Texts(List<String> texts) implements Content {
    public Texts {
      texts = List.copyOf(texts);
    }

    @Override
    public int size() {
      return texts.size();
    }

    @Override
    public Texts select(int[] rows) {
      return new Texts(Arrays.stream(rows).mapToObj(texts::get).toList());
    }

    @Override
    public Object value(int row) {
      return texts.get(row);
    }
  }

  /** One row of numbers an example, {@code [n, d]}. */
  record Numbers(DenseFeatures rows) implements Content {
    @Override
    public int size() {
      return rows.rows();
    }

    @Override
    public Numbers select(int[] rows) {
      return new Numbers(this.rows.select(rows));
    }

    @Override
    public Object value(int row) {
      return Arrays.stream(rows.row(row)).boxed().toList();
    }
  }

  /**
   * One picture an example, all of one shape. The arrays are shared, do not write to them.
   *
   * @param pixels an array of unsigned bytes for each picture: plane after plane (red, green, blue;
   *     or grey alone), row by row, {@code [n][c·h·w]}
   */
  record Pictures(byte[][] pixels, int channels, int height, int width) implements Content {
    private static final float[] UNIT = new float[256];

    static {
      for (int i = 0; i < UNIT.length; i++) {
        UNIT[i] = i / 255f;
      }
    }

    public Pictures {
      for (byte[] picture : pixels) {
        if (picture.length != channels * height * width) {
          throw new IllegalArgumentException(
              "a picture has "
                  + picture.length
                  + " bytes, expected "
                  + channels
                  + "×"
                  + height
                  + "×"
                  + width);
        }
      }
    }

    @Override
    public int size() {
      return pixels.length;
    }

    /** Of all pixels. */
    public long bytes() {
      return (long) pixels.length * channels * height * width;
    }

    @Override
    public Pictures select(int[] rows) {
      return new Pictures(
          Arrays.stream(rows).mapToObj(i -> pixels[i]).toArray(byte[][]::new),
          channels,
          height,
          width);
    }

    @Override
    public Object value(int row) {
      return ByteBuffer.wrap(pixels[row]).asReadOnlyBuffer();
    }

    /**
     * Pictures as one batch, 0 … 255 brought to [0, 1].
     *
     * @param rows which, {@code [n]}
     * @param into row-major {@code [n, c, h, w]}; what lies behind is left alone
     */
    public void read(int[] rows, float[] into) {
      int at = 0;
      for (int row : rows) {
        for (byte pixel : pixels[row]) {
          into[at++] = unit(pixel);
        }
      }
    }

    /** An unsigned byte as a number in [0, 1]. */
    static float unit(byte pixel) {
      return UNIT[pixel & 0xFF];
    }
  }
}
