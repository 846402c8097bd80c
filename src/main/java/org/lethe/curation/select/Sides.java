package org.lethe.curation.select;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.scorer.Candidates;

/**
 * Both sides in one feature space.
 *
 * @param forget {@code [n1, d]}
 * @param retain {@code [n2, d]}, dense or sparse as the forget rows
 * @param forgetRawNorms ‖x‖₂ of the forget rows before any row normalisation, {@code [n1]}
 * @param notes what a reader must know of the features
 */
record Sides(Features forget, Features retain, double[] forgetRawNorms, List<String> notes) {
  Sides {
    notes = List.copyOf(notes);
  }

  /** Sides whose rows were never normalised. */
  static Sides of(Features forget, Features retain, List<String> notes) {
    double[] norms = forget.squaredNorms();
    Arrays.setAll(norms, i -> Math.sqrt(norms[i]));
    return new Sides(forget, retain, norms, notes);
  }

  /** d. */
  int dimension() {
    return forget.columns();
  }

  /** As rules see them, without an original model. */
  Candidates candidates(Seed seed) {
    return new Candidates(forget, retain, forgetRawNorms, Optional.empty(), seed);
  }

  /** A part of both sides. */
  Sides select(int[] forgetRows, int[] retainRows) {
    return new Sides(
        forget.select(forgetRows),
        retain.select(retainRows),
        Arrays.stream(forgetRows).mapToDouble(i -> forgetRawNorms[i]).toArray(),
        notes);
  }
}
