package org.lethe.theory;

/**
 * A regular exponential family p_θ(x) = h(x) exp(⟨θ, T(x)⟩ − A(θ)), addressed by its mean parameter
 * m = E T(x) = ∇A(θ), in which deletion and refitting are straight lines. Shapes: k parameters.
 */
public interface ExponentialFamily {

  /** As the command line writes it: {@code poisson}. */
  String name();

  /** k. */
  int parameters();

  /**
   * Checks that a mean parameter belongs to a member of the family.
   *
   * @param mean {@code [k]}
   * @throws IllegalArgumentException if it does not; the message says what is allowed
   */
  void check(double[] mean);

  /** θ of the member with this mean parameter, {@code [k]}. */
  double[] natural(double[] mean);

  /**
   * KL(p_from‖p_to) in nats, both by mean parameter, without loss of digits when they are close.
   */
  double divergence(double[] from, double[] to);

  /**
   * How far a straight line stays in the family: the supremum of t ≥ 0 for which {@code mean + t ·
   * direction} is the mean parameter of a member; may be infinite.
   */
  double reach(double[] mean, double[] direction);
}
