package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** {@code lethe run} in this JVM, below one folder; what it said is of the last run. */
final class RunHere {
  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  RunHere(Path folder) {
    this.folder = folder;
  }

  /** Runs a file of its own, {@code mine.yaml}. */
  int yaml(String yaml, String... more) throws IOException {
    return file(Files.writeString(folder.resolve("mine.yaml"), yaml), more);
  }

  int file(Path file, String... more) {
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
    arguments.addAll(List.of("--results", folder.resolve("results").toString(), "--threads", "2"));
    arguments.addAll(List.of(more));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return line.execute(arguments.toArray(String[]::new));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /**
   * Bad input, told in one line that has all these parts; how many trials there are may precede.
   */
  void assertRefused(int exitCode, String... said) {
    String message = err();
    assertEquals(2, exitCode, message);
    List<String> lines =
        message.lines().filter(line -> !line.matches("[a-z-]+: [0-9]+ trials?.*")).toList();
    assertEquals(1, lines.size(), message);
    assertTrue(lines.get(0).startsWith("lethe: "), message);
    for (String part : said) {
      assertTrue(message.contains(part), "'" + part + "' is missing: " + message);
    }
    assertEquals("", out());
  }
}
