package org.lethe.theory;

/**
 * The mixture objective of the follow-up (Mohanty, Tang, Makar, Khanna, arXiv 2609.38929) on
 * finitely many cells: nothing is refitted, the edited law is what remains of π1·p1 + π2·p2 when p1
 * loses a set S of cells, p₋S = (π1 p1 1{x∉S} + π2 p2)/Z with Z = 1 − π1 p1(S). (Equation 4 as
 * printed lacks π2 p2; their proof has it.)
 *
 * <p>At a fixed p1(S), the cells of the largest p1/p2 give the most removal and the least damage at
 * once (their Proposition 5.2).
 */
public final class DiscreteMixture {
  private static final double TOLERANCE = 1e-9;

  private final double[] p1;
  private final double[] p2;
  private final double prior1;

  /**
   * @param p1 forget law, {@code [k]}, sums to 1
   * @param p2 retain law, {@code [k]}, sums to 1
   * @param prior1 π1, the share of p1 in the unedited data, above 0 and below 1
   */
  public DiscreteMixture(double[] p1, double[] p2, double prior1) {
    if (p1.length != p2.length) {
      throw new IllegalArgumentException("p1 has " + p1.length + " cells, p2 has " + p2.length);
    }
    checkLaw("p1", p1);
    checkLaw("p2", p2);
    this.p1 = p1.clone();
    this.p2 = p2.clone();
    this.prior1 = Check.probability("prior1", prior1);
  }

  /** ℓ* = ln p1/p2 of each cell, {@code [k]}; infinite where one law is 0, NaN where both are. */
  public double[] logRatio() {
    double[] result = new double[p1.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.log(p1[i]) - Math.log(p2[i]);
    }
    return result;
  }

  /** p₋S, {@code [k]}. */
  public double[] without(boolean[] removed) {
    double normaliser = 1 - prior1 * removedMass(removed);
    double[] result = new double[p1.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = ((removed[i] ? 0 : prior1 * p1[i]) + (1 - prior1) * p2[i]) / normaliser;
    }
    return result;
  }

  /** KL(p1‖p₋S) and KL(p2‖p₋S), nats; the first is infinite where S holds cells that p2 lacks. */
  public Divergences divergences(boolean[] removed) {
    double[] edited = without(removed);
    return new Divergences(divergence(p1, edited), divergence(p2, edited));
  }

  /**
   * The parts of Lemma 5.1 that depend on S through p1(S) alone, (C_rem, C_pres) = (KL(p1‖p₋∅) + ln
   * Z, KL(p2‖p₋∅) + ln Z). C_pres may be negative.
   *
   * @param removedMass β = p1(S)
   */
  public Constants constants(double removedMass) {
    double logNormaliser = Math.log1p(-prior1 * Check.share("removedMass", removedMass));
    double[] whole = without(new boolean[p1.length]);
    return new Constants(
        divergence(p1, whole) + logNormaliser, divergence(p2, whole) + logNormaliser);
  }

  /**
   * The constants of Lemma 5.1, nats.
   *
   * @param removal C_rem
   * @param preservation C_pres
   */
  public record Constants(double removal, double preservation) {}

  /**
   * The parts of Lemma 5.1 that the choice of S decides: (∫_S p1 φ(ℓ*), ∫_S p2 φ(ℓ*)) with φ(u) =
   * ln(1 + (π1/π2)eᵘ). Added to the constants they are the divergences.
   */
  public Divergences gains(boolean[] removed) {
    double removal = 0;
    double preservation = 0;
    for (int i = 0; i < p1.length; i++) {
      if (removed[i] && p1[i] > 0) {
        double phi = Math.log1p(prior1 * p1[i] / ((1 - prior1) * p2[i]));
        removal += p1[i] * phi;
        // p2 ln(1 + c/p2) → 0 with p2
        preservation += p2[i] > 0 ? p2[i] * phi : 0;
      }
    }
    return new Divergences(removal, preservation);
  }

  private double removedMass(boolean[] removed) {
    if (removed.length != p1.length) {
      throw new IllegalArgumentException(
          "a set over " + removed.length + " cells, the laws have " + p1.length);
    }
    double mass = 0;
    for (int i = 0; i < p1.length; i++) {
      mass += removed[i] ? p1[i] : 0;
    }
    return mass;
  }

  // Clipped at 0: of equal laws the sum is a few rounding errors, of either sign.
  private static double divergence(double[] from, double[] to) {
    double sum = 0;
    for (int i = 0; i < from.length; i++) {
      sum += from[i] > 0 ? from[i] * Math.log(from[i] / to[i]) : 0;
    }
    return Math.max(0, sum);
  }

  private static void checkLaw(String name, double[] law) {
    double sum = 0;
    for (double p : law) {
      sum += Check.share("a probability of " + name, p);
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new IllegalArgumentException(name + " sums to " + sum + ", not to 1");
    }
  }
}
