package org.lethe.network;

/** What a mask m of zeros and ones does in a step (Fan et al., SalUn, ICLR 2024, and its code). */
public enum MaskPolicy {
  /**
   * g ← m⊙g before the optimiser: decay and momentum still move masked parameters (as released).
   */
  GRAD_ONLY,
  /** Also θ ← m⊙θ + (1−m)⊙θ₀ and b ← m⊙b after the step: masked parameters stay exactly. */
  HARD_FREEZE;

  /**
   * The constraint of a mask.
   *
   * @param mask zeros and ones; used, not copied
   * @param start θ₀; used, not copied
   */
  public Constraint of(ParameterVector mask, ParameterVector start) {
    return new Constraint() {
      @Override
      public void before(ParameterVector gradient) {
        gradient.multiply(mask);
      }

      @Override
      public void after(ParameterVector parameters, Optimiser optimiser) {
        if (MaskPolicy.this == HARD_FREEZE) {
          parameters.blend(mask, start);
          optimiser.state().forEach(state -> state.multiply(mask));
        }
      }
    };
  }
}
