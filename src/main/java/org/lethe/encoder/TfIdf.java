package org.lethe.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Sparse TF-IDF rows with the semantics of scikit-learn's {@code TfidfVectorizer}: lower case, its
 * token pattern, columns in order of code points, and for a term t of a text
 *
 * <pre>tf(t) · (ln((1 + n) / (1 + df(t))) + 1)</pre>
 *
 * with n and df counted over the fitted rows, then row normalisation.
 *
 * <p>One departure: where terms tie at the limit of {@code max-features}, scikit-learn keeps what
 * its unstable sort happens to put first; here the first in the order of columns is kept.
 */
@Described("Sparse TF-IDF rows with the semantics of scikit-learn.")
public record TfIdf(
    @Setting(
            value =
                "drop terms that occur in fewer fitted texts: a count from 1, or a share below 1",
            or = "1")
        double minDf,
    @Setting(
            value =
                "drop terms that occur in more fitted texts: a share up to 1, or a count above 1",
            or = "1")
        double maxDf,
    @Setting(
            value =
                "keep only the terms with the largest counts over the fitted texts; 0 keeps all",
            or = "0")
        int maxFeatures,
    @Setting(value = "words in the shortest term, at least 1", or = "1") int ngramMin,
    @Setting(value = "words in the longest term, at least ngram-min", or = "1") int ngramMax,
    @Setting(value = "1 + ln(count) in place of a term's count in a text", or = "false")
        boolean sublinearTf,
    @Setting(value = "what rows are divided by: l2, l1 or none", or = "l2") RowNorm norm,
    @Setting(value = "lower-case words to leave out", or = "[]") List<String> stopWords)
    implements Encoder {

  static final String NAME = "tfidf";

  /** scikit-learn's defaults. */
  public static final TfIdf DEFAULT = new TfIdf(1, 1, 0, 1, 1, false, RowNorm.L2, List.of());

  /** What each row is divided by, where that is not 0. */
  public enum RowNorm {
    L2,
    L1,
    NONE
  }

  public TfIdf {
    stopWords = List.copyOf(stopWords);
    if (!(minDf > 0) || (minDf >= 1 && minDf != Math.rint(minDf))) {
      throw new IllegalArgumentException(
          "min-df is " + minDf + "; allowed: a whole number from 1, or a share in (0, 1)");
    }
    if (!(maxDf > 0) || (maxDf >= 1 && maxDf != Math.rint(maxDf))) {
      throw new IllegalArgumentException(
          "max-df is " + maxDf + "; allowed: a share in (0, 1], or a whole number from 2");
    }
    if (maxFeatures < 0) {
      throw new IllegalArgumentException(
          "max-features is " + maxFeatures + "; allowed: 0 (all) or more");
    }
    if (ngramMin < 1) {
      throw new IllegalArgumentException("ngram-min is " + ngramMin + "; allowed: 1 or more");
    }
    if (ngramMax < ngramMin) {
      throw new IllegalArgumentException(
          "ngram-max is " + ngramMax + "; allowed: ngram-min (" + ngramMin + ") or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Encoded encode(ExampleSet examples, int[] fitted, Seed seed) {
    return prepare(examples).fit(fitted, seed);
  }

  @Override
  public Prepared prepare(ExampleSet examples) {
    if (!(examples.content() instanceof Content.Texts texts)) {
      throw WrongContent.of(NAME, "texts", examples);
    }
    TermCounts counts = TermCounts.of(texts, ngramMin, ngramMax, Set.copyOf(stopWords));
    return (fitted, seed) -> {
      Vocabulary vocabulary = learn(counts, fitted);
      if (vocabulary.terms().length == 0) {
        throw new BadInput(
            "tfidf finds no term in the "
                + fitted.length
                + " fitted texts of "
                + examples.source()
                + " that min-df "
                + minDf
                + ", max-df "
                + maxDf
                + " and stop-words leave over");
      }
      return weigh(counts, vocabulary);
    };
  }

  /**
   * What is learned from the fitted rows.
   *
   * @param terms numbers in {@link TermCounts#terms()} of the columns, ascending, {@code [d]}
   * @param idf inverse document frequency of each column, {@code [d]}
   */
  record Vocabulary(int[] terms, double[] idf) {

    /** The columns' names. */
    List<String> names(TermCounts counts) {
      List<String> names = new ArrayList<>(terms.length);
      for (int term : terms) {
        names.add(counts.terms().get(term));
      }
      return names;
    }
  }

  Vocabulary learn(TermCounts counts, int[] fitted) {
    int[] texts = new int[counts.terms().size()];
    long[] occurrences = new long[texts.length];
    for (int row : fitted) {
      for (int at = counts.offsets()[row]; at < counts.offsets()[row + 1]; at++) {
        texts[counts.indices()[at]]++;
        occurrences[counts.indices()[at]] += counts.counts()[at];
      }
    }
    double least = minDf < 1 ? minDf * fitted.length : minDf;
    double most = maxDf <= 1 ? maxDf * fitted.length : maxDf;
    int[] kept =
        IntStream.range(0, texts.length)
            .filter(t -> texts[t] > 0 && texts[t] >= least && texts[t] <= most)
            .toArray();
    if (maxFeatures > 0 && kept.length > maxFeatures) {
      // a stable sort of ascending numbers: ties go to the first in the order of columns
      kept =
          Arrays.stream(kept)
              .boxed()
              .sorted((a, b) -> Long.compare(occurrences[b], occurrences[a]))
              .limit(maxFeatures)
              .mapToInt(Integer::intValue)
              .sorted()
              .toArray();
    }
    double[] idf =
        Arrays.stream(kept)
            .mapToDouble(t -> Math.log((1.0 + fitted.length) / (1.0 + texts[t])) + 1)
            .toArray();
    return new Vocabulary(kept, idf);
  }

  private Encoded weigh(TermCounts counts, Vocabulary vocabulary) {
    int n = counts.offsets().length - 1;
    int[] columns = new int[counts.terms().size()];
    Arrays.fill(columns, -1);
    for (int j = 0; j < vocabulary.terms().length; j++) {
      columns[vocabulary.terms()[j]] = j;
    }
    int[] offsets = new int[n + 1];
    for (int i = 0; i < n; i++) {
      offsets[i + 1] = offsets[i];
      for (int at = counts.offsets()[i]; at < counts.offsets()[i + 1]; at++) {
        offsets[i + 1] += columns[counts.indices()[at]] >= 0 ? 1 : 0;
      }
    }
    int[] indices = new int[offsets[n]];
    double[] values = new double[offsets[n]];
    double[] rawNorms = new double[n];
    for (int i = 0, to = 0; i < n; i++) {
      for (int at = counts.offsets()[i]; at < counts.offsets()[i + 1]; at++) {
        int column = columns[counts.indices()[at]];
        if (column >= 0) {
          int count = counts.counts()[at];
          indices[to] = column;
          values[to++] = (sublinearTf ? 1 + Math.log(count) : count) * vocabulary.idf()[column];
        }
      }
      rawNorms[i] = normalise(values, offsets[i], to);
    }
    SparseFeatures features =
        new SparseFeatures(offsets, indices, values, vocabulary.terms().length);
    return new Encoded(features, rawNorms, List.of());
  }

  /** Divides one row by its norm and returns its Euclidean norm as it was. */
  private double normalise(double[] values, int from, int to) {
    double sum = 0;
    double squares = 0;
    for (int at = from; at < to; at++) {
      sum += values[at]; // terms weigh more than 0, so that this is the L1 norm
      squares += values[at] * values[at];
    }
    double euclidean = Math.sqrt(squares);
    double divisor = norm == RowNorm.L2 ? euclidean : norm == RowNorm.L1 ? sum : 1;
    if (divisor > 0) {
      for (int at = from; at < to; at++) {
        values[at] /= divisor;
      }
    }
    return euclidean;
  }
}
