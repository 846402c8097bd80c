package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lethe.nd.Parallel;

/**
 * Guards against texts that are lost or computed twice, against batches of several lengths, and
 * against a thread that finds tokens for nobody: a failed or abandoned run must leave none behind,
 * and millions of texts must not lie in memory before the model has seen the first.
 */
@Timeout(60)
class TokenBatchesTest {
  private static final int BATCH = 4;

  /** Text i has i % 50 letters, and as many tokens as letters. */
  private static List<String> texts(int n) {
    return IntStream.range(0, n).mapToObj(i -> "x".repeat(i % 50)).toList();
  }

  private static Tokenizer.Tokens tokens(int count) {
    return new Tokenizer.Tokens(new long[count], new long[count], /* truncated= */ false);
  }

  private static TokenBatches batches(List<String> texts, int threads) {
    return new TokenBatches(texts, BATCH, threads, row -> tokens(texts.get(row).length()));
  }

  private static List<List<TokenBatches.Text>> drained(TokenBatches batches, int threads) {
    List<List<TokenBatches.Text>> all = Collections.synchronizedList(new ArrayList<>());
    Parallel.limitedTo(
        threads,
        () -> {
          Parallel.forEach(
              threads,
              worker -> {
                for (var next = batches.next(); next.isPresent(); next = batches.next()) {
                  all.add(next.get());
                }
              });
          return true;
        });
    return all;
  }

  @Test
  void everyTextWithATokenIsInOneBatchOfItsPaddedLength() {
    List<String> texts = texts(1000);
    for (int threads = 1; threads <= 3; threads++) {
      for (boolean ahead : List.of(false, true)) {
        List<List<TokenBatches.Text>> all;
        try (TokenBatches batches = batches(texts, threads)) {
          if (ahead) {
            batches.fillAhead();
          }
          all = drained(batches, threads);
        }
        int[] seen = new int[texts.size()];
        int incomplete = 0;
        for (List<TokenBatches.Text> batch : all) {
          assertTrue(!batch.isEmpty() && batch.size() <= BATCH);
          incomplete += batch.size() < BATCH ? 1 : 0;
          for (TokenBatches.Text text : batch) {
            seen[text.row()]++;
            assertEquals(batch.get(0).padded(), text.padded());
            assertTrue(text.padded() - text.tokens().ids().length < TokenBatches.STEP);
          }
        }
        for (int row = 0; row < seen.length; row++) {
          assertEquals(texts.get(row).isEmpty() ? 0 : 1, seen[row], "text " + row);
        }
        // 49 letters are padded to 56: seven lengths, one batch of each may not be full
        assertTrue(incomplete <= 7, incomplete + " batches were given out half empty");
      }
    }
  }

  @Test
  void noTextsGiveNoBatch() {
    try (TokenBatches batches = batches(List.of(), 1)) {
      batches.fillAhead();
      assertTrue(batches.next().isEmpty());
    }
    try (TokenBatches batches = batches(List.of("", "", ""), 1)) {
      assertTrue(batches.next().isEmpty());
      assertTrue(batches.next().isEmpty(), "and goes on giving none");
    }
  }

  @Test
  void theThreadAheadRestsWhenEnoughIsReadyAndEndsWithTheBatches() throws InterruptedException {
    List<String> texts = texts(100_000);
    AtomicInteger asked = new AtomicInteger();
    TokenBatches batches =
        new TokenBatches(
            texts,
            BATCH,
            1,
            row -> {
              asked.incrementAndGet();
              return tokens(texts.get(row).length());
            });
    Thread ahead = batches.fillAhead();
    while (ahead.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    // four batches for the one thread, what does not fill one, and the chunk that was under way
    assertTrue(asked.get() <= 100, asked + " texts were tokenised for nobody");
    batches.close();
    ahead.join();
    assertTrue(batches.next().isEmpty());
  }

  @Test
  void aTextThatCannotBeTokenisedEndsIt() {
    List<String> texts = texts(1000);
    for (boolean ahead : List.of(false, true)) {
      try (TokenBatches batches =
          new TokenBatches(
              texts,
              BATCH,
              2,
              row -> {
                if (row == 500) {
                  throw new IllegalStateException("text 500");
                }
                return tokens(texts.get(row).length());
              })) {
        if (ahead) {
          batches.fillAhead();
        }
        assertEquals(
            "text 500",
            assertThrows(IllegalStateException.class, () -> drained(batches, 2)).getMessage());
      }
    }
  }
}
