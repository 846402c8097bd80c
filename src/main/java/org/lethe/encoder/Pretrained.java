package org.lethe.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.lethe.dataset.ExampleSet;
import org.lethe.encoder.onnx.ModelFolder;
import org.lethe.encoder.onnx.ModelHome;
import org.lethe.encoder.onnx.Rows;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;

/**
 * A model that was trained elsewhere and lies in a file: it learns nothing of the data, so its rows
 * come first, and only principal components of them wait for the rows to learn from.
 */
sealed interface Pretrained extends Encoder permits OnnxText, OnnxImage {

  /** Where the model is. */
  String model();

  @Override
  default Encoded encode(ExampleSet examples, int[] fitted, Seed seed) {
    return prepare(examples).fit(fitted, seed);
  }

  @Override
  default Prepared prepare(ExampleSet examples) {
    return prepare(examples, new Keeping(KeptRows.none(), examples.ids()));
  }

  @Override
  default boolean keepsRows() {
    return true;
  }

  @Override
  default SortedMap<String, String> files() {
    return ModelFolder.find(model(), ModelHome.fromEnvironment()).checksums();
  }

  /** Rows that wait for the principal components of the fitted ones. */
  static Encoder.Prepared prepared(Rows rows, int components, List<String> notes) {
    DenseFeatures features = new DenseFeatures(rows.values(), rows.norms().length, rows.columns());
    return (fitted, seed) ->
        new Encoded(reduced(features, components, fitted, seed), rows.norms(), notes);
  }

  private static DenseFeatures reduced(
      DenseFeatures features, int components, int[] fitted, Seed seed) {
    return components > 0 && components < features.columns()
        ? PrincipalComponents.fit(features.select(fitted), components, seed).of(features)
        : features;
  }

  /** What a reader must know of texts that were not embedded whole. */
  static List<String> notes(RowBlocks.Tally tally, int texts) {
    List<String> notes = new ArrayList<>();
    if (tally.truncated() > 0) {
      notes.add(
          tally.truncated()
              + " of "
              + texts
              + " texts are longer than the encoder takes: what is behind its limit was not seen.");
    }
    if (tally.empty() > 0) {
      notes.add(tally.empty() + " of " + texts + " texts have no token: their features are 0.");
    }
    return notes;
  }

  /**
   * What a reader must know of an encoder that may have seen what is to be forgotten.
   *
   * @param said what the settings say that it was trained on
   * @param known whether it is a published model that was trained on this data source
   */
  static List<String> seen(Optional<String> said, boolean known, String source) {
    return said
        .or(() -> known ? Optional.of(source) : Optional.empty())
        .map(
            data ->
                "The encoder was trained on "
                    + data
                    + ": what it computes already knows what is to be forgotten.")
        .stream()
        .toList();
  }

  static void requireComponents(int components) {
    if (components < 0) {
      throw new IllegalArgumentException(
          "components is " + components + "; allowed: 0 (all) or more");
    }
  }

  static void requireThreads(Optional<Integer> threads) {
    if (threads.isPresent() && threads.get() < 1) {
      throw new IllegalArgumentException("threads is " + threads.get() + "; allowed: 1 or more");
    }
  }

  /** As many as were asked for, but not more than the run may use. */
  static int threads(Optional<Integer> asked) {
    return Math.min(Parallel.threads(), asked.orElse(Integer.MAX_VALUE));
  }

  static void requireModel(String model) {
    if (model.isBlank()) {
      throw new IllegalArgumentException(
          "model is empty; allowed: a folder, an ONNX file, hf:OWNER/NAME@REVISION, or a name from"
              + " lethe models list");
    }
  }
}
