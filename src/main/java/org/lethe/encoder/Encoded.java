package org.lethe.encoder;

import java.util.List;
import org.lethe.nd.Features;

/**
 * What an encoder made.
 *
 * @param features {@code [n, d]}, aligned with the examples
 * @param rawNorms ‖x‖₂ of each row before any row normalisation, {@code [n]}
 * @param notes what a reader of the results must know, for instance that the encoder has seen the
 *     forget class
 */
public record Encoded(Features features, double[] rawNorms, List<String> notes) {
  public Encoded {
    notes = List.copyOf(notes);
    if (rawNorms.length != features.rows()) {
      throw new IllegalArgumentException(
          "rawNorms.length=" + rawNorms.length + ", rows=" + features.rows());
    }
  }
}
