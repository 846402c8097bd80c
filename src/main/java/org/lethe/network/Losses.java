package org.lethe.network;

/**
 * The losses of training and unlearning as functions of logits; natural logarithms, sums in double.
 * Arrays that are passed in are shared and must not change while the loss is in use.
 */
public final class Losses {
  private Losses() {}

  /** How the divergences of a batch become one number. */
  public enum Reduction {
    /** The mean over the n examples. */
    BATCH_MEAN,
    /** The mean over all n·K elements, K times smaller (the published Bad Teacher). */
    ELEMENT_MEAN
  }

  /**
   * Mean cross-entropy −log softmax(z)_y. A type of its own: most steps go down it, and an engine
   * may compute it where the logits are.
   *
   * @param labels {@code [n]}
   */
  public record CrossEntropy(int[] labels) implements LogitLoss {
    @Override
    public double of(float[] logits, int n, int classes, float[] gradient) {
      double sum = 0;
      double[] p = new double[classes];
      for (int i = 0; i < n; i++) {
        double logSum = softmax(logits, i * classes, classes, 1, p);
        sum += logSum - logits[i * classes + labels[i]];
        for (int k = 0; k < classes; k++) {
          gradient[i * classes + k] = (float) ((p[k] - (k == labels[i] ? 1 : 0)) / n);
        }
      }
      return sum / n;
    }
  }

  /**
   * Mean cross-entropy −log softmax(z)_y.
   *
   * @param labels {@code [n]}
   */
  public static LogitLoss crossEntropy(int[] labels) {
    return new CrossEntropy(labels);
  }

  /**
   * Mean cross-entropy −Σ t log softmax(z) against soft labels.
   *
   * @param targets rows that sum to 1, {@code [n, K]}
   */
  public static LogitLoss crossEntropy(float[] targets) {
    return (logits, n, classes, gradient) -> {
      double sum = 0;
      double[] p = new double[classes];
      for (int i = 0; i < n; i++) {
        double logSum = softmax(logits, i * classes, classes, 1, p);
        for (int k = 0; k < classes; k++) {
          double target = targets[i * classes + k];
          if (target != 0) {
            sum += target * (logSum - logits[i * classes + k]);
          }
          gradient[i * classes + k] = (float) ((p[k] - target) / n);
        }
      }
      return sum / n;
    };
  }

  /**
   * factor·KL(t ‖ softmax(z/T)) for given target probabilities t. Its gradient by z is factor/T ·
   * (softmax(z/T) − t), divided by n or n·K.
   *
   * @param targets rows that sum to 1, {@code [n, K]}
   * @param temperature T
   */
  public static LogitLoss divergence(
      float[] targets, double temperature, double factor, Reduction reduction) {
    return (logits, n, classes, gradient) -> {
      double weight = factor / (reduction == Reduction.ELEMENT_MEAN ? (double) n * classes : n);
      double sum = 0;
      double[] p = new double[classes];
      for (int i = 0; i < n; i++) {
        double logSum = softmax(logits, i * classes, classes, temperature, p);
        for (int k = 0; k < classes; k++) {
          double target = targets[i * classes + k];
          if (target > 0) {
            sum += target * (Math.log(target) - logits[i * classes + k] / temperature + logSum);
          }
          gradient[i * classes + k] = (float) (weight / temperature * (p[k] - target));
        }
      }
      return weight * sum;
    };
  }

  /**
   * The distillation distance of SCRUB (Kurmanji et al. 2023), T²·mean KL(softmax(t/T) ‖
   * softmax(z/T)).
   *
   * @param teacherLogits t, {@code [n, K]}
   */
  public static LogitLoss distillation(float[] teacherLogits, int classes, double temperature) {
    return divergence(
        softmax(teacherLogits, classes, temperature),
        temperature,
        temperature * temperature,
        Reduction.BATCH_MEAN);
  }

  /** Mean ‖z‖² of the logits: a loss that knows no labels (Foster et al. 2024). */
  public static LogitLoss squaredNorm() {
    return (logits, n, classes, gradient) -> {
      double sum = 0;
      for (int i = 0; i < n * classes; i++) {
        sum += (double) logits[i] * logits[i];
        gradient[i] = (float) (2.0 * logits[i] / n);
      }
      return sum / n;
    };
  }

  /** factor·loss; a factor of −1 ascends. */
  public static LogitLoss scaled(double factor, LogitLoss loss) {
    return (logits, n, classes, gradient) -> {
      double value = loss.of(logits, n, classes, gradient);
      for (int i = 0; i < n * classes; i++) {
        gradient[i] *= (float) factor;
      }
      return factor * value;
    };
  }

  /** The sum of two losses. */
  public static LogitLoss sum(LogitLoss first, LogitLoss second) {
    return (logits, n, classes, gradient) -> {
      float[] other = new float[n * classes];
      double value = first.of(logits, n, classes, gradient) + second.of(logits, n, classes, other);
      for (int i = 0; i < n * classes; i++) {
        gradient[i] += other[i];
      }
      return value;
    };
  }

  /** softmax(z/T) of each row, {@code [n, K]}. */
  public static float[] softmax(float[] logits, int classes, double temperature) {
    float[] result = new float[logits.length];
    double[] p = new double[classes];
    for (int from = 0; from < logits.length; from += classes) {
      softmax(logits, from, classes, temperature, p);
      for (int k = 0; k < classes; k++) {
        result[from + k] = (float) p[k];
      }
    }
    return result;
  }

  /** softmax(z/T) of one row into p; returns log Σ exp(z/T), shifted so that it cannot overflow. */
  private static double softmax(
      float[] logits, int from, int classes, double temperature, double[] p) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      largest = Math.max(largest, logits[from + k] / temperature);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      p[k] = Math.exp(logits[from + k] / temperature - largest);
      sum += p[k];
    }
    for (int k = 0; k < classes; k++) {
      p[k] /= sum;
    }
    return largest + Math.log(sum);
  }
}
