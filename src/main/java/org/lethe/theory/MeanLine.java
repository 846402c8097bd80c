package org.lethe.theory;

import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * The straight line m(s) = m2 + s(m2 − m1) of mean parameters through two members of an exponential
 * family: for s ≥ 0 it is the frontier of removal against preservation, for −1 ≤ s ≤ 0 it is the
 * path that random deletion and refitting walk.
 *
 * <p>Why: minimising KL(p2‖p) under KL(p1‖p) ≥ α asks that the gradients in θ, m − m2 and m − m1,
 * be parallel, so m lies on the line. On it dα/ds = (1+s)·c and dε/ds = s·c with c = dᵀV(m)⁻¹d ≥ 0
 * (d = m2 − m1, V the covariance of T), so both rise with s ≥ 0 and the frontier has slope dε/dα =
 * s/(1+s). Deletion: what is left is the mixture (1−w)p2 + w p1 and its maximum likelihood fit
 * matches moments, m = (1−w)m2 + w m1, that is s = −w.
 *
 * <p>Source: the paper's appendix names the result, the derivation is ours ({@code
 * docs/theory.md}).
 */
public final class MeanLine implements Frontier {
  private final ExponentialFamily family;
  private final double[] mean1;
  private final double[] mean2;
  private final double[] direction;
  private final double maximalShift;

  /**
   * @param mean1 mean parameter of the forget law, {@code [k]}
   * @param mean2 mean parameter of the retain law, {@code [k]}
   * @throws IllegalArgumentException if one is outside the family, or they are equal
   */
  public MeanLine(ExponentialFamily family, double[] mean1, double[] mean2) {
    int k = family.parameters();
    if (mean1.length != k || mean2.length != k) {
      throw new IllegalArgumentException(
          "mean1 has "
              + mean1.length
              + " numbers and mean2 "
              + mean2.length
              + "; the family "
              + family.name()
              + " needs "
              + k);
    }
    family.check(mean1);
    family.check(mean2);
    this.family = family;
    this.mean1 = mean1.clone();
    this.mean2 = mean2.clone();
    direction = new double[k];
    boolean differ = false;
    for (int i = 0; i < k; i++) {
      direction[i] = mean2[i] - mean1[i];
      differ |= direction[i] != 0;
    }
    if (!differ) {
      throw new IllegalArgumentException("the two laws are equal; nothing tells them apart");
    }
    maximalShift = family.reach(mean2, direction);
  }

  @Override
  public double kappa() {
    return family.divergence(mean1, mean2);
  }

  /** The supremum of s; the line leaves the family there. May be infinite. */
  public double maximalShift() {
    return maximalShift;
  }

  /**
   * The mean parameter m2 + s(m2 − m1), {@code [k]}; counted from the nearer of the two, so that it
   * is m1 itself at s = −1 and does not leave the family by a rounding error.
   */
  public double[] mean(double shift) {
    double[] mean = new double[direction.length];
    boolean nearFirst = shift < -0.5;
    for (int i = 0; i < mean.length; i++) {
      mean[i] = nearFirst ? mean1[i] + (1 + shift) * direction[i] : mean2[i] + shift * direction[i];
    }
    return mean;
  }

  /**
   * The point of the (α, ε) plane at shift s.
   *
   * @throws IllegalArgumentException unless −1 ≤ s < {@link #maximalShift()}
   */
  @Override
  public Divergences at(double shift) {
    if (!(shift >= -1 && shift < maximalShift)) {
      throw new IllegalArgumentException(
          "shift=" + shift + "; allowed from -1 to below " + maximalShift);
    }
    double[] mean = mean(shift);
    return new Divergences(family.divergence(mean1, mean), family.divergence(mean2, mean));
  }

  /**
   * Where random deletion is in the large-sample limit, when p1 has the weight w in what is left.
   *
   * @param forgetWeight w, 0 (all of p1 deleted) to 1 (no p2)
   */
  public Divergences deletion(double forgetWeight) {
    return at(-Check.share("forgetWeight", forgetWeight));
  }

  /**
   * The budgets at which α counts as halved under random deletion, in the large-sample limit.
   *
   * @param ratio r = n1/n2
   */
  public Crossings randomCrossings(double ratio) {
    double start = deletion(Check.positive("ratio", ratio) / (1 + ratio)).alpha();
    double full = kappa();
    return new Crossings(
        OptionalDouble.of(budgetWhere((start + full) / 2, ratio)),
        OptionalDouble.of(budgetWhere(full / 2, ratio)));
  }

  // α falls in w; w = rq/(1 + rq) gives q = w/(r(1 − w))
  private double budgetWhere(double alpha, double ratio) {
    double heaviest = ratio / (1 + ratio);
    if (deletion(heaviest).alpha() >= alpha) {
      return 0;
    }
    double w = Root.between(x -> deletion(x).alpha() - alpha, 0, heaviest);
    return 1 - w / (ratio * (1 - w));
  }

  @Override
  public double maximalAlpha(double epsilon) {
    Check.divergence("epsilon", epsilon);
    return at(shiftWhere("epsilon", s -> at(s).epsilon(), epsilon)).alpha();
  }

  @Override
  public double minimalEpsilon(double alpha) {
    Check.divergence("alpha", alpha);
    if (alpha <= kappa()) {
      return 0;
    }
    return at(shiftWhere("alpha", s -> at(s).alpha(), alpha)).epsilon();
  }

  // Both divergences grow without bound towards the end of the line, so a bracket is found by going
  // ever nearer to it. Where one ulp of s is too coarse to tell a divergence to three digits, the
  // answer would be noise and is refused.
  private double shiftWhere(String what, DoubleUnaryOperator rising, double level) {
    if (level == 0) {
      return 0;
    }
    double high = Math.min(1, maximalShift / 2);
    while (rising.applyAsDouble(high) < level) {
      double next = Math.min(2 * high, high + (maximalShift - high) / 2);
      if (next == high || next >= maximalShift) {
        throw tooNear(what, level);
      }
      high = next;
    }
    double shift = Root.between(s -> rising.applyAsDouble(s) - level, 0, high);
    if (Math.abs(rising.applyAsDouble(shift) - level) > 1e-3 * level) {
      throw tooNear(what, level);
    }
    return shift;
  }

  private static IllegalArgumentException tooNear(String what, double level) {
    return new IllegalArgumentException(
        what + "=" + level + " is nearer to the edge of the family than numbers can say");
  }
}
