package org.lethe.network.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.lethe.nd.Parallel;
import org.lethe.network.Operation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link BatchNorm} by loops over the host's memory. Each channel is one block of work: its planes
 * are copied to a small array, where loops vectorise, and sums are taken in double by interleaved
 * accumulators. So a result does not depend on the number of threads. Two passes over the input
 * forward and two backward are all the memory traffic there is; rectifying in the same pass saves
 * two more of each.
 */
final class BatchNormLoops extends BatchNorm {
  /** Running mean, {@code [c]}. */
  private final float[] runningMean;

  /** Running variance, {@code [c]}. */
  private final float[] runningVariance;

  // Of the last forward pass: y = scale·x + shift, x̂ = (x − mean)·inverse, {@code [c]} each.
  private final float[] mean;
  private final float[] inverse;
  private final float[] scale;
  private final float[] shift;

  BatchNormLoops(int channels, boolean relu) {
    super(channels, relu);
    runningMean = new float[channels];
    runningVariance = new float[channels];
    Arrays.fill(runningVariance, 1);
    mean = new float[channels];
    inverse = new float[channels];
    scale = new float[channels];
    shift = new float[channels];
  }

  @Override
  void readStatistics(float[] to, int at) {
    System.arraycopy(runningMean, 0, to, at, channels);
    System.arraycopy(runningVariance, 0, to, at + channels, channels);
  }

  @Override
  void writeStatistics(float[] from, int at) {
    System.arraycopy(from, at, runningMean, 0, channels);
    System.arraycopy(from, at + channels, runningVariance, 0, channels);
  }

  @Override
  public void forward(Map<String, INDArray> parameters, INDArray x, INDArray y, boolean training) {
    int n = Math.toIntExact(x.size(0));
    int plane = Math.toIntExact(x.length() / (n * (long) channels));
    FloatBuffer in = Memory.buffer(x);
    FloatBuffer out = Memory.buffer(y);
    float[] gamma = Memory.read(Parts.weight(parameters));
    float[] beta = Memory.read(Parts.bias(parameters));
    boolean batch = decide(training);
    Parallel.forEach(
        channels,
        c -> {
          float[] values = new float[plane];
          if (batch) {
            measure(in, n, plane, c, values);
          } else {
            mean[c] = runningMean[c];
            inverse[c] = (float) (1 / Math.sqrt(runningVariance[c] + Operation.BatchNorm.EPSILON));
          }
          float a = gamma[c] * inverse[c];
          float b = beta[c] - mean[c] * a;
          scale[c] = a;
          shift[c] = b;
          for (int i = 0; i < n; i++) {
            int at = (i * channels + c) * plane;
            in.get(at, values);
            if (relu) {
              for (int j = 0; j < plane; j++) {
                values[j] = Math.max(0, a * values[j] + b);
              }
            } else {
              for (int j = 0; j < plane; j++) {
                values[j] = a * values[j] + b;
              }
            }
            out.put(at, values);
          }
        });
  }

  /**
   * Mean and variance of one channel of the batch. Sums of x − r and of its square, with r the
   * running mean, in double: no cancellation to speak of, and one pass instead of two.
   */
  private void measure(FloatBuffer in, int n, int plane, int c, float[] values) {
    double[] sums = new double[16];
    float offset = runningMean[c];
    for (int i = 0; i < n; i++) {
      in.get((i * channels + c) * plane, values);
      addMoments(values, offset, sums);
    }
    double sum = 0;
    double squares = 0;
    for (int lane = 0; lane < 8; lane++) {
      sum += sums[lane];
      squares += sums[8 + lane];
    }
    double count = (double) n * plane;
    double off = sum / count;
    double variance = Math.max(0, squares / count - off * off);
    mean[c] = (float) (offset + off);
    inverse[c] = (float) (1 / Math.sqrt(variance + Operation.BatchNorm.EPSILON));
    double momentum = Operation.BatchNorm.MOMENTUM;
    double unbiased = count > 1 ? variance * count / (count - 1) : variance;
    runningMean[c] = (float) ((1 - momentum) * runningMean[c] + momentum * (offset + off));
    runningVariance[c] = (float) ((1 - momentum) * runningVariance[c] + momentum * unbiased);
  }

  private static void addMoments(float[] values, float offset, double[] sums) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    int j = 0;
    for (; j + 3 < values.length; j += 4) {
      double a = values[j] - offset;
      double b = values[j + 1] - offset;
      double c = values[j + 2] - offset;
      double d = values[j + 3] - offset;
      s0 += a;
      s1 += b;
      s2 += c;
      s3 += d;
      q0 += a * a;
      q1 += b * b;
      q2 += c * c;
      q3 += d * d;
    }
    for (; j < values.length; j++) {
      double a = values[j] - offset;
      s0 += a;
      q0 += a * a;
    }
    sums[0] += s0;
    sums[1] += s1;
    sums[2] += s2;
    sums[3] += s3;
    sums[8] += q0;
    sums[9] += q1;
    sums[10] += q2;
    sums[11] += q3;
  }

  @Override
  public void backward(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      INDArray x,
      INDArray dy,
      INDArray dx) {
    int n = Math.toIntExact(x.size(0));
    int plane = Math.toIntExact(x.length() / (n * (long) channels));
    FloatBuffer in = Memory.buffer(x);
    FloatBuffer above = Memory.buffer(dy);
    FloatBuffer out = Memory.buffer(dx);
    FloatBuffer gammaGradient = Memory.buffer(Parts.weight(gradients));
    FloatBuffer betaGradient = Memory.buffer(Parts.bias(gradients));
    FloatBuffer rectified = relu ? out : above; // written by the first pass, read by the second
    double count = (double) n * plane;
    Parallel.forEach(
        channels,
        c -> {
          float[] values = new float[plane];
          float[] g = new float[plane];
          float a = scale[c];
          float b = shift[c];
          float m = mean[c];
          double[] sums = new double[2];
          for (int i = 0; i < n; i++) {
            int at = (i * channels + c) * plane;
            in.get(at, values);
            above.get(at, g);
            if (relu) {
              rectify(values, g, a, b);
              out.put(at, g);
            }
            addProducts(values, g, m, sums);
          }
          double sum = sums[0];
          double product = sums[1] * inverse[c];
          betaGradient.put(c, (float) sum);
          gammaGradient.put(c, (float) product);
          // dx = a·(g − sum/N − (x − m)·inverse·product/N) = a·g − p·x − q
          float p = usedBatch() ? (float) (a * inverse[c] * product / count) : 0;
          float q = usedBatch() ? (float) (a * sum / count - (double) p * m) : 0;
          for (int i = 0; i < n; i++) {
            int at = (i * channels + c) * plane;
            in.get(at, values);
            rectified.get(at, g);
            for (int j = 0; j < plane; j++) {
              g[j] = a * g[j] - p * values[j] - q;
            }
            out.put(at, g);
          }
        });
  }

  /**
   * g where ax + b &gt; 0, else 0, without a branch that a processor would guess wrongly half of
   * the time: the bits of a positive float are a positive number, those of −0 are not.
   */
  static void rectify(float[] x, float[] g, float a, float b) {
    for (int j = 0; j < x.length; j++) {
      int bits = Float.floatToRawIntBits(a * x[j] + b);
      int positive = (-bits & ~bits) >> 31;
      g[j] = Float.intBitsToFloat(Float.floatToRawIntBits(g[j]) & positive);
    }
  }

  /** Adds Σg and Σg(x − m). */
  private static void addProducts(float[] x, float[] g, float m, double[] sums) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double p0 = 0;
    double p1 = 0;
    double p2 = 0;
    double p3 = 0;
    int j = 0;
    for (; j + 3 < x.length; j += 4) {
      s0 += g[j];
      s1 += g[j + 1];
      s2 += g[j + 2];
      s3 += g[j + 3];
      p0 += (double) g[j] * (x[j] - m);
      p1 += (double) g[j + 1] * (x[j + 1] - m);
      p2 += (double) g[j + 2] * (x[j + 2] - m);
      p3 += (double) g[j + 3] * (x[j + 3] - m);
    }
    for (; j < x.length; j++) {
      s0 += g[j];
      p0 += (double) g[j] * (x[j] - m);
    }
    sums[0] += s0 + s1 + s2 + s3;
    sums[1] += p0 + p1 + p2 + p3;
  }
}
