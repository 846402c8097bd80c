package org.lethe.encoder.onnx;

import java.util.List;
import org.lethe.nd.Parallel;

/**
 * How fast texts become rows, beside ONNX Runtime alone: the same model, batches and number of
 * threads in the same process, where the tokens lie ready in its memory and nobody looks at what it
 * says. Texts a second, the best of several rounds in turn.
 *
 * @param texts that were encoded in a round
 * @param batch texts of a call
 * @param threads that worked
 * @param lethe from texts to rows: tokens, batches, the model, pooling
 * @param callsSideBySide ONNX Runtime alone, a call a thread, each on one thread
 * @param callsInTurn ONNX Runtime alone, one call at a time on all threads
 */
public record EncodingSpeed(
    int texts, int batch, int threads, double lethe, double callsSideBySide, double callsInTurn) {

  /** Ours against the faster of the two bare loops. */
  public double ratio() {
    return lethe / Math.max(callsSideBySide, callsInTurn);
  }

  /**
   * Measures.
   *
   * @param texts that all differ: equal ones would be computed once
   * @param rounds of each, one of the three after another; one more is not counted
   */
  public static EncodingSpeed measure(
      ModelFolder folder, TextOptions options, List<String> texts, int threads, int rounds) {
    try (TextEmbedder embedder = TextEmbedder.open(folder, options);
        OnnxModel narrow = OnnxModel.open(folder.model(), options.device());
        OnnxModel wide = OnnxModel.open(folder.model(), options.device(), threads)) {
      List<List<OnnxModel.Ints>> batches = embedder.calls(texts);
      try (OnnxModel.Calls beside = narrow.new Calls(batches, embedder.outputName());
          OnnxModel.Calls inTurn = wide.new Calls(batches, embedder.outputName())) {
        double[] best = new double[3];
        for (int round = 0; round <= rounds; round++) {
          double[] speeds = {
            speed(texts, threads, () -> embedder.embed(texts)),
            speed(texts, threads, () -> Parallel.forEach(beside.size(), beside::run)),
            speed(texts, 1, () -> Parallel.forEach(inTurn.size(), inTurn::run))
          };
          for (int i = 0; i < best.length && round > 0; i++) {
            best[i] = Math.max(best[i], speeds[i]);
          }
        }
        return new EncodingSpeed(
            texts.size(), embedder.batch(), threads, best[0], best[1], best[2]);
      }
    }
  }

  private static double speed(List<String> texts, int threads, Runnable work) {
    long start = System.nanoTime();
    Parallel.limitedTo(
        threads,
        () -> {
          work.run();
          return true;
        });
    return texts.size() / ((System.nanoTime() - start) / 1e9);
  }
}
