package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.embedding.Provenance;
import org.lethe.selection.RemovalManifest;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/** Guards against a purge that passes by a store, or takes what it should leave. */
class CacheCommandTest {
  @TempDir Path folder;

  private EmbeddingStore own = new EmbeddingStore(Path.of("unused"));
  private EmbeddingStore ofExperiment = own;

  @BeforeEach
  void fill() throws IOException {
    own = new EmbeddingStore(folder.resolve(".lethe/cache/embeddings"));
    ofExperiment = new EmbeddingStore(folder.resolve("results/cats/cache/embeddings"));
    add(own, "minilm", "a", "b");
    add(ofExperiment, "network-layer", "b", "c");
    add(ofExperiment, "other", "c", "d");
    Path network = folder.resolve("results/cats/cache/networks/abc.safetensors");
    Files.createDirectories(network.resolveSibling("more"));
    Files.write(network, new byte[1]);
  }

  @Test
  void listTellsEveryEntryOfEveryStore() throws Exception {
    String said = lethe("cache", "list").out();
    for (String expected : List.of("minilm", "network-layer", "other", "2 × 1")) {
      assertTrue(said.contains(expected), said);
    }
    assertEquals(5, said.lines().count(), said);
  }

  @Test
  void purgeDeletesWhatHoldsASampleOfTheManifest() throws Exception {
    new RemovalManifest(List.of("b"), "lr-cos", new TreeMap<>(), "1", 2, new TreeMap<>(), 1, "0")
        .write(folder.resolve("remove.json"));
    assertEquals(
        "2 entries deleted; none is left that holds one of 1 samples",
        lethe("cache", "purge", "--manifest", "remove.json").out().strip());
    assertEquals(0, own.entries().size());
    assertEquals("other", ofExperiment.entries().get(0).provenance().inputs().get("encoder"));
    assertEquals(1, ofExperiment.entries().size());
  }

  @Test
  void clearDeletesEverythingAndTheNetworks() throws Exception {
    assertEquals("3 entries deleted, 1 file of networks", lethe("cache", "clear").out().strip());
    assertEquals(List.of(), ofExperiment.entries());
    assertFalse(Files.exists(folder.resolve("results/cats/cache/networks/abc.safetensors")));
  }

  @Test
  void aManifestThatIsNoneIsRefused() throws Exception {
    Ended ended = LetheProcess.in(folder).run("cache", "purge", "--manifest", "nothing.json");
    assertEquals(2, ended.exitCode(), ended::err);
    assertEquals(1, ended.err().lines().count(), ended::err);
    assertEquals(2, ofExperiment.entries().size());
  }

  private Ended lethe(String... arguments) throws IOException, InterruptedException {
    Ended ended = LetheProcess.in(folder).run(arguments);
    assertEquals(0, ended.exitCode(), ended::err);
    return ended;
  }

  private static void add(EmbeddingStore store, String encoder, String... ids) {
    store.get(
        Provenance.of(Map.of("encoder", encoder)),
        1,
        writer -> writer.append(List.of(ids), new float[ids.length]));
  }
}
