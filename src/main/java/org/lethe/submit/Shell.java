package org.lethe.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.lethe.settings.BadInput;

/** A program of an engine that answers soon, or is taken to be broken. */
@FunctionalInterface
public interface Shell {

  /** How it ended, and what it said. */
  record Answer(int exitCode, String out, String err) {

    /** The first line that says something, of what went wrong if there is such a line. */
    String says() {
      return (err + "\n" + out)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .findFirst()
          .orElse("exit code " + exitCode);
    }
  }

  /**
   * Runs a program to its end.
   *
   * @throws BadInput if it is not there or does not end
   */
  Answer run(List<String> command);

  /** Real programs: an engine that hangs must not hang us with it. */
  static Shell withTimeout(Duration timeout) {
    return command -> run(command, timeout);
  }

  /** A command as a user could type it. */
  static String line(List<String> command) {
    return Words.shell(command);
  }

  private static Answer run(List<String> command, Duration timeout) {
    String name = command.get(0);
    // Files, not pipes: whatever the program leaves running could hold a pipe open.
    Path out = scratch();
    Path err = scratch();
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      throw new BadInput(
          name
              + " cannot be started ("
              + (e.getMessage() == null ? e : e.getMessage().replaceFirst(".*error=\\d+, ", ""))
              + "); is this a machine from which jobs are submitted?",
          e);
    }
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BadInput(
            name + " has not ended after " + timeout.toSeconds() + " s; is the engine well?");
      }
      return new Answer(process.exitValue(), text(out), text(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("interrupted while " + name + " ran", e);
    } catch (IOException e) {
      throw new BadInput("what " + name + " said cannot be read: " + e, e);
    } finally {
      process.destroyForcibly();
      delete(out);
      delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static Path scratch() {
    try {
      return Files.createTempFile("lethe-submit", ".txt");
    } catch (IOException e) {
      throw new BadInput("no scratch file can be made in java.io.tmpdir: " + e, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit(); // another try, later; nothing depends on it
    }
  }
}
