package org.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards the way of a new user: a fresh clone, in a path with blanks, must build itself with the
 * real Maven and start, with nothing there that only a developer's checkout has.
 */
@Tag("full")
@EnabledOnOs({OS.LINUX, OS.MAC})
class FreshCloneTest {
  @TempDir Path folder;

  @Test
  void buildsItselfAndStarts() throws IOException, InterruptedException {
    Path clone = folder.resolve("a clone");
    String here = Path.of("").toAbsolutePath().toString();
    assertEquals("", run(folder, "git", "clone", "-q", here, clone.toString()));
    String first = run(folder, clone.resolve("lethe").toString(), "--version");
    assertTrue(first.startsWith("Building Lethe (first run, a minute or two) …\n"), first);
    String commit = run(clone, "git", "rev-parse", "--short=10", "HEAD").strip();
    String second = run(folder, clone.resolve("lethe").toString(), "--version");
    assertTrue(second.matches("(?s)lethe [0-9.]+ \\(commit " + commit + "\\)\n.*"), second);
  }

  /** What it prints, errors included. */
  private String run(Path where, String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    List<String> words = List.of(command);
    Process process =
        new ProcessBuilder(words)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), String.join(" ", words));
    String printed = Files.readString(out);
    assertEquals(0, process.exitValue(), printed);
    return printed;
  }
}
