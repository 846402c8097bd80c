package org.lethe.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real program in a JVM of its own, as a user's shell starts it, from the classes of this
 * build. Immutable: each setter gives a new one.
 *
 * <pre>{@code
 * Ended ended = LetheProcess.in(folder).run("frontier", "--kl", "2", "--epsilon", "0.1");
 * assertEquals(0, ended.exitCode(), ended::err);
 * }</pre>
 */
public final class LetheProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final Map<String, String> environment;
  private final Duration timeout;
  private final List<String> javaOptions;

  /** How it ended, and what it said. */
  public record Ended(int exitCode, String out, String err) {}

  private LetheProcess(
      Path folder, Map<String, String> environment, Duration timeout, List<String> javaOptions) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.timeout = timeout;
    this.javaOptions = List.copyOf(javaOptions);
  }

  /**
   * @param folder the working directory; also {@code LETHE_HOME}, so that no test writes to the
   *     home of whoever runs it
   */
  public static LetheProcess in(Path folder) {
    return new LetheProcess(
        folder, Map.of("LETHE_HOME", folder.resolve(".lethe").toString()), PATIENCE, List.of());
  }

  /** The same with an environment variable. */
  public LetheProcess with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new LetheProcess(folder, more, timeout, javaOptions);
  }

  /** The same with options for the JVM, for instance {@code -Xmx64m}. */
  public LetheProcess withJavaOptions(String... options) {
    return new LetheProcess(folder, environment, timeout, List.of(options));
  }

  /** The same that is killed, and fails the test, after another time than two minutes. */
  public LetheProcess within(Duration time) {
    return new LetheProcess(folder, environment, time, javaOptions);
  }

  /** Runs it to its end. */
  public Ended run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, ".lethe-out", ".txt");
    Path err = Files.createTempFile(folder, ".lethe-err", ".txt");
    Process process = start(out, err, arguments);
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "still running after "
                + timeout
                + ": "
                + String.join(" ", arguments)
                + "\n"
                + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /**
   * Starts it and leaves the rest (a kill, a signal) to the caller, who ends it.
   *
   * @param out file for what it prints
   * @param err file for its errors and progress
   */
  public Process start(Path out, Path err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8", "-Dsun.stderr.encoding=UTF-8"));
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(classPath());
    command.add("org.lethe.cli.Lethe");
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String classPath() throws IOException {
    Path target = Path.of("target").toAbsolutePath();
    String libraries =
        Files.readString(target.resolve("classpath.txt"), StandardCharsets.UTF_8).strip();
    return target.resolve("classes") + System.getProperty("path.separator") + libraries;
  }
}
