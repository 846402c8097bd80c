package org.lethe.dataset;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.lethe.nd.Cholesky;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsNode;

/**
 * A covariance matrix as somebody would write it down.
 *
 * @param rows one row of one number: the variance in every direction; one row of d numbers: the
 *     variances on the axes; d rows of d numbers: the matrix
 */
@Described("A variance, a list of d variances, or a matrix as d lists of d numbers.")
public record Covariance(List<List<Double>> rows) implements OwnForm {
  public Covariance {
    rows = rows.stream().map(List::copyOf).toList();
    int height = rows.size();
    if (height == 0 || rows.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("covariance is empty");
    }
    if (height > 1 && rows.stream().anyMatch(row -> row.size() != height)) {
      throw new IllegalArgumentException(
          "covariance is not square: " + height + " rows, one of another length");
    }
    if (height == 1 && rows.get(0).stream().anyMatch(variance -> !(variance > 0))) {
      throw new IllegalArgumentException(
          "covariance has the variances " + rows.get(0) + ". Allowed: above 0");
    }
  }

  /** Reads a number, a list of numbers, or a list of such lists. */
  public static Covariance fromSettings(SettingsNode node) {
    if (!node.isList()) {
      return new Covariance(List.of(List.of(node.number())));
    }
    List<SettingsNode> items = node.items();
    boolean one = items.size() == 1 && items.get(0).isList() && items.get(0).items().size() == 1;
    if (one || (items.size() > 1 && items.stream().allMatch(SettingsNode::isList))) {
      return new Covariance(items.stream().map(Covariance::numbers).toList());
    }
    return new Covariance(List.of(numbers(node)));
  }

  private static List<Double> numbers(SettingsNode node) {
    return node.items().stream().map(SettingsNode::number).toList();
  }

  @Override
  public Object toSettings() {
    if (rows.size() > 1) {
      return rows;
    }
    return rows.get(0).size() == 1 ? rows.get(0).get(0) : rows.get(0);
  }

  /** How many variances, or rows of the matrix, were written down. */
  int entries() {
    return isDiagonal() ? rows.get(0).size() : rows.size();
  }

  boolean fits(int dimension) {
    return (isDiagonal() && entries() == 1) || entries() == dimension;
  }

  /** Whether the axes are independent, so that no d·d numbers are needed to draw. */
  boolean isDiagonal() {
    return rows.size() == 1;
  }

  /** The variance of one axis. */
  double variance(int axis) {
    return isDiagonal()
        ? rows.get(0).get(rows.get(0).size() == 1 ? 0 : axis)
        : rows.get(axis).get(axis);
  }

  /** Σ, row-major {@code [d·d]}. */
  double[] matrix(int dimension) {
    double[] matrix = new double[dimension * dimension];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        matrix[i * dimension + j] = isDiagonal() ? (i == j ? variance(i) : 0) : rows.get(i).get(j);
      }
    }
    return matrix;
  }

  /**
   * What gives independent standard normal numbers this covariance: z to L·z with LLᵀ = Σ, a new
   * array.
   *
   * @throws IllegalArgumentException if the matrix is not symmetric or not positive definite
   */
  UnaryOperator<double[]> shaping(int dimension) {
    if (isDiagonal()) {
      double[] deviations =
          IntStream.range(0, dimension).mapToDouble(i -> Math.sqrt(variance(i))).toArray();
      return noise -> {
        double[] shaped = noise.clone();
        for (int i = 0; i < dimension; i++) {
          shaped[i] *= deviations[i];
        }
        return shaped;
      };
    }
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < i; j++) {
        if (!rows.get(i).get(j).equals(rows.get(j).get(i))) {
          throw new IllegalArgumentException(
              "covariance is not symmetric at row " + (j + 1) + ", column " + (i + 1));
        }
      }
    }
    try {
      return Cholesky.of(matrix(dimension), dimension)::unwhiten;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("covariance: " + e.getMessage(), e);
    }
  }
}
