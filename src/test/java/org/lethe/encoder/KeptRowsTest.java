package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.encoder.onnx.Rows;
import org.lethe.network.NotKept;

/**
 * Guards against samples that are encoded twice, rows of another encoder or of a sample that was
 * changed under its id, and rows that a purge cannot find.
 */
class KeptRowsTest {
  private static final Map<String, Object> ENCODER =
      Map.of("kind", "onnx-text", "model", Map.of("model", "aa"), "max-length", 12);

  @TempDir private Path folder;

  /** What was asked of the model, in order. */
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private EmbeddingStore store() {
    return new EmbeddingStore(folder.resolve("store"));
  }

  /** A model that says of a text its length and its first letter; texts of 9 and more are cut. */
  private Rows embed(List<String> texts) {
    asked.addAll(texts);
    int n = texts.size();
    float[] values = new float[2 * n];
    double[] norms = new double[n];
    boolean[] cut = new boolean[n];
    boolean[] blank = new boolean[n];
    for (int i = 0; i < n; i++) {
      String text = texts.get(i);
      values[2 * i] = text.length();
      values[2 * i + 1] = text.isEmpty() ? 0 : text.charAt(0);
      norms[i] = text.length() + 0.25;
      cut[i] = text.length() > 8;
      blank[i] = text.isEmpty();
    }
    return new Rows(values, 2, norms, cut, blank);
  }

  private Rows rows(KeptRows kept, Map<String, Object> encoder, List<String> ids, String... texts) {
    return kept.of(
        new TreeMap<>(encoder),
        ids,
        row -> KeptRows.checksum(texts[row]),
        missing -> embed(Arrays.stream(missing).mapToObj(row -> texts[row]).toList()));
  }

  private Rows rows(List<String> ids, String... texts) {
    return rows(KeptRows.in(store()), ENCODER, ids, texts);
  }

  @Test
  void whatIsKeptIsWhatWasComputed() {
    String[] texts = {"bc", "", "a long text", "bc"};
    List<String> ids = List.of("1", "2", "3", "4");
    Rows expected = embed(List.of(texts));
    Rows first = rows(ids, texts);
    asked.clear();
    Rows second = rows(ids, texts);
    assertEquals(List.of(), asked);
    for (Rows each : List.of(first, second)) {
      assertArrayEquals(expected.values(), each.values());
      assertArrayEquals(expected.norms(), each.norms());
      assertArrayEquals(expected.cut(), each.cut());
      assertArrayEquals(expected.blank(), each.blank());
      assertEquals(2, each.columns());
    }
  }

  @Test
  void onlyWhatIsNewIsComputedAndTheOrderIsTheCallers() {
    rows(List.of("1", "2"), "b", "cc");
    asked.clear();
    Rows rows = rows(List.of("3", "2", "4", "1"), "ddd", "cc", "eeee", "b");
    assertEquals(List.of("ddd", "eeee"), asked);
    assertArrayEquals(new float[] {3, 'd', 2, 'c', 4, 'e', 1, 'b'}, rows.values());
  }

  @Test
  void aChangedTextAnotherIdOrAnotherEncoderIsComputed() {
    rows(List.of("1"), "b");
    asked.clear();
    rows(List.of("1"), "c");
    rows(List.of("2"), "b");
    Map<String, Object> other = new TreeMap<>(ENCODER);
    other.put("model", Map.of("model", "ab"));
    rows(KeptRows.in(store()), other, List.of("1"), "b");
    assertEquals(List.of("c", "b", "b"), asked);
  }

  /** The two sides of a selection number their lines alike. */
  @Test
  void oneIdOfTwoSamplesIsTwoSamples() {
    List<String> ids = List.of("1", "2", "1");
    assertArrayEquals(new float[] {1, 'b', 2, 'c', 3, 'd'}, rows(ids, "b", "cc", "ddd").values());
    asked.clear();
    assertArrayEquals(new float[] {1, 'b', 2, 'c', 3, 'd'}, rows(ids, "b", "cc", "ddd").values());
    assertEquals(List.of(), asked);
  }

  @Test
  void whatAManifestNamesIsPurged() {
    rows(List.of("1", "2"), "b", "cc");
    rows(List.of("3"), "ddd");
    assertEquals(1, store().purge(Set.of("2")).size());
    asked.clear();
    rows(List.of("1", "3"), "b", "ddd");
    assertEquals(List.of("b"), asked);
  }

  @Test
  void aDamagedEntryIsComputedAgain() throws Exception {
    rows(List.of("1", "2"), "b", "cc");
    try (Stream<Path> files = Files.walk(folder)) {
      Path rows = files.filter(file -> file.endsWith("embeddings.npy")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(rows);
      bytes[bytes.length - 1] ^= 1;
      Files.write(rows, bytes);
    }
    asked.clear();
    assertArrayEquals(new float[] {1, 'b', 2, 'c'}, rows(List.of("1", "2"), "b", "cc").values());
    assertEquals(List.of("b", "cc"), asked);
  }

  /** Seeds of an experiment start side by side, each with its own order of the same samples. */
  @Test
  void ofManyAtOnceOneWorks() throws Exception {
    KeptRows kept = KeptRows.in(store());
    List<Callable<Rows>> seeds =
        IntStream.range(0, 6)
            .<Callable<Rows>>mapToObj(
                seed ->
                    () ->
                        seed % 2 == 0
                            ? rows(kept, ENCODER, List.of("1", "2"), "b", "cc")
                            : rows(kept, ENCODER, List.of("2", "1"), "cc", "b"))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (Future<Rows> each : threads.invokeAll(seeds)) {
        assertEquals(2, each.get().size());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(2, kept.computed());
    assertEquals(2, asked.size());
  }

  @Test
  void manySamplesAreKeptInSeveralEntries() {
    int n = KeptRows.ENTRY + 3;
    List<String> ids = IntStream.range(0, n).mapToObj(Integer::toString).toList();
    String[] texts = ids.toArray(String[]::new);
    KeptRows kept = KeptRows.in(store());
    Rows first = rows(kept, ENCODER, ids, texts);
    assertEquals(
        List.of(3, KeptRows.ENTRY),
        store().entries().stream().map(EmbeddingStore.Entry::rows).sorted().toList());
    assertArrayEquals(first.values(), rows(kept, ENCODER, ids, texts).values());
    assertEquals(n, kept.computed());
  }

  @Test
  void withoutAStoreEverythingIsComputed() {
    KeptRows none = KeptRows.none();
    rows(none, ENCODER, List.of("1"), "b");
    rows(none, ENCODER, List.of("1"), "b");
    assertEquals(2, none.computed());
  }

  @Test
  void whatOneProcessMadeOthersOnlyRead() {
    List<String> ids = List.of("1", "2");
    rows(ids, "bc", "d"); // in the user's own store, before anybody planned a batch
    EmbeddingStore shared = new EmbeddingStore(folder.resolve("shared"));
    KeptRows preparing = KeptRows.in(store());
    preparing.keepIn(shared);
    asked.clear();
    Rows prepared = rows(preparing, ENCODER, List.of("1", "2", "3"), "bc", "d", "efg");
    assertEquals(List.of("efg"), asked, "what the user had is not computed again");
    assertEquals(1, preparing.computed());

    KeptRows working = KeptRows.none(); // on a machine with another home
    working.keepIn(shared);
    working.onlyRead();
    asked.clear();
    Rows read = rows(working, ENCODER, List.of("3", "2", "1"), "efg", "d", "bc");
    assertEquals(List.of(), asked);
    assertArrayEquals(
        new float[] {prepared.values()[4], prepared.values()[5]},
        Arrays.copyOf(read.values(), 2),
        "the rows of the third sample");
    assertArrayEquals(
        Arrays.copyOf(prepared.norms(), 2), new double[] {read.norms()[2], read.norms()[1]});
    NotKept missing =
        assertThrows(NotKept.class, () -> rows(working, ENCODER, List.of("1", "4"), "bc", "new"));
    assertEquals("rows of onnx-text of 1 among 2 samples are not kept", missing.getMessage());
    assertEquals(List.of(), asked);
  }
}
