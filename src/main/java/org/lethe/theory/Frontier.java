package org.lethe.theory;

/**
 * The exact trade-off between removal α = KL(p1‖p) and preservation ε = KL(p2‖p) over the edited
 * laws p of one class.
 */
public interface Frontier {

  /** κ = KL(p1‖p2), nats. */
  double kappa();

  /** The most removal that damage ε can buy, nats. */
  double maximalAlpha(double epsilon);

  /** The least damage at which α can be had, nats; 0 for α ≤ κ, which p = p2 already has. */
  double minimalEpsilon(double alpha);

  /**
   * The law with mean parameter m2 + s(m2 − m1): on the frontier for s ≥ 0; for s = −w where random
   * deletion is, in the large-sample limit, when p1 has the weight w in what is left.
   *
   * @throws IllegalArgumentException for s < −1, or where the line has left the class
   */
  Divergences at(double shift);
}
