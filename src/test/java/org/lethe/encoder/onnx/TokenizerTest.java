package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealModels;
import org.lethe.testing.Refused;

/**
 * Guards against tokens that are nearly right: an accent kept, a script divided otherwise, what the
 * tokenizer's own file says of padding.
 */
class TokenizerTest {
  private static final String BERT = "bert-uncased-tokenizer";

  @TempDir Path folder;

  private static Tokenizer bert(int maxLength) {
    return Tokenizer.open(RealModels.folder(BERT).resolve("tokenizer.json"), maxLength, true);
  }

  @Test
  void givesTheTokensOfTheReferenceForManyScripts() throws IOException {
    JsonNode golden = Golden.of(BERT);
    assertEquals(17, golden.size());
    WordPiece again = new WordPiece(RealModels.folder(BERT).resolve("vocab.txt"));
    try (Tokenizer tokenizer = bert(512)) {
      for (JsonNode each : golden) {
        String text = each.get("text").asText();
        assertArrayEquals(Golden.longs(each.get("ids")), tokenizer.encode(text).ids(), text);
        assertArrayEquals(Golden.longs(each.get("ids")), again.encode(text), text);
      }
    }
  }

  @Test
  void truncatesInFrontOfTheLastSpecialTokenAndSaysSo() {
    try (Tokenizer tokenizer = bert(5)) {
      Tokenizer.Tokens cut = tokenizer.encode("He drove to the stadium.");
      assertArrayEquals(new long[] {101, 2002, 5225, 2000, 102}, cut.ids());
      assertTrue(cut.truncated());
      Tokenizer.Tokens whole = tokenizer.encode("he drove to");
      assertEquals(5, whole.ids().length);
      assertFalse(whole.truncated());
    }
  }

  @Test
  void whatTheFileSaysOfPaddingAndTruncationDoesNotCount() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode tokenizer =
        (ObjectNode)
            json.readTree(Files.readAllBytes(RealModels.folder(BERT).resolve("tokenizer.json")));
    tokenizer.set(
        "truncation",
        json.readTree(
            "{\"direction\": \"Right\", \"max_length\": 4, \"strategy\": \"LongestFirst\","
                + " \"stride\": 0}"));
    tokenizer.set(
        "padding",
        json.readTree(
            "{\"strategy\": {\"Fixed\": 128}, \"direction\": \"Right\", \"pad_to_multiple_of\":"
                + " null, \"pad_id\": 0, \"pad_type_id\": 0, \"pad_token\": \"[PAD]\"}"));
    Path file = folder.resolve("tokenizer.json");
    Files.write(file, json.writeValueAsBytes(tokenizer));
    try (Tokenizer opened = Tokenizer.open(file, 512, true)) {
      assertArrayEquals(
          new long[] {101, 2002, 5225, 2000, 1996, 3346, 1012, 102},
          opened.encode("He drove to the stadium.").ids());
    }
  }

  @Test
  void addsNoSpecialTokensWhereNoneAreWanted() {
    try (Tokenizer tokenizer =
        Tokenizer.open(RealModels.folder(BERT).resolve("tokenizer.json"), 512, false)) {
      assertArrayEquals(new long[] {2002, 5225}, tokenizer.encode("He drove").ids());
      assertEquals(0, tokenizer.encode("").ids().length);
    }
  }

  @Test
  void neverLongerThanTheLimitWhateverTheText() {
    try (Tokenizer tokenizer = bert(16)) {
      String text = "words ".repeat(5000) + "\u0000\uFFFD\uD83D\uDE00 \u05D0\u05D1";
      long[] ids = tokenizer.encode(text).ids();
      assertEquals(16, ids.length);
      assertTrue(LongStream.of(ids).allMatch(id -> id >= 0 && id < 30_522));
    }
  }

  @Test
  void refusesWhatIsNoTokenizerInOneLine() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    assertTrue(
        Refused.message(BadInput.class, () -> Tokenizer.open(file, 512, true))
            .startsWith("no tokenizer " + file));
    Files.writeString(file, "{\"version\": \"1.0\"}");
    String broken = Refused.message(BadInput.class, () -> Tokenizer.open(file, 512, true));
    assertTrue(broken.startsWith(file + " is no tokenizer"), broken);
    assertEquals(1, broken.lines().count());
  }
}
