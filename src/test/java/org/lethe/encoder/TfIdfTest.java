package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards against features that only look like scikit-learn's: another idea of a letter, another
 * order of columns, frequencies that were counted over rows that should not be seen.
 */
class TfIdfTest {
  private static final Seed SEED = new Seed(1);

  static JsonNode golden() {
    try (InputStream in =
        Objects.requireNonNull(TfIdfTest.class.getResourceAsStream("tfidf_golden.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static List<String> strings(JsonNode array) {
    List<String> result = new ArrayList<>();
    array.forEach(each -> result.add(each.asText()));
    return result;
  }

  static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  static ExampleSet texts(List<String> texts) {
    return texts(new Content.Texts(texts));
  }

  private static ExampleSet texts(Content.Texts texts) {
    int n = texts.size();
    return new ExampleSet(
        "test",
        IntStream.range(0, n).mapToObj(i -> "t" + i).toList(),
        texts,
        IntStream.range(0, n)
            .mapToObj(i -> i % 2 == 0 ? Side.FORGET : Side.RETAIN)
            .toArray(Side[]::new),
        new int[n],
        List.of("only"),
        IntStream.range(0, n).mapToObj(i -> Part.TRAIN).toArray(Part[]::new),
        Optional.empty());
  }

  private static TfIdf settings(JsonNode json) {
    return new TfIdf(
        json.path("min_df").asDouble(1),
        json.path("max_df").asDouble(1),
        json.path("max_features").asInt(0),
        json.path("ngram_range").path(0).asInt(1),
        json.path("ngram_range").path(1).asInt(1),
        json.path("sublinear_tf").asBoolean(false),
        !json.has("norm")
            ? TfIdf.RowNorm.L2
            : json.get("norm").isNull() ? TfIdf.RowNorm.NONE : TfIdf.RowNorm.L1,
        strings(json.path("stop_words")));
  }

  @TestFactory
  Stream<DynamicTest> equalsScikitLearn() {
    JsonNode golden = golden();
    ExampleSet corpus = texts(strings(golden.get("corpus")));
    int[] fitted = ints(golden.get("fitted"));
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : golden.get("cases").properties()) {
      tests.add(
          DynamicTest.dynamicTest(each.getKey(), () -> compare(each.getValue(), corpus, fitted)));
    }
    return tests.stream();
  }

  private static void compare(JsonNode expected, ExampleSet corpus, int[] fitted) {
    TfIdf encoder = settings(expected.get("settings"));
    TermCounts counts =
        TermCounts.of(
            ((Content.Texts) corpus.content()).texts(),
            encoder.ngramMin(),
            encoder.ngramMax(),
            Set.copyOf(encoder.stopWords()));
    assertEquals(strings(expected.get("terms")), encoder.learn(counts, fitted).names(counts));
    Encoded encoded = encoder.encode(corpus, fitted, SEED);
    SparseFeatures rows = (SparseFeatures) encoded.features();
    assertArrayEquals(ints(expected.get("offsets")), rows.offsets());
    assertArrayEquals(ints(expected.get("indices")), rows.indices());
    assertArrayEquals(doubles(expected.get("values")), rows.values(), 1e-12);
    assertArrayEquals(doubles(expected.get("rawNorms")), encoded.rawNorms(), 1e-12);
  }

  /** Fitted: "cat dog", "cat cat". n = 2, df(cat) = 2, df(dog) = 1; idf 1 and ln(3/2) + 1. */
  @Test
  void weighsOneTextAsComputedByHand() {
    ExampleSet corpus = texts(List.of("cat dog", "Cat, cat!", "dog dog cat bird"));
    TfIdf raw = new TfIdf(1, 1, 0, 1, 1, false, TfIdf.RowNorm.NONE, List.of());
    Encoded encoded = raw.encode(corpus, new int[] {0, 1}, SEED);
    double dog = Math.log(1.5) + 1;
    assertArrayEquals(new double[] {1, 2 * dog}, encoded.features().row(2), 1e-15);
    assertEquals(Math.sqrt(1 + 4 * dog * dog), encoded.rawNorms()[2], 1e-15);
  }

  @Test
  void rowsThatAreNotFittedTeachNothing() {
    List<String> texts = List.of("red green", "green blue", "blue red red", "secret blue");
    SparseFeatures with =
        (SparseFeatures) TfIdf.DEFAULT.encode(texts(texts), new int[] {0, 1, 2}, SEED).features();
    SparseFeatures without =
        (SparseFeatures)
            TfIdf.DEFAULT.encode(texts(texts.subList(0, 3)), new int[] {0, 1, 2}, SEED).features();
    assertEquals(3, with.columns());
    assertArrayEquals(without.values(), Arrays.copyOf(with.values(), without.values().length), 0.0);
    assertEquals(1.0, with.row(3)[0], 1e-15, "'secret' is no column, 'blue' is all of the row");
  }

  @Test
  void preparingOnceAndFittingTwiceEqualsEncodingTwice() {
    ExampleSet corpus = texts(strings(golden().get("corpus")));
    Encoder.Prepared prepared = TfIdf.DEFAULT.prepare(corpus);
    for (int[] fitted : List.of(new int[] {0, 1, 2, 3}, new int[] {5, 17, 19})) {
      SparseFeatures expected =
          (SparseFeatures) TfIdf.DEFAULT.encode(corpus, fitted, SEED).features();
      SparseFeatures found = (SparseFeatures) prepared.fit(fitted, SEED).features();
      assertArrayEquals(expected.indices(), found.indices());
      assertArrayEquals(expected.values(), found.values());
    }
  }

  /**
   * Draws of many seeds share the counts of all texts; what is left out must not be seen in them.
   */
  @Test
  void selectedTextsAreEncodedAsIfTheyWereAlone() {
    List<String> all = strings(golden().get("corpus"));
    Content.Texts whole = new Content.Texts(all);
    for (int[] chosen :
        List.of(
            IntStream.range(0, all.size() - 3).toArray(),
            new int[] {7, 2, 19, 3, 3},
            IntStream.range(0, all.size()).toArray())) {
      Content.Texts drawn = whole.select(chosen).select(reversed(chosen.length));
      int[] fitted = IntStream.range(0, chosen.length - 1).toArray();
      for (TfIdf settings :
          List.of(
              TfIdf.DEFAULT, new TfIdf(1, 1, 4, 1, 2, false, TfIdf.RowNorm.L2, List.of("the")))) {
        Encoded alone = settings.encode(texts(drawn.texts()), fitted, SEED);
        Encoded shared = settings.encode(texts(drawn), fitted, SEED);
        assertEquals(alone.features().columns(), shared.features().columns());
        assertArrayEquals(
            ((SparseFeatures) alone.features()).indices(),
            ((SparseFeatures) shared.features()).indices());
        assertArrayEquals(
            ((SparseFeatures) alone.features()).values(),
            ((SparseFeatures) shared.features()).values());
        assertArrayEquals(alone.rawNorms(), shared.rawNorms());
      }
    }
  }

  private static int[] reversed(int n) {
    return IntStream.range(0, n).map(i -> n - 1 - i).toArray();
  }

  @Test
  void theWordsOfAllTextsAreFoundOnceForAllThatAreDrawnFromThem() {
    Content.Texts whole = new Content.Texts(List.of("red green", "green blue", "blue red"));
    List<List<String>> read = new ArrayList<>();
    for (int[] chosen : List.of(new int[] {2, 0}, new int[] {1, 2, 0})) {
      assertEquals(
          "made",
          whole
              .select(chosen)
              .whole()
              .shared(
                  "key",
                  String.class,
                  texts -> {
                    read.add(texts);
                    return "made";
                  }));
    }
    assertEquals(List.of(whole.texts()), read);
  }

  @Test
  void tiesAtTheLimitGoToTheFirstColumn() {
    TfIdf two = new TfIdf(1, 1, 2, 1, 1, false, TfIdf.RowNorm.L2, List.of());
    TermCounts counts = TermCounts.of(List.of("dd cc bb aa cc"), 1, 1, Set.of());
    assertEquals(List.of("aa", "cc"), two.learn(counts, new int[] {0}).names(counts));
  }

  @Test
  void lowersCaseTheSameUnderATurkishLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertEquals(List.of("title"), TermCounts.of(List.of("TITLE"), 1, 1, Set.of()).terms());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aLongTextOutgrowsEveryBuffer() {
    String text = String.join(" ", IntStream.range(0, 500).mapToObj(i -> "w" + i % 100).toList());
    TermCounts counts = TermCounts.of(List.of(text), 1, 2, Set.of());
    assertEquals(200, counts.terms().size()); // 100 words, and 100 pairs, since w99 meets w0 again
    assertEquals(500 + 499, Arrays.stream(counts.counts()).sum());
  }

  @Test
  void refusesWhatItCannotEncode() {
    String none =
        Refused.message(
            BadInput.class,
            () -> TfIdf.DEFAULT.encode(texts(List.of("a b", "!")), new int[] {0, 1}, SEED));
    assertTrue(none.contains("no term"), none);
    ExampleSet numbers =
        new ExampleSet(
            "numbers",
            List.of("a"),
            new Content.Numbers(new DenseFeatures(new float[] {1}, 1, 1)),
            new Side[] {Side.FORGET},
            new int[] {0},
            List.of("x"),
            new Part[] {Part.TRAIN},
            Optional.empty());
    String wrong = Refused.message(BadInput.class, () -> TfIdf.DEFAULT.prepare(numbers));
    assertTrue(wrong.contains("use raw"), wrong);
  }

  @Test
  void refusesSettingsOutOfRange() {
    TfIdf.RowNorm l2 = TfIdf.RowNorm.L2;
    List<String> no = List.of();
    assertRefused("min-df", () -> new TfIdf(0, 1, 0, 1, 1, false, l2, no));
    assertRefused("min-df", () -> new TfIdf(1.5, 1, 0, 1, 1, false, l2, no));
    assertRefused("min-df", () -> new TfIdf(Double.NaN, 1, 0, 1, 1, false, l2, no));
    assertRefused("max-df", () -> new TfIdf(1, -0.1, 0, 1, 1, false, l2, no));
    assertRefused("max-features", () -> new TfIdf(1, 1, -1, 1, 1, false, l2, no));
    assertRefused("ngram-min", () -> new TfIdf(1, 1, 0, 0, 1, false, l2, no));
    assertRefused("ngram-max", () -> new TfIdf(1, 1, 0, 2, 1, false, l2, no));
  }

  private static void assertRefused(String key, org.junit.jupiter.api.function.Executable make) {
    String message = Refused.message(IllegalArgumentException.class, make);
    assertTrue(message.startsWith(key) && message.contains("allowed"), message);
  }
}
