package org.lethe.dataset;

import org.lethe.nd.Seed;

/** A data source that was opened: parsed once, divided anew for each seed. */
public interface Corpus {

  /** What the data is, where it came from and the checksums of its members. */
  DataProvenance provenance();

  /**
   * The examples of one trial: drawn, cut and divided into train, validation and test by the seed.
   * Official test sets are kept; without one, 60/20/20 stratified by side and label. Equal seeds
   * give equal sets.
   */
  ExampleSet draw(Seed seed);

  /** Whether seeds differ in which examples are drawn or where; else every one gives the same. */
  default boolean differsBySeed() {
    return true;
  }
}
