package org.lethe.unlearn;

/** What a network takes samples for. */
final class Predicted {
  private Predicted() {}

  /**
   * The class of the largest logit of each sample, of equals the first, {@code [n]}.
   *
   * @param logits {@code [n, K]}
   */
  static int[] classes(float[] logits, int classes) {
    int[] predicted = new int[logits.length / classes];
    for (int i = 0; i < predicted.length; i++) {
      for (int k = 1; k < classes; k++) {
        if (logits[i * classes + k] > logits[i * classes + predicted[i]]) {
          predicted[i] = k;
        }
      }
    }
    return predicted;
  }
}
