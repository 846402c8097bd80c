package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Measurement;
import org.lethe.results.ResultFolder;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/**
 * The real command, killed while it trains: guards against a training that begins anew each time,
 * so that a machine that is taken away every hour never ends it, and against one that goes on to
 * another result.
 */
@Tag("full")
class StoppedTrainingTest {
  private static final String EXPERIMENT =
      """
      name: stopped
      data: {name: shapes, classes: [circle, square, star], size: 16, train: 150, test: 20}
      encoder:
        name: network-layer
        architecture: &network {name: small-cnn, width: 8, hidden: 16}
        training: &recipe {epochs: 80, batch: 32, learning-rate: 0.02, schedule: cosine}
      scorers: []
      learners:
        - {name: network, architecture: *network, training: *recipe}
      unlearners:
        - retrain
        - {name: fine-tune, descent: {epochs: 80, batch: 32}}
      budgets: [0, 1]
      seeds: 1
      """;

  private static final int TRIALS = 4;
  private static final int KILLS = 2;

  @TempDir Path folder;

  private String[] command(String results) {
    return new String[] {"run", "stopped.yaml", "--results", results, "--threads", "1", "--quiet"};
  }

  private Path checkpoints(String results) {
    return folder.resolve(results).resolve("stopped/cache/checkpoints");
  }

  private List<Path> filesOf(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> file.toString().endsWith(".checkpoint")).toList();
    }
  }

  private Map<String, List<Measurement>> measured(String results) {
    Map<String, List<Measurement>> measured = new TreeMap<>();
    ResultFolder.existing(folder.resolve(results).resolve("stopped"))
        .trials()
        .forEach(trial -> measured.put(trial.id(), trial.measurements()));
    return measured;
  }

  @Test
  void killedTwiceItEndsWithTheSameBits() throws Exception {
    Files.writeString(folder.resolve("stopped.yaml"), EXPERIMENT);
    LetheProcess lethe = LetheProcess.in(folder);
    int killed = 0;
    while (killed < KILLS) {
      List<Path> before = filesOf(checkpoints("killed"));
      Process process =
          lethe.start(folder.resolve("out"), folder.resolve("err"), command("killed"));
      try {
        long modified = before.isEmpty() ? 0 : time(before.get(0));
        while (process.isAlive() && !hasMoved(before, modified)) {
          process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertTrue(process.isAlive(), "it ended before it could be killed");
      } finally {
        process.destroyForcibly().waitFor();
      }
      killed++;
    }
    assertNotEquals(List.of(), filesOf(checkpoints("killed")));

    Ended ended = lethe.run(command("killed"));
    assertEquals(0, ended.exitCode(), ended::err);
    Ended undisturbed = lethe.run(command("whole"));
    assertEquals(0, undisturbed.exitCode(), undisturbed::err);
    assertEquals(TRIALS, measured("whole").size());
    assertEquals(measured("whole"), measured("killed"));
    assertEquals(List.of(), filesOf(checkpoints("killed")));
  }

  /** A checkpoint was written since the process was started. */
  private boolean hasMoved(List<Path> before, long modified) throws IOException {
    List<Path> now = filesOf(checkpoints("killed"));
    return !now.isEmpty() && (!now.equals(before) || time(now.get(0)) > modified);
  }

  private static long time(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }
}
