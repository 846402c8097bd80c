package org.lethe.theory;

/**
 * A point of the (α, ε) plane.
 *
 * @param alpha α = KL(p1‖p), nats: how far the edited law is from what must go; higher is better
 * @param epsilon ε = KL(p2‖p), nats: how far it is from what must stay; lower is better; infinite
 *     where a bound says nothing
 */
public record Divergences(double alpha, double epsilon) {
  public Divergences {
    if (!(alpha >= 0) || !(epsilon >= 0)) {
      throw new IllegalArgumentException(
          "alpha=" + alpha + ", epsilon=" + epsilon + "; divergences are at least 0");
    }
  }
}
