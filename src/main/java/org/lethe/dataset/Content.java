package org.lethe.dataset;

import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lethe.nd.DenseFeatures;

/** What the examples are, before any encoder: n texts, n rows of numbers, or n pictures. */
public sealed interface Content {

  /** n. */
  int size();

  /** The examples of the given rows, in their order; what they consist of is shared. */
  Content select(int[] rows);

  /** One example as a value: equal for equal examples, and only for them. */
  Object value(int row);

  /**
   * One text an example. Texts that were selected know what they were selected from, so that the
   * draws of many seeds share what is found in all of it.
   */
  final class Texts implements Content {
    private final List<String> texts;
    private final Texts whole;
    private final int[] places;
    private final Map<Object, SoftReference<Object>> shared = new HashMap<>();

    public Texts(List<String> texts) {
      this.texts = List.copyOf(texts);
      this.whole = this;
      this.places = IntStream.range(0, texts.size()).toArray();
    }

    private Texts(Texts whole, int[] places) {
      this.texts = Arrays.stream(places).mapToObj(whole.texts::get).toList();
      this.whole = whole;
      this.places = places;
    }

    public List<String> texts() {
      return texts;
    }

    /** What these were selected from, whatever was selected between; themselves if nothing was. */
    public Texts whole() {
      return whole;
    }

    /** Where each stands in the whole, {@code [n]}; shared, do not write to it. */
    public int[] places() {
      return places;
    }

    /**
     * Something that is made of these texts, once for all who ask, for as long as memory lasts.
     *
     * @param key tells it from other things that are made of them
     * @param type what every asker with this key makes
     */
    public <T> T shared(Object key, Class<T> type, Function<List<String>, T> make) {
      synchronized (shared) {
        SoftReference<Object> kept = shared.get(key);
        Object found = kept == null ? null : kept.get();
        if (found != null) {
          return type.cast(found);
        }
        T made = make.apply(texts);
        shared.put(key, new SoftReference<>(made));
        return made;
      }
    }

    @Override
    public int size() {
      return texts.size();
    }

    @Override
    public Texts select(int[] rows) {
      return new Texts(whole, Arrays.stream(rows).map(row -> places[row]).toArray());
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
      return Arrays.stream(rows.row(row)).map(x -> x + 0.0).boxed().toList(); // −0 is 0
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
