package org.lethe.encoder.onnx;

import java.util.stream.IntStream;

/**
 * How a picture is brought to another size: as Pillow does it, which trained nearly every published
 * model's preprocessing. The filter widens when a picture shrinks (antialiasing), columns are made
 * before rows, sums are of whole numbers with weights of 22 bits, and each of the two passes rounds
 * to 0 … 255. The result equals Pillow's {@code Image.resize} to the last bit.
 */
public enum Resampling {
  /** The pixel that covers the new one's middle. */
  NEAREST(0) {
    @Override
    double weight(double x) {
      return 1;
    }
  },
  /** A triangle of width 2. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      return a < 1 ? 1 - a : 0;
    }
  },
  /** The cubic of Keys with a = −1/2. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      if (a < 1) {
        return (1.5 * a - 2.5) * a * a + 1;
      }
      return a < 2 ? ((-0.5 * a + 2.5) * a - 4) * a + 2 : 0;
    }
  },
  /** A sinc within the first lobe of one three times as wide. */
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  };

  private static final int BITS = 22;

  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  abstract double weight(double x);

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }

  /** The constant of Pillow, as preprocessor files write it. */
  static Resampling ofPillow(int number) {
    return switch (number) {
      case 0 -> NEAREST;
      case 1 -> LANCZOS;
      case 2 -> BILINEAR;
      case 3 -> BICUBIC;
      default ->
          throw new IllegalArgumentException(
              "resample is "
                  + number
                  + "; allowed: 0 (nearest), 1 (lanczos), 2 (bilinear), 3"
                  + " (bicubic)");
    };
  }

  /** A picture of other height and width; itself if it has them. */
  Planes resize(Planes picture, int height, int width) {
    if (picture.height() == height && picture.width() == width) {
      return picture;
    }
    if (this == NEAREST) {
      return nearest(picture, height, width);
    }
    Planes wide = picture.width() == width ? picture : horizontally(picture, width);
    return wide.height() == height ? wide : vertically(wide, height);
  }

  private static Planes nearest(Planes from, int height, int width) {
    int[] columns = middles(from.width(), width);
    int[] rows = middles(from.height(), height);
    byte[] result = new byte[from.channels() * height * width];
    int at = 0;
    for (int c = 0; c < from.channels(); c++) {
      for (int row : rows) {
        int start = (c * from.height() + row) * from.width();
        for (int column : columns) {
          result[at++] = from.pixels()[start + column];
        }
      }
    }
    return new Planes(result, from.channels(), height, width);
  }

  private static int[] middles(int before, int after) {
    double scale = (double) before / after;
    return IntStream.range(0, after).map(i -> (int) Math.floor((i + 0.5) * scale)).toArray();
  }

  /**
   * Which pixels make a new one.
   *
   * @param first of each new pixel
   * @param weights of the pixels from there on
   */
  private record Taps(int[] first, int[][] weights) {}

  private Taps taps(int before, int after) {
    double scale = (double) before / after;
    double stretch = Math.max(1, scale);
    double reach = support * stretch;
    int[] first = new int[after];
    int[][] all = new int[after][];
    for (int i = 0; i < after; i++) {
      double centre = (i + 0.5) * scale;
      int from = Math.max(0, (int) (centre - reach + 0.5));
      int to = Math.min(before, (int) (centre + reach + 0.5));
      double[] weights = new double[to - from];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = weight((k + from - centre + 0.5) * (1 / stretch));
        sum += weights[k];
      }
      int[] whole = new int[weights.length];
      for (int k = 0; k < weights.length; k++) {
        double share = sum == 0 ? weights[k] : weights[k] / sum;
        whole[k] = (int) (share < 0 ? -0.5 + share * (1 << BITS) : 0.5 + share * (1 << BITS));
      }
      first[i] = from;
      all[i] = whole;
    }
    return new Taps(first, all);
  }

  private Planes horizontally(Planes from, int width) {
    Taps taps = taps(from.width(), width);
    byte[] source = from.pixels();
    int lines = from.channels() * from.height();
    byte[] result = new byte[lines * width];
    for (int line = 0, at = 0; line < lines; line++) {
      int start = line * from.width();
      for (int x = 0; x < width; x++) {
        int[] weights = taps.weights[x];
        int pixel = start + taps.first[x];
        int sum = 1 << (BITS - 1);
        for (int weight : weights) {
          sum += (source[pixel++] & 0xFF) * weight;
        }
        result[at++] = clipped(sum);
      }
    }
    return new Planes(result, from.channels(), from.height(), width);
  }

  private Planes vertically(Planes from, int height) {
    Taps taps = taps(from.height(), height);
    byte[] source = from.pixels();
    int width = from.width();
    byte[] result = new byte[from.channels() * height * width];
    int[] sums = new int[width];
    for (int c = 0, at = 0; c < from.channels(); c++) {
      for (int y = 0; y < height; y++) {
        java.util.Arrays.fill(sums, 1 << (BITS - 1));
        int pixel = (c * from.height() + taps.first[y]) * width;
        for (int weight : taps.weights[y]) {
          for (int x = 0; x < width; x++) {
            sums[x] += (source[pixel++] & 0xFF) * weight;
          }
        }
        for (int x = 0; x < width; x++) {
          result[at++] = clipped(sums[x]);
        }
      }
    }
    return new Planes(result, from.channels(), height, width);
  }

  private static byte clipped(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> BITS));
  }
}
