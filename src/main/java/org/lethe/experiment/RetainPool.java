package org.lethe.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Stack;
import org.lethe.settings.BadInput;

/**
 * What the scorers' copy of S2 is taken from: the retained training samples, or what stands in for
 * them.
 *
 * @param encoded the examples that are encoded: the experiment's own, and behind them those of
 *     another source that stand in
 * @param rows of {@code encoded}, {@code [m]}
 * @param classes of these rows, in the words of their source, {@code [m]}
 */
record RetainPool(ExampleSet encoded, int[] rows, int[] classes) {

  /**
   * @param examples of the experiment
   * @param others of the source that the proxy names, where it names one
   * @throws BadInput if the proxy does not fit the data
   */
  static RetainPool of(
      Optional<ProxyRetain> proxy, ExampleSet examples, Optional<ExampleSet> others) {
    if (proxy.isEmpty()) {
      return own(examples, examples.rows(Side.RETAIN, Part.TRAIN));
    }
    if (others.isEmpty()) {
      return own(examples, proxy.get().rows(examples));
    }
    int[] chosen = proxy.get().rows(others.get());
    return new RetainPool(
        behind(examples, others.get(), chosen),
        IntStream.range(examples.size(), examples.size() + chosen.length).toArray(),
        others.get().labels(chosen));
  }

  private static RetainPool own(ExampleSet examples, int[] rows) {
    return new RetainPool(examples, rows, examples.labels(rows));
  }

  /** Examples with others behind them, for an encoder: it looks at contents, not at labels. */
  private static ExampleSet behind(ExampleSet examples, ExampleSet others, int[] chosen) {
    int n = examples.size();
    int all = n + chosen.length;
    List<String> ids = new ArrayList<>(examples.ids());
    for (int row : chosen) {
      ids.add(others.source() + "/" + others.ids().get(row));
    }
    Side[] sides = Arrays.copyOf(examples.sides(), all);
    Part[] parts = Arrays.copyOf(examples.parts(), all);
    Arrays.fill(sides, n, all, Side.RETAIN);
    Arrays.fill(parts, n, all, Part.TRAIN);
    return new ExampleSet(
        examples.source(),
        ids,
        joined(examples, others, chosen),
        sides,
        Arrays.copyOf(examples.labels(), all),
        examples.classes(),
        parts,
        examples.truth(),
        examples.originalRows());
  }

  private static Content joined(ExampleSet examples, ExampleSet others, int[] chosen) {
    Content first = examples.content();
    Content second = others.content().select(chosen);
    if (first instanceof Content.Texts a && second instanceof Content.Texts b) {
      List<String> texts = new ArrayList<>(a.texts());
      texts.addAll(b.texts());
      return new Content.Texts(texts);
    }
    if (first instanceof Content.Numbers a
        && second instanceof Content.Numbers b
        && a.rows().columns() == b.rows().columns()) {
      return new Content.Numbers((DenseFeatures) Stack.of(a.rows(), b.rows()));
    }
    if (first instanceof Content.Pictures a
        && second instanceof Content.Pictures b
        && a.channels() == b.channels()
        && a.height() == b.height()
        && a.width() == b.width()) {
      byte[][] pixels = Arrays.copyOf(a.pixels(), a.size() + b.size());
      System.arraycopy(b.pixels(), 0, pixels, a.size(), b.size());
      return new Content.Pictures(pixels, a.channels(), a.height(), a.width());
    }
    throw new BadInput(
        "retain-view.proxy.from: "
            + others.source()
            + " has "
            + words(second)
            + ", but "
            + examples.source()
            + " has "
            + words(first)
            + "; the proxy needs the same");
  }

  private static String words(Content content) {
    if (content instanceof Content.Texts) {
      return "texts";
    }
    if (content instanceof Content.Numbers numbers) {
      return "rows of " + numbers.rows().columns() + " numbers";
    }
    Content.Pictures pictures = (Content.Pictures) content;
    return "pictures of " + pictures.channels() + "×" + pictures.height() + "×" + pictures.width();
  }
}
