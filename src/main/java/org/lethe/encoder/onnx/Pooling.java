package org.lethe.encoder.onnx;

/** How the vectors of a text's tokens, {@code [t, d]}, become one vector. */
public enum Pooling {
  /** As the model's folder says; without a word there, {@link #MEAN}. */
  AUTO,
  /** Their mean; padding counts for nothing. */
  MEAN,
  /** That of the first token. */
  CLS,
  /** The largest number of each column. */
  MAX,
  /** That of the last token that is no padding. */
  LAST;

  /**
   * Pools the first {@code tokens} rows; sums in double.
   *
   * @param states row-major, the text's first token at {@code from}
   * @param tokens t, at least 1, without padding
   * @param into {@code [d]}
   */
  void pool(float[] states, int from, int tokens, double[] into) {
    int d = into.length;
    int chosen = this == LAST ? tokens - 1 : 0;
    for (int j = 0; j < d; j++) {
      into[j] = states[from + chosen * d + j];
    }
    if (this == MEAN || this == AUTO) {
      for (int t = 1, at = from + d; t < tokens; t++) {
        for (int j = 0; j < d; j++) {
          into[j] += states[at++];
        }
      }
      for (int j = 0; j < d; j++) {
        into[j] /= tokens;
      }
    } else if (this == MAX) {
      for (int t = 1, at = from + d; t < tokens; t++) {
        for (int j = 0; j < d; j++) {
          into[j] = Math.max(into[j], states[at++]);
        }
      }
    }
  }
}
