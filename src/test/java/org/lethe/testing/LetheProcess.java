package org.lethe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
  private static final String SEPARATOR = System.getProperty("path.separator");

  private final Path folder;
  private final Map<String, String> environment;
  private final Duration timeout;
  private final List<String> javaOptions;
  private final List<Path> classPath;

  /** How it ended, and what it said. */
  public record Ended(int exitCode, String out, String err) {}

  private LetheProcess(
      Path folder,
      Map<String, String> environment,
      Duration timeout,
      List<String> javaOptions,
      List<Path> classPath) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.timeout = timeout;
    this.javaOptions = List.copyOf(javaOptions);
    this.classPath = List.copyOf(classPath);
  }

  /**
   * @param folder the working directory; also {@code LETHE_HOME}, so that no test writes to the
   *     home of whoever runs it
   */
  public static LetheProcess in(Path folder) {
    return new LetheProcess(
        folder,
        Map.of("LETHE_HOME", folder.resolve(".lethe").toString()),
        PATIENCE,
        List.of(),
        classPath());
  }

  /** The same with an environment variable. */
  public LetheProcess with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new LetheProcess(folder, more, timeout, javaOptions, classPath);
  }

  /** The same with options for the JVM, for instance {@code -Xmx64m}. */
  public LetheProcess withJavaOptions(String... options) {
    return new LetheProcess(folder, environment, timeout, List.of(options), classPath);
  }

  /** The same with other classes and libraries than {@link #classPath}. */
  public LetheProcess withClassPath(List<Path> entries) {
    return new LetheProcess(folder, environment, timeout, javaOptions, entries);
  }

  /** The same that is killed, and fails the test, after another time than two minutes. */
  public LetheProcess within(Duration time) {
    return new LetheProcess(folder, environment, time, javaOptions, classPath);
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
    command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(SEPARATOR)));
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

  /** The classes of this build, then its libraries. */
  public static List<Path> classPath() {
    Path target = Path.of("target").toAbsolutePath();
    List<Path> entries = new ArrayList<>(List.of(target.resolve("classes")));
    try {
      String libraries = Files.readString(target.resolve("classpath.txt")).strip();
      Pattern.compile(SEPARATOR, Pattern.LITERAL)
          .splitAsStream(libraries)
          .map(Path::of)
          .forEach(entries::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }
}
