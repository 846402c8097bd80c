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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Measurement;
import org.lethe.results.ResultFolder;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/**
 * The real commands, killed and signalled while they train: guards against a training that begins
 * anew each time, so that a machine that is taken away every hour never ends it, and against one
 * that goes on to another result.
 */
@Tag("full")
class StoppedTrainingTest {
  /** Long trainings: each must still write a checkpoint, every two seconds, after a stop. */
  private static final String EXPERIMENT =
      """
      name: stopped
      data: {name: shapes, classes: [circle, square, star], size: 16, train: 150, test: 20}
      encoder:
        name: network-layer
        architecture: &network {name: small-cnn, width: 8, hidden: 16}
        training: &recipe {epochs: 200, batch: 32, learning-rate: 0.02, schedule: cosine}
      scorers: []
      learners:
        - {name: network, architecture: *network, training: *recipe}
      unlearners:
        - retrain
        - {name: fine-tune, descent: {epochs: 200, batch: 32}}
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

  @BeforeEach
  void writeExperiment() throws IOException {
    Files.writeString(folder.resolve("stopped.yaml"), EXPERIMENT);
  }

  /** Signals a process as soon as it has written a checkpoint; gives its exit code. */
  private int stop(String signal, String results, String... command) throws Exception {
    List<Path> before = filesOf(checkpoints(results));
    long modified = before.isEmpty() ? 0 : time(before.get(0));
    Process process =
        LetheProcess.in(folder).start(folder.resolve("out"), folder.resolve("err"), command);
    try {
      while (process.isAlive() && !hasMoved(results, before, modified)) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      assertTrue(process.isAlive(), "it ended before it could be stopped");
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it went on after the signal");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertNotEquals(List.of(), filesOf(checkpoints(results)));
    return process.exitValue();
  }

  private Ended done(String... command) throws Exception {
    Ended ended = LetheProcess.in(folder).run(command);
    assertEquals(0, ended.exitCode(), ended::err);
    return ended;
  }

  private void assertAsUndisturbed(String results) throws Exception {
    done(command("whole"));
    assertEquals(TRIALS, measured("whole").size());
    assertEquals(measured("whole"), measured(results));
    assertEquals(List.of(), filesOf(checkpoints(results)), "what is recorded needs none");
  }

  @Test
  void killedTwiceItEndsWithTheSameBits() throws Exception {
    for (int i = 0; i < KILLS; i++) {
      stop("KILL", "killed", command("killed"));
    }
    done(command("killed"));
    assertAsUndisturbed("killed");
  }

  @Test
  void signalledByAnEngineItSaysTryAgainAndEndsWithTheSameBits() throws Exception {
    done("plan", "stopped.yaml", "--out", "b");
    String[] prepare = {"prepare", "b/manifest.jsonl", "--results", "batch"};
    assertEquals(EngineCommand.TRY_AGAIN, stop("TERM", "batch", prepare));
    done(prepare);
    String[] work = {
      "work", "b/manifest.jsonl", "--results", "batch", "--index", "0", "--stride", "1"
    };
    assertEquals(EngineCommand.TRY_AGAIN, stop("TERM", "batch", work));
    String said = Files.readString(folder.resolve("err"));
    assertTrue(said.contains("stopped in the middle of trial "), said);
    assertEquals(EngineCommand.TRY_AGAIN, stop("USR1", "batch", work));
    done(work);
    done("status", "b/manifest.jsonl", "--results", "batch");
    assertEquals(List.of(), ResultFolder.existing(folder.resolve("batch/stopped")).failures());
    assertAsUndisturbed("batch");
  }

  /** A checkpoint was written since the process was started. */
  private boolean hasMoved(String results, List<Path> before, long modified) throws IOException {
    List<Path> now = filesOf(checkpoints(results));
    return !now.isEmpty() && (!now.equals(before) || time(now.get(0)) > modified);
  }

  private static long time(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }
}
