package org.lethe.encoder;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.Seed;

/** Examples to features. An implementation is a record whose components are its settings. */
public interface Encoder {

  /** The name in an experiment file: {@code tfidf}. */
  String name();

  /**
   * The same without what holds on one machine only, as the folder of a model that is named by an
   * absolute path: what ids of trials are made of, beside the checksums of {@link #files}.
   */
  default Encoder portable() {
    return this;
  }

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

  /**
   * As {@link #prepare(ExampleSet)}, where an encoder that learns nothing of the data takes the
   * rows that it made before, of equal examples, from where they are kept.
   */
  default Prepared prepare(ExampleSet examples, Keeping keeping) {
    return prepare(examples);
  }

  /** Takes rows, in their order, as they are made. */
  @FunctionalInterface
  interface RowSink {
    /**
     * Takes the next rows.
     *
     * @param values row-major {@code [count·columns]} or longer; the caller may write over it later
     */
    void take(float[] values, int columns, int count);
  }

  /**
   * Hands on the rows of all n examples as float32: those of {@code prepare(examples,
   * keeping).fit(all, seed)}. What learns nothing of the examples holds some thousand rows at a
   * time, whatever n is.
   *
   * @return what a reader of the rows must know, as in {@link Encoded#notes}
   * @throws org.lethe.settings.BadInput if this encoder cannot read this content
   */
  default List<String> stream(ExampleSet examples, Keeping keeping, Seed seed, RowSink sink) {
    Encoded all =
        prepare(examples, keeping).fit(IntStream.range(0, examples.size()).toArray(), seed);
    RowBlocks.handOn(all.features(), sink);
    return all.notes();
  }

  /**
   * Whether rows of examples are taken from where they are kept, and kept there when they are made:
   * then one process can make them for all.
   */
  default boolean keepsRows() {
    return false;
  }

  /**
   * Whether features are the numbers of the examples as they are: then a law that is fitted to them
   * may be held against the one that the examples were drawn from.
   */
  default boolean keepsNumbers() {
    return false;
  }

  /**
   * The sha256 of each file that this encoder reads besides its examples (weights, tokenizer,
   * preprocessor), by its role. Whoever files results under the settings files them under these
   * too, for a file can change under its name.
   *
   * @throws org.lethe.settings.BadInput if a file is missing
   */
  default SortedMap<String, String> files() {
    return Collections.emptySortedMap();
  }

  /**
   * Where rows are kept.
   *
   * @param ids what a removal manifest calls the examples, {@code [n]}: what it names can be purged
   */
  record Keeping(KeptRows rows, List<String> ids) {
    /** Copies. */
    public Keeping {
      ids = List.copyOf(ids);
    }
  }

  /** Examples that were read and wait for the rows to learn from; safe for several threads. */
  @FunctionalInterface
  interface Prepared {
    /** As {@link Encoder#encode}. */
    Encoded fit(int[] fitted, Seed seed);
  }
}
