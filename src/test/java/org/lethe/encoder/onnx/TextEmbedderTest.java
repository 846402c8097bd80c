package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Parallel;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealModels;
import org.lethe.testing.Refused;

/**
 * Guards against vectors that only look like the model's, and against rows that depend on their
 * neighbours: on padding, on the order of texts, on the number of threads.
 */
class TextEmbedderTest {
  private static final String POTION = "potion-base-2m-int8";
  private static final String FIXTURE = "bert-random-fixture";

  @TempDir Path folder;

  private static TextEmbedder potion() {
    return TextEmbedder.open(
        ModelFolder.find(POTION, RealModels.home(POTION)), TextOptions.DEFAULT);
  }

  /** The fixture with the tokenizer that it was made for, as a user's folder. */
  private TextEmbedder fixture(Pooling pooling, Optional<Integer> maxLength, int batch)
      throws IOException {
    Path model = folder.resolve("model.onnx");
    if (!Files.exists(model)) {
      Files.copy(RealModels.folder(FIXTURE).resolve("model.onnx"), model);
      Files.copy(
          RealModels.folder("bert-uncased-tokenizer").resolve("tokenizer.json"),
          folder.resolve("tokenizer.json"));
      Files.writeString(folder.resolve("config.json"), "{\"max_position_embeddings\": 128}");
    }
    return TextEmbedder.open(
        ModelFolder.find(folder.toString(), new ModelHome(folder)),
        new TextOptions(
            Optional.empty(),
            pooling,
            Optional.empty(),
            maxLength,
            Optional.empty(),
            Optional.empty(),
            batch,
            Device.CPU));
  }

  @Test
  void givesThePublishedVectorsAndCosines() throws IOException {
    JsonNode golden = Golden.of(POTION);
    List<String> sentences = Golden.strings(golden.get("sentences"));
    try (TextEmbedder embedder = potion()) {
      Rows rows = embedder.embed(sentences);
      assertEquals(64, rows.columns());
      for (int i = 0; i < sentences.size(); i++) {
        assertArrayEquals(
            Golden.longs(golden.get("input_ids").get(i)), embedder.tokens(sentences.get(i)));
        assertArrayEquals(
            Golden.doubles(golden.get("embedding_first8").get(i)),
            Golden.row(rows, i, 8),
            Golden.TOLERANCE);
        for (int j = 0; j < sentences.size(); j++) {
          assertEquals(
              golden.get("cosine").get(i).get(j).asDouble(),
              Golden.cosine(rows, i, j),
              Golden.TOLERANCE);
        }
      }
    }
  }

  /**
   * The file's own pooling leaves unknown words out, ours does not: texts without one are equal.
   */
  @Test
  void theModelsOwnSentenceEqualsOurPooling() throws IOException {
    List<String> sentences = Golden.strings(Golden.of(POTION).get("sentences"));
    TextOptions own =
        new TextOptions(
            Optional.of("sentence_embedding"),
            Pooling.AUTO,
            Optional.of(true),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            32,
            Device.CPU);
    try (TextEmbedder ours = potion();
        TextEmbedder theirs =
            TextEmbedder.open(ModelFolder.find(POTION, RealModels.home(POTION)), own)) {
      assertArrayEquals(ours.embed(sentences).values(), theirs.embed(sentences).values(), 1e-5f);
    }
  }

  /** Six languages; the largest difference is the 0.0015 of rounding to 8 bits. */
  @Test
  void isCloseToTheUnroundedModelInOtherScripts() throws IOException {
    TextOptions own =
        new TextOptions(
            Optional.of("sentence_embedding"),
            Pooling.AUTO,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            4,
            Device.CPU);
    List<String> texts = new ArrayList<>();
    List<double[]> expected = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each :
        Golden.of(POTION).get("fp32_reference_first8").properties()) {
      texts.add(each.getKey());
      expected.add(Golden.doubles(each.getValue()));
    }
    try (TextEmbedder embedder =
        TextEmbedder.open(ModelFolder.find(POTION, RealModels.home(POTION)), own)) {
      Rows rows = embedder.embed(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(expected.get(i), Golden.row(rows, i, 8), 0.0016, texts.get(i));
      }
    }
  }

  @Test
  void poolsTheTokensOfTheReference() throws IOException {
    JsonNode golden = Golden.of(FIXTURE);
    // 101 2023 2003 102 and 101 1037 2146 6251 2182 102
    List<String> texts = List.of("this is", "a long sentence here");
    try (TextEmbedder embedder = fixture(Pooling.AUTO, Optional.empty(), 32)) {
      assertArrayEquals(new long[] {101, 2023, 2003, 102}, embedder.tokens(texts.get(0)));
      assertArrayEquals(
          Golden.longs(golden.get("input_ids").get(1)), embedder.tokens(texts.get(1)));
      Rows rows = embedder.embed(texts);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(
            Golden.doubles(golden.get("mean_pooled_l2_first4").get(i)),
            Golden.row(rows, i, 4),
            Golden.TOLERANCE);
      }
    }
    try (TextEmbedder embedder = fixture(Pooling.CLS, Optional.empty(), 32)) {
      double[] first = Golden.row(embedder.embed(texts), 0, 4);
      double[] state = Golden.doubles(golden.get("last_hidden_state_0_0_first4"));
      for (int j = 0; j < 4; j++) { // brought to length 1, so that ratios remain
        assertEquals(state[j] / state[0], first[j] / first[0], Golden.TOLERANCE);
      }
    }
  }

  private static List<String> manyTexts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      texts.add("word ".repeat(i % 37 + 1) + i);
    }
    return texts;
  }

  @Test
  void noRowDependsOnItsNeighboursOrderOrThreads() throws IOException {
    List<String> texts = manyTexts();
    List<String> reversed = new ArrayList<>(texts);
    Collections.reverse(reversed);
    try (TextEmbedder embedder = fixture(Pooling.MEAN, Optional.empty(), 8)) {
      Rows all = Parallel.limitedTo(1, () -> embedder.embed(texts));
      Rows threads = Parallel.limitedTo(4, () -> embedder.embed(texts));
      assertArrayEquals(all.values(), threads.values(), 0f);
      Rows other = embedder.embed(reversed);
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(Golden.row(all, i, 16), Golden.row(other, texts.size() - 1 - i, 16), 0.0);
        if (i % 11 == 0) {
          Rows alone = embedder.embed(List.of(texts.get(i)));
          assertArrayEquals(Golden.row(all, i, 16), Golden.row(alone, 0, 16), 0.0);
        }
      }
    }
  }

  /** In one batch with much longer ones, padded to them, as other programs do it. */
  @Test
  void paddingChangesNothingThatCounts() throws IOException {
    try (OnnxModel model =
            OnnxModel.open(RealModels.folder(FIXTURE).resolve("model.onnx"), Device.CPU);
        TextEmbedder embedder = fixture(Pooling.MEAN, Optional.empty(), 8)) {
      long[] ids = embedder.tokens("this is");
      double[] alone = Golden.row(embedder.embed(List.of("this is")), 0, 16);
      int padded = 100;
      long[] paddedIds = java.util.Arrays.copyOf(ids, padded);
      long[] mask = new long[padded];
      java.util.Arrays.fill(mask, 0, ids.length, 1);
      List<OnnxModel.Ints> inputs =
          model.inputs().values().stream()
              .map(
                  slot ->
                      new OnnxModel.Ints(
                          slot,
                          slot.name().equals("input_ids")
                              ? paddedIds
                              : slot.name().equals("attention_mask") ? mask : new long[padded],
                          new long[] {1, padded}))
              .toList();
      double[] row = new double[16];
      Pooling.MEAN.pool(model.run(inputs, "last_hidden_state").values(), 0, ids.length, row);
      float[] stored = new float[16];
      OneRow.store(row, true, stored, 0);
      for (int j = 0; j < 16; j++) {
        assertEquals(alone[j], stored[j], 1e-5);
      }
    }
  }

  /** Tokens (1, −2), (3, 4), (0, 1) and one of padding. */
  @Test
  void poolsAsComputedByHand() {
    float[] states = {9, 9, 1, -2, 3, 4, 0, 1, 7, 7};
    assertArrayEquals(new double[] {4.0 / 3, 1}, pooled(Pooling.MEAN, states), 1e-12);
    assertArrayEquals(new double[] {1, -2}, pooled(Pooling.CLS, states));
    assertArrayEquals(new double[] {3, 4}, pooled(Pooling.MAX, states));
    assertArrayEquals(new double[] {0, 1}, pooled(Pooling.LAST, states));
  }

  private static double[] pooled(Pooling pooling, float[] states) {
    double[] into = new double[2];
    pooling.pool(states, 2, 3, into);
    return into;
  }

  @Test
  void countsTruncatedTextsAndThoseWithoutTokens() throws IOException {
    try (TextEmbedder embedder = fixture(Pooling.MEAN, Optional.of(8), 4)) {
      Rows rows = embedder.embed(List.of("one two", "a ".repeat(50), "a ".repeat(50), ""));
      assertEquals(2, rows.truncated());
      assertEquals(0, rows.empty(), "an empty text still has its special tokens");
    }
    try (TextEmbedder embedder = potion()) {
      Rows rows = embedder.embed(List.of("food", "", "  "));
      assertEquals(2, rows.empty());
      assertArrayEquals(new double[64], Golden.row(rows, 1, 64));
      assertEquals(0, rows.norms()[2]);
      assertEquals(64, embedder.embed(List.of("", "")).columns());
    }
  }

  @Test
  void aRepeatedTextHasTheSameRow() {
    try (TextEmbedder embedder = potion()) {
      Rows rows = embedder.embed(List.of("sun", "rain", "sun"));
      assertArrayEquals(Golden.row(rows, 0, 64), Golden.row(rows, 2, 64));
    }
  }

  @Test
  void aModelKnowsItsLimitFromItsFolder() throws IOException {
    try (TextEmbedder embedder = fixture(Pooling.MEAN, Optional.empty(), 4)) {
      assertEquals(128, embedder.identity().get("max-length"));
      Rows rows = embedder.embed(List.of("a ".repeat(500)));
      assertEquals(1, rows.truncated());
    }
  }

  @Test
  void readsPoolingAndNormalisationOfSentenceTransformers() throws IOException {
    try (TextEmbedder embedder = fixture(Pooling.AUTO, Optional.empty(), 4)) {
      assertEquals("MEAN", embedder.identity().get("pooling"));
    }
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(
        folder.resolve("1_Pooling/config.json"),
        "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
    Files.writeString(
        folder.resolve("modules.json"),
        "[{\"type\": \"sentence_transformers.models.Transformer\"}]");
    Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 64}");
    try (TextEmbedder embedder = fixture(Pooling.AUTO, Optional.empty(), 4)) {
      assertEquals("CLS", embedder.identity().get("pooling"));
      assertEquals(false, embedder.identity().get("normalise"));
      assertEquals(64, embedder.identity().get("max-length"));
    }
    Files.writeString(
        folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_weightedmean_tokens\": true}");
    String refused =
        Refused.message(BadInput.class, () -> fixture(Pooling.AUTO, Optional.empty(), 4).close());
    assertTrue(refused.contains("say pooling: mean, cls, max or last"), refused);
  }

  @Test
  void aPictureModelIsRefusedForTexts() throws IOException {
    Files.copy(
        RealModels.folder("resnet20-cifar10").resolve("model.onnx"), folder.resolve("model.onnx"));
    Files.copy(
        RealModels.folder("bert-uncased-tokenizer").resolve("tokenizer.json"),
        folder.resolve("tokenizer.json"));
    String refused =
        Refused.message(BadInput.class, () -> fixture(Pooling.AUTO, Optional.empty(), 4).close());
    assertTrue(refused.contains("takes pixel_values, float[any, 3, 32, 32]"), refused);
  }

  @Test
  void refusesAnOutputThatIsNotThere() {
    TextOptions other =
        new TextOptions(
            Optional.of("last_hiden_state"),
            Pooling.AUTO,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            32,
            Device.CPU);
    String refused =
        Refused.message(
            BadInput.class,
            () -> TextEmbedder.open(ModelFolder.find(POTION, RealModels.home(POTION)), other));
    assertTrue(refused.contains("did you mean last_hidden_state?"), refused);
  }

  @Test
  void noTextAtAllHasNoRow() {
    try (TextEmbedder embedder = potion()) {
      assertEquals(0, embedder.embed(List.of()).norms().length);
    }
  }

  @Test
  void manyThreadsMayShareOneModel() {
    try (TextEmbedder embedder = potion()) {
      float[] expected = embedder.embed(manyTexts()).values();
      IntStream.range(0, 8)
          .parallel()
          .forEach(i -> assertArrayEquals(expected, embedder.embed(manyTexts()).values(), 0f));
    }
  }
}
