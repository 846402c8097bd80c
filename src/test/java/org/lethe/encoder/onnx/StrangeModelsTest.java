package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealModels;
import org.lethe.testing.Refused;

/**
 * Models that ONNX Runtime opens and that are none of ours: guards against a fault in the middle of
 * a run where one line at its beginning can say what the model takes and what it should.
 */
class StrangeModelsTest {
  @TempDir Path folder;

  private String refusedForTexts(byte[] model) throws IOException {
    Files.write(folder.resolve("model.onnx"), model);
    Path tokenizer = folder.resolve("tokenizer.json");
    if (Files.notExists(tokenizer)) {
      Files.copy(RealModels.folder("bert-uncased-tokenizer").resolve("tokenizer.json"), tokenizer);
    }
    return refused(() -> TextEmbedder.open(found(), TextOptions.DEFAULT).close());
  }

  private String refusedForPictures(byte[] model) throws IOException {
    Files.write(folder.resolve("model.onnx"), model);
    return refused(() -> PictureEmbedder.open(found(), PictureOptions.DEFAULT).close());
  }

  private ModelFolder found() {
    return ModelFolder.find(folder.toString(), new ModelHome(folder));
  }

  private String refused(org.junit.jupiter.api.function.Executable opening) {
    String message = Refused.message(BadInput.class, opening);
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(folder.resolve("model.onnx").toString()), message);
    return message;
  }

  @Test
  void anInputOfAnotherNameIsNamed() throws IOException {
    String said = refusedForTexts(TinyModel.casting("words", TinyModel.INT64, -1, -1));
    assertTrue(said.contains("takes words, int64[any, any]; allowed for texts: input_ids"), said);
  }

  @Test
  void tokensOfAnotherRankOrTypeAreNamed() throws IOException {
    String three = refusedForTexts(TinyModel.casting("input_ids", TinyModel.INT64, -1, -1, 4));
    assertTrue(three.contains("takes input_ids, int64[any, any, 4]; allowed for texts"), three);
    String numbers = refusedForTexts(TinyModel.casting("input_ids", TinyModel.FLOAT, -1, -1));
    assertTrue(numbers.contains("takes input_ids, float[any, any]; allowed for texts"), numbers);
  }

  @Test
  void maskWithoutTokensIsNoTextModel() throws IOException {
    String said = refusedForTexts(TinyModel.casting("attention_mask", TinyModel.INT64, -1, -1));
    assertTrue(said.contains("takes no input_ids"), said);
  }

  @Test
  void picturesOfAnotherRankTypeOrColourAreNamed() throws IOException {
    String flat = refusedForPictures(TinyModel.casting("x", TinyModel.FLOAT, -1, 3, 32));
    assertTrue(flat.contains("takes x, float[any, 3, 32]; allowed for pictures"), flat);
    String whole = refusedForPictures(TinyModel.casting("x", TinyModel.INT64, -1, 3, 32, 32));
    assertTrue(whole.contains("takes x, int64[any, 3, 32, 32]; allowed for pictures"), whole);
    String four = refusedForPictures(TinyModel.casting("x", TinyModel.FLOAT, -1, 4, 32, 32));
    assertTrue(four.contains("takes x, float[any, 4, 32, 32]; allowed for pictures"), four);
  }
}
