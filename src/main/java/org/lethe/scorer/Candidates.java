package org.lethe.scorer;

import java.util.Optional;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;

/**
 * What a scorer sees: the forget samples of the training part, its copy of the retained ones
 * (perhaps downsampled or noisy), and what can be shared between rules, computed once.
 */
public final class Candidates {
  private final Features forget;
  private final Features retain;
  private final double[] forgetRawNorms;
  private final Optional<OriginalOutputs> original;
  private final Seed seed;

  /**
   * @param forget {@code [n1, d]}
   * @param retain {@code [n2, d]}; may have no rows for forget-only rules
   * @param forgetRawNorms norms of the forget rows before row normalisation, {@code [n1]}
   * @param original what the original model says, where there is one
   */
  public Candidates(
      Features forget,
      Features retain,
      double[] forgetRawNorms,
      Optional<OriginalOutputs> original,
      Seed seed) {
    if (forget.columns() != retain.columns()) {
      throw new IllegalArgumentException(
          "forget has " + forget.columns() + " features, retain has " + retain.columns());
    }
    this.forget = forget;
    this.retain = retain;
    this.forgetRawNorms = forgetRawNorms;
    this.original = original;
    this.seed = seed;
  }

  /** S1, {@code [n1, d]}. */
  public Features forget() {
    return forget;
  }

  /** S2 as the scorer sees it, {@code [n2, d]}. */
  public Features retain() {
    return retain;
  }

  /** ‖x‖₂ of the forget rows before row normalisation, {@code [n1]}. */
  public double[] forgetRawNorms() {
    return forgetRawNorms;
  }

  /** What the original model says of the forget samples. */
  public Optional<OriginalOutputs> original() {
    return original;
  }

  public Seed seed() {
    return seed;
  }
}
