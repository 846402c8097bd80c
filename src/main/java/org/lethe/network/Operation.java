package org.lethe.network;

/** What one node of a {@link Blueprint} computes. Pictures are {@code [n, c, h, w]}. */
public sealed interface Operation {

  /** The shape of what it gives for one input. */
  default Shape output(Shape input) {
    return input;
  }

  /** A square convolution with zero padding and without bias (batch normalisation has one). */
  record Convolution(int in, int out, int kernel, int stride, int padding) implements Operation {
    @Override
    public Shape output(Shape input) {
      return new Shape(out, extent(input.height()), extent(input.width()));
    }

    private int extent(int before) {
      return (before + 2 * padding - kernel) / stride + 1;
    }
  }

  /**
   * Batch normalisation per channel, ε = 10⁻⁵, running statistics with momentum 0.1 and the
   * unbiased batch variance (as PyTorch).
   *
   * @param relu whether max(0, ·) follows at once
   */
  record BatchNorm(int channels, boolean relu) implements Operation {
    /** Added to the variance. */
    public static final double EPSILON = 1e-5;

    /** The weight of the new batch in the running statistics. */
    public static final double MOMENTUM = 0.1;
  }

  /** max(0, x). */
  record Relu() implements Operation {}

  /** max(0, x + y) of two equal shapes: the end of a residual block. */
  record AddRelu() implements Operation {}

  /** The largest of each 2×2 square; h and w are even. */
  record MaxPool() implements Operation {
    @Override
    public Shape output(Shape input) {
      return new Shape(input.channels(), input.height() / 2, input.width() / 2);
    }
  }

  /** The mean over h·w: {@code [n, c]}. */
  record GlobalAveragePool() implements Operation {
    @Override
    public Shape output(Shape input) {
      return new Shape(input.channels(), 1, 1);
    }
  }

  /** Wx + b; a picture is read in the order c, h, w. */
  record Linear(int in, int out) implements Operation {
    @Override
    public Shape output(Shape input) {
      return new Shape(out, 1, 1);
    }
  }
}
