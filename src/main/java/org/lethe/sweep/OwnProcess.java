package org.lethe.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepFolder.CandidateFailure;
import org.lethe.settings.BadInput;

/**
 * Each candidate as {@code lethe run} in a process of its own: what leaks or crashes there ends
 * with it, is recorded, and the others go on.
 *
 * @param lethe the words that start the program
 * @param threads of each candidate
 */
record OwnProcess(List<String> lethe, int threads) implements CandidateRunner {
  private static final int BAD_INPUT = 2;
  private static final int SIGNAL = 128;
  private static final List<Integer> ENDED_POLITELY = List.of(SIGNAL + 2, SIGNAL + 15);
  private static final long PATIENCE_SECONDS = 20;

  /** Ctrl-C reaches the children first; then it is our turn within this time. */
  private static final long OUR_TURN_MILLIS = 3000;

  private static final int LAST_LINES = 30;

  OwnProcess {
    lethe = List.copyOf(lethe);
  }

  @Override
  public Optional<CandidateFailure> run(Candidate candidate, SweepFolder folder)
      throws InterruptedException {
    Path log = folder.candidates().resolve(candidate.id() + ".log");
    List<String> words = new ArrayList<>(lethe);
    words.addAll(
        List.of(
            "run",
            folder.candidates().resolve(candidate.id() + ".yaml").toString(),
            "--results",
            folder.candidates().toString(),
            "--cache",
            folder.cache().toString(),
            "--threads",
            String.valueOf(threads),
            "--quiet"));
    Process process = start(words, log);
    int code;
    try {
      code = process.waitFor();
      if (ENDED_POLITELY.contains(code)) {
        Thread.sleep(OUR_TURN_MILLIS);
      }
    } catch (InterruptedException e) {
      end(process);
      throw e;
    }
    if (code == 0) {
      return Optional.empty();
    }
    List<String> said = lastLines(log);
    String last = said.isEmpty() ? "" : said.get(said.size() - 1);
    if (code == BAD_INPUT) {
      throw new BadInput(last.replaceFirst("^lethe: ", ""));
    }
    return Optional.of(
        new CandidateFailure(
            candidate.recordId(),
            "its process "
                + (code > SIGNAL
                    ? "was ended by signal " + (code - SIGNAL)
                    : "ended with exit code " + code),
            String.join("\n", said)));
  }

  private static Process start(List<String> words, Path log) {
    try {
      return new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new BadInput("cannot start a process for a candidate: " + e.getMessage(), e);
    }
  }

  /** Politely, so that it writes down what it has; else at once. */
  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> lastLines(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      return List.of("what it said cannot be read: " + e);
    }
  }
}
