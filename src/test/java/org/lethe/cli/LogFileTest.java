package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards the only place of a stack trace: it must be written, and appended to, never replaced. */
class LogFileTest {
  @TempDir Path folder;

  @Test
  void appendsEachRecordWithItsStackTrace() throws IOException {
    Path logs = folder.resolve("home/logs");
    LogRecord first = new LogRecord(Level.SEVERE, "internal error");
    first.setThrown(new IllegalStateException("the cause"));
    new LogFile(logs).publish(first);
    new LogFile(logs).publish(new LogRecord(Level.INFO, "later"));
    List<String> lines = Files.readAllLines(onlyFile(logs));
    assertTrue(lines.get(0).contains(" SEVERE "), lines.get(0));
    assertTrue(lines.get(0).endsWith(": internal error"), lines.get(0));
    assertEquals("java.lang.IllegalStateException: the cause", lines.get(1));
    assertTrue(lines.get(2).startsWith("\tat "), lines.get(2));
    assertTrue(lines.get(lines.size() - 1).endsWith(": later"));
  }

  @Test
  void leavesNothingWithoutARecord() {
    Path logs = folder.resolve("logs");
    LogFile log = new LogFile(logs);
    log.setLevel(Level.WARNING);
    log.publish(new LogRecord(Level.INFO, "not of interest"));
    log.close();
    assertFalse(Files.exists(logs));
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size());
      return all.get(0);
    }
  }
}
