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
}
