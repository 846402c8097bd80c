package org.lethe.encoder;

import org.lethe.dataset.ExampleSet;
import org.lethe.nd.Seed;

/** Examples to features. An implementation is a record whose components are its settings. */
public interface Encoder {

  /** The name in an experiment file: {@code tfidf}. */
  String name();

  /**
   * The features of all n examples, in their order, with everything that is learned (vocabulary,
   * document frequencies, projections) learned from {@code fitted} rows only.
   *
   * @param fitted rows of the training part
   * @throws org.lethe.settings.BadInput if this encoder cannot read this content
   */
  Encoded encode(ExampleSet examples, int[] fitted, Seed seed);

  /**
   * Reads the examples once, for fitting on many different rows: {@code prepare(e).fit(rows, seed)}
   * equals {@code encode(e, rows, seed)}. What does not depend on the fitted rows (finding the
   * words of a text) is not done again.
   *
   * @throws org.lethe.settings.BadInput if this encoder cannot read this content
   */
  default Prepared prepare(ExampleSet examples) {
    return (fitted, seed) -> encode(examples, fitted, seed);
  }

  /** Examples that were read and wait for the rows to learn from; safe for several threads. */
  @FunctionalInterface
  interface Prepared {
    /** As {@link Encoder#encode}. */
    Encoded fit(int[] fitted, Seed seed);
  }
}
