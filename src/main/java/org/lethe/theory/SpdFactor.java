package org.lethe.theory;

/**
 * The Cholesky factor L of a symmetric positive definite matrix A = LLᵀ, for the few small systems
 * of this package. Shapes: d rows and columns.
 */
final class SpdFactor {
  private final double[] lower;
  private final int dimension;

  /**
   * @param matrix A, row-major {@code [d·d]}; only the lower triangle is read
   * @throws IllegalArgumentException if it is not positive definite
   */
  SpdFactor(double[] matrix, int dimension) {
    if (matrix.length != dimension * dimension) {
      throw new IllegalArgumentException(
          "matrix.length=" + matrix.length + ", dimension=" + dimension);
    }
    this.dimension = dimension;
    lower = new double[matrix.length];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i * dimension + j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i * dimension + k] * lower[j * dimension + k];
        }
        if (i != j) {
          lower[i * dimension + j] = sum / lower[j * dimension + j];
        } else if (sum > 0 && sum < Double.POSITIVE_INFINITY) {
          lower[i * dimension + i] = Math.sqrt(sum);
        } else {
          throw new IllegalArgumentException(
              "covariance is not positive definite: pivot " + (i + 1) + " is " + sum);
        }
      }
    }
  }

  int dimension() {
    return dimension;
  }

  /** ln det A. */
  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      sum += Math.log(lower[i * dimension + i]);
    }
    return 2 * sum;
  }

  /** L⁻¹v, {@code [d]}. */
  double[] whiten(double[] v) {
    double[] result = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      double sum = v[i];
      for (int k = 0; k < i; k++) {
        sum -= lower[i * dimension + k] * result[k];
      }
      result[i] = sum / lower[i * dimension + i];
    }
    return result;
  }

  /** A⁻¹v, {@code [d]}. */
  double[] solve(double[] v) {
    double[] result = whiten(v);
    for (int i = dimension - 1; i >= 0; i--) {
      double sum = result[i];
      for (int k = i + 1; k < dimension; k++) {
        sum -= lower[k * dimension + i] * result[k];
      }
      result[i] = sum / lower[i * dimension + i];
    }
    return result;
  }

  /** vᵀA⁻¹v. */
  double squaredNorm(double[] v) {
    double sum = 0;
    for (double x : whiten(v)) {
      sum += x * x;
    }
    return sum;
  }

  /** tr(A⁻¹B) = ‖L⁻¹M‖² for B = MMᵀ. */
  double traceOfRatio(SpdFactor numerator) {
    double trace = 0;
    double[] column = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      for (int i = 0; i < dimension; i++) {
        column[i] = numerator.lower[i * dimension + j];
      }
      trace += squaredNorm(column);
    }
    return trace;
  }
}
