package org.lethe.theory;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Independent coordinates, each of a family of its own; mean parameters stand one after the other.
 */
public record ProductFamily(List<ExponentialFamily> factors) implements ExponentialFamily {
  public ProductFamily {
    factors = List.copyOf(factors);
    if (factors.isEmpty()) {
      throw new IllegalArgumentException("a product of no families");
    }
  }

  /** The given number of independent coordinates of one family. */
  public static ProductFamily power(ExponentialFamily family, int copies) {
    return new ProductFamily(Collections.nCopies(copies, family));
  }

  @Override
  public String name() {
    return String.join(" × ", factors.stream().map(ExponentialFamily::name).toList());
  }

  @Override
  public int parameters() {
    return factors.stream().mapToInt(ExponentialFamily::parameters).sum();
  }

  @Override
  public void check(double[] mean) {
    int at = 0;
    for (ExponentialFamily factor : factors) {
      factor.check(slice(mean, at, factor));
      at += factor.parameters();
    }
  }

  @Override
  public double[] natural(double[] mean) {
    double[] result = new double[mean.length];
    int at = 0;
    for (ExponentialFamily factor : factors) {
      double[] natural = factor.natural(slice(mean, at, factor));
      System.arraycopy(natural, 0, result, at, natural.length);
      at += natural.length;
    }
    return result;
  }

  @Override
  public double divergence(double[] from, double[] to) {
    double sum = 0;
    int at = 0;
    for (ExponentialFamily factor : factors) {
      sum += factor.divergence(slice(from, at, factor), slice(to, at, factor));
      at += factor.parameters();
    }
    return sum;
  }

  @Override
  public double reach(double[] mean, double[] direction) {
    double nearest = Double.POSITIVE_INFINITY;
    int at = 0;
    for (ExponentialFamily factor : factors) {
      nearest =
          Math.min(nearest, factor.reach(slice(mean, at, factor), slice(direction, at, factor)));
      at += factor.parameters();
    }
    return nearest;
  }

  private static double[] slice(double[] values, int at, ExponentialFamily factor) {
    return Arrays.copyOfRange(values, at, at + factor.parameters());
  }
}
