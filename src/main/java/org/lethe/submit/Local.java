package org.lethe.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.lethe.settings.BadInput;

/**
 * A batch on this machine: the same worker processes as on a cluster, a few at a time. A slice that
 * stops early or whose JVM dies is started again; one whose input cannot be used is not.
 */
public final class Local {
  /** What {@code work} ends with when it may go on later. */
  private static final int STOPPED = 75;

  /** The manifest, or what it needs, cannot be used: the same again would not help. */
  private static final List<Integer> HOPELESS = List.of(64, 65);

  private static final long POLL_MILLIS = 20;
  private static final long PATIENCE_SECONDS = 30;

  private final Batch batch;
  private final Program program;
  private final int passes;
  private final Path folder;
  private final Consumer<String> say;

  /** One worker process and the slice it is at. */
  private record Running(int slice, Process process) {}

  /**
   * @param here environment of this process: where data and models are
   * @param say takes what happens, line by line
   */
  public Local(Batch batch, Site site, Map<String, String> here, Consumer<String> say) {
    this.batch = batch;
    this.program = Program.at(site, here);
    this.passes = site.passes();
    this.folder = batch.folder("local").resolve("logs");
    this.say = say;
  }

  /**
   * Prepares, works, collects.
   *
   * @param processes at a time, 1 or more; the manifest is cut into as many slices
   * @param tries of each slice, 1 or more
   * @return what {@code status} ends with: 0, or 3 while a trial is missing or failed
   * @throws BadInput if the cache cannot be made, or a slice's input cannot be used
   * @throws InterruptedException if this thread is interrupted; the workers are told to stop then,
   *     and have a moment to write their checkpoints
   */
  public int run(int processes, int tries) throws InterruptedException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BadInput(folder + ": cannot be made: " + e, e);
    }
    int slices = Math.min(processes, batch.count());
    prepare(tries);
    say.accept(batch.size() + " by " + slices + (slices == 1 ? " process" : " processes"));
    for (int pass = 0; pass < passes; pass++) {
      work(slices, tries);
    }
    end(program.collect(batch), "collect.log");
    return end(program.status(batch), "status.log");
  }

  private void prepare(int tries) throws InterruptedException {
    Path log = folder.resolve("prepare.log");
    for (int attempt = 1; ; attempt++) {
      int code = wait(start(program.prepare(batch), log));
      if (code == 0) {
        return;
      }
      if (code != STOPPED || attempt >= tries) {
        throw new BadInput(
            "the cache cannot be prepared (exit code "
                + code
                + "): "
                + lastLine(log)
                + " ("
                + log
                + ")");
      }
    }
  }

  private void work(int slices, int tries) throws InterruptedException {
    Deque<Integer> waiting = new ArrayDeque<>();
    for (int slice = 0; slice < slices; slice++) {
      waiting.add(slice);
    }
    Map<Integer, Integer> started = new HashMap<>();
    List<Running> running = new ArrayList<>();
    List<String> hopeless = new ArrayList<>();
    try {
      while (!waiting.isEmpty() || !running.isEmpty()) {
        while (!waiting.isEmpty() && running.size() < slices) {
          int slice = waiting.remove();
          started.merge(slice, 1, Integer::sum);
          List<String> command = program.work(batch, slices);
          command.addAll(List.of("--index", Integer.toString(slice)));
          running.add(new Running(slice, start(command, log(slice))));
        }
        for (Running ended : running.stream().filter(r -> !r.process().isAlive()).toList()) {
          running.remove(ended);
          int code = ended.process().exitValue();
          int slice = ended.slice();
          int times = started.getOrDefault(slice, 0);
          if (HOPELESS.contains(code)) {
            hopeless.add("slice " + slice + " (exit code " + code + "): " + lastLine(log(slice)));
          } else if (code != 0 && times < tries) {
            say.accept("slice " + slice + " ended with " + code + " and is started again");
            waiting.add(slice);
          } else if (code != 0) {
            say.accept(
                "slice "
                    + slice
                    + " ended with "
                    + code
                    + " "
                    + times
                    + " times; see "
                    + log(slice));
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
    } finally {
      stop(running);
    }
    if (!hopeless.isEmpty()) {
      throw new BadInput(String.join("; ", hopeless));
    }
  }

  private int end(List<String> command, String name) throws InterruptedException {
    Path log = folder.resolve(name);
    try {
      Files.deleteIfExists(log); // of an earlier run; this one's is shown
      int code = wait(start(command, log));
      Files.readString(log).lines().forEach(say);
      return code;
    } catch (IOException e) {
      throw new BadInput(log + ": cannot be read: " + e, e);
    }
  }

  private Path log(int slice) {
    return folder.resolve("slice-" + slice + ".log");
  }

  private Process start(List<String> command, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(program.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BadInput(command.get(0) + " cannot be started: " + e.getMessage(), e);
    }
  }

  private static int wait(Process process) throws InterruptedException {
    try {
      return process.waitFor();
    } finally {
      process.destroy();
    }
  }

  /** Tells workers to stop, and kills those that do not. */
  private static void stop(List<Running> running) {
    running.forEach(r -> r.process().destroy());
    boolean interrupted = false;
    for (Running worker : running) {
      try {
        if (!worker.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          worker.process().destroyForcibly();
        }
      } catch (InterruptedException e) {
        interrupted = true;
        worker.process().destroyForcibly();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String lastLine(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty() ? "said nothing" : lines.get(lines.size() - 1).strip();
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }
}
