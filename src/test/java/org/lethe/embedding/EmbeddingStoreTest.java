package org.lethe.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.MappedFeatures;
import org.lethe.settings.BadInput;

/**
 * Guards against embeddings of other weights or data, half of an entry, damaged numbers that are
 * used, work that is done twice, and ids that live on after a purge.
 */
class EmbeddingStoreTest {
  @TempDir private Path folder;

  private final AtomicInteger made = new AtomicInteger();
  private EmbeddingStore store = new EmbeddingStore(Path.of("unused"));

  @BeforeEach
  void open() {
    store = new EmbeddingStore(folder.resolve("cache"));
  }

  @Test
  void whatWasMadeOnceIsFoundByEveryStore() throws IOException {
    assertEquals(Optional.empty(), store.find(of("w1")));
    Embeddings first = get(store, "w1", "a", "b\nc\\", "");
    Embeddings again = get(new EmbeddingStore(folder.resolve("cache")), "w1", "a", "b\nc\\", "");
    assertEquals(1, made.get());
    for (Embeddings each : List.of(first, again)) {
      assertInstanceOf(MappedFeatures.class, each.rows());
      assertEquals(List.of("a", "b\nc\\", ""), each.ids());
      assertArrayEquals(new double[] {1, 1.5}, each.rows().row(1));
      assertArrayEquals(new double[] {10, 11, 12}, each.numbers().get("norm"));
      assertEquals(of("w1"), each.provenance());
    }
    String key = of("w1").key();
    assertEquals(
        List.of("embeddings.npy", "ids.txt", "note-norm.npy", "provenance.json"),
        names(folder.resolve("cache").resolve(key.substring(0, 2)).resolve(key)));
  }

  @Test
  void anyOtherInputIsAnotherEntry() {
    get(store, "w1", "a");
    assertEquals(Optional.empty(), store.find(of("w2")));
    get(store, "w2", "a");
    assertEquals(2, made.get());
    assertNotEquals(Provenance.of(Map.of("k", 1)).key(), Provenance.of(Map.of("k", "1")).key());
    assertEquals(
        Provenance.of(Map.of("k", 1, "l", 0.5)).key(),
        Provenance.of(Map.of("l", 0.5, "k", 1)).key());
    assertThrows(IllegalArgumentException.class, () -> Provenance.of(Map.of()));
  }

  @Test
  void aFailedMakerLeavesNothing() throws IOException {
    for (RuntimeException failure :
        List.of(new IllegalStateException("full"), new BadInput("bad picture"))) {
      assertEquals(
          failure,
          assertThrows(
              RuntimeException.class,
              () ->
                  store.get(
                      of("w"),
                      1,
                      writer -> {
                        writer.append(List.of("a"), new float[] {1});
                        throw failure;
                      })));
    }
    String twice = assertThrows(BadInput.class, () -> get(store, "w", "x", "y", "x")).getMessage();
    assertTrue(twice.contains("rows 1 and 3 have the same id \"x\""), twice);
    String nan =
        assertThrows(
                BadInput.class,
                () ->
                    store.get(
                        of("w"),
                        2,
                        writer ->
                            writer.append(List.of("a", "b"), new float[] {1, 2, 3, Float.NaN})))
            .getMessage();
    assertEquals("the embedding of \"b\" has NaN as feature 1; every number must be finite", nan);
    assertEquals(Optional.empty(), store.find(of("w")));
    assertEquals(List.of(), files());
    assertThrows(
        IllegalArgumentException.class,
        () -> store.get(of("w"), 1, writer -> writer.note("norm", new double[] {1})));
  }

  @Test
  void aDamagedEntryIsToldOfAndMadeAgain() throws IOException {
    get(store, "w", "a", "b");
    Path entry = entry("w");
    for (String name : List.of("embeddings.npy", "ids.txt", "provenance.json", "note-norm.npy")) {
      Path file = entry.resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      byte[] other = bytes.clone();
      other[other.length - 2] ^= 1;
      byte[] shorter = Arrays.copyOf(bytes, bytes.length - 3);
      for (byte[] damaged : List.of(other, shorter)) {
        int before = made.get();
        Files.write(file, damaged);
        EmbeddingStore fresh = new EmbeddingStore(folder.resolve("cache"));
        assertEquals(List.of("a", "b"), get(fresh, "w", "a", "b").ids(), name);
        assertEquals(before + 1, made.get(), name);
      }
      Files.delete(file);
      int before = made.get();
      get(new EmbeddingStore(folder.resolve("cache")), "w", "a", "b");
      assertEquals(before + 1, made.get(), name + " deleted");
    }
    assertEquals(4, files().size(), () -> files().toString());
  }

  @Test
  void halfOfAnEntryIsNoEntryAndGoesWithTheNextWriter() throws IOException {
    Path entry = entry("w");
    Path half = entry.resolveSibling("." + of("w").key() + ".dead.tmp");
    Files.createDirectories(half);
    Files.write(half.resolve("ids.txt"), new byte[] {'a', '\n'});
    assertEquals(Optional.empty(), store.find(of("w")));
    assertEquals(List.of(), store.entries());
    get(store, "w", "b");
    assertEquals(1, store.entries().size());
    assertTrue(Files.notExists(half));
  }

  @Test
  void ofManyThreadsOneMakesAndAllRead() throws Exception {
    int crowd = 8;
    CyclicBarrier start = new CyclicBarrier(crowd);
    ExecutorService threads = Executors.newFixedThreadPool(crowd);
    try {
      List<Future<Embeddings>> found = new ArrayList<>();
      for (int t = 0; t < crowd; t++) {
        // every other with a store of its own, as another process would have
        EmbeddingStore own = t % 2 == 0 ? store : new EmbeddingStore(folder.resolve("cache"));
        found.add(
            threads.submit(
                () -> {
                  start.await();
                  return get(own, "w", "a", "b", "c");
                }));
      }
      for (Future<Embeddings> each : found) {
        assertEquals(List.of("a", "b", "c"), each.get().ids());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, made.get());
  }

  /** Several programs, each asking for the same ten entries in another order. */
  @Test
  void ofManyProcessesEachFindsWholeEntries() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Asking.class.getName(),
                  folder.resolve("cache").toString(),
                  Integer.toString(p))
              .redirectErrorStream(true)
              .start());
    }
    int sum = 0;
    for (Process process : processes) {
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertEquals(0, process.waitFor(), said);
      sum += Integer.parseInt(said);
    }
    assertEquals(10, sum, "each entry was made once by somebody");
    assertEquals(10, store.entries().size());
    assertEquals(List.of(), files().stream().filter(f -> f.contains("/.")).toList());
  }

  /** A program that prints how many entries it made itself. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] args) {
      EmbeddingStore store = new EmbeddingStore(Path.of(args[0]));
      AtomicInteger made = new AtomicInteger();
      for (int i = 0; i < 10; i++) {
        int entry = (i * 3 + Integer.parseInt(args[1]) * 4) % 10;
        Embeddings found =
            store.get(
                of("p" + entry),
                300,
                writer -> {
                  made.incrementAndGet();
                  for (int row = 0; row < 1000; row++) {
                    float[] values = new float[300];
                    Arrays.fill(values, entry);
                    writer.append(List.of("row-" + row), values);
                  }
                });
        if (found.rows().rows() != 1000 || found.rows().row(999)[299] != entry) {
          throw new IllegalStateException("entry " + entry + " is not whole");
        }
      }
      System.out.println(made.get());
    }
  }

  @Test
  void aPurgeLeavesNoEntryThatHoldsAnId() throws IOException {
    Embeddings mapped = get(store, "w1", "keep", "forget-me");
    get(store, "w2", "keep", "other");
    get(store, "w3", "forget-me");
    Path half = entry("w4").resolveSibling("." + of("w4").key() + ".dead.tmp");
    Files.createDirectories(half);
    Files.write(half.resolve("ids.txt"), "forget-me\n".getBytes(StandardCharsets.UTF_8));
    List<String> gone = store.purge(Set.of("forget-me", "unknown"));
    assertEquals(Set.of(of("w1").key(), of("w3").key()), Set.copyOf(gone));
    assertEquals(
        List.of(of("w2").key()), store.entries().stream().map(EmbeddingStore.Entry::key).toList());
    assertTrue(Files.notExists(half));
    for (String file : files()) {
      assertTrue(
          !Files.readString(folder.resolve("cache").resolve(file), StandardCharsets.ISO_8859_1)
              .contains("forget-me"),
          file);
    }
    assertArrayEquals(new double[] {1, 1.5}, mapped.rows().row(1)); // whoever has it keeps it
    assertEquals(List.of(of("w2").key()), store.clear());
    assertEquals(List.of(), files());
    assertEquals(List.of(), new EmbeddingStore(folder.resolve("none")).purge(Set.of("a")));
  }

  @Test
  void entriesSayWhatTheyAreWithoutBeingOpened() {
    get(store, "w", "a", "b");
    EmbeddingStore.Entry entry = store.entries().get(0);
    assertEquals(of("w").key(), entry.key());
    assertEquals(of("w"), entry.provenance());
    assertEquals(2, entry.rows());
    assertEquals(2, entry.columns());
    // 128 + 16 of rows, 4 of ids, 128 + 16 of norms, and the description
    assertTrue(entry.bytes() > 292, () -> entry.toString());
  }

  private Embeddings get(EmbeddingStore from, String weights, String... ids) {
    return from.get(
        of(weights),
        2,
        writer -> {
          made.incrementAndGet();
          for (int i = 0; i < ids.length; i++) {
            writer.append(List.of(ids[i]), new float[] {i, i + 0.5f});
          }
          writer.note("norm", IntStream.range(0, ids.length).mapToDouble(i -> 10 + i).toArray());
        });
  }

  private static Provenance of(String weights) {
    return Provenance.of(
        Map.of("encoder", Map.of("name", "test", "scale", 0.5), "weights", weights, "layer", 3));
  }

  private Path entry(String weights) {
    String key = of(weights).key();
    return folder.resolve("cache").resolve(key.substring(0, 2)).resolve(key);
  }

  private List<String> files() {
    Path cache = folder.resolve("cache");
    if (Files.notExists(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(cache)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> cache.relativize(file).toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
