package org.lethe.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/**
 * Where the program writes what a user need not read: one file a day below {@code
 * $LETHE_HOME/logs}, {@code ~/.lethe/logs} by default. It comes into being with its first record,
 * so that a command without trouble leaves nothing; several processes may append to it.
 */
public final class LogFile extends Handler {
  private static final String CONFIGURATION = "java.util.logging.config.class";

  private static final String NATIVES = "org.bytedeco.javacpp.logger";

  private final Path folder;

  /** For {@link LogManager}, which makes it by name. */
  public LogFile() {
    this(folder());
  }

  LogFile(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes this the place of all logging, at no cost until somebody logs. A configuration that the
   * user gives to the JVM stays in force.
   */
  static void install() {
    if (System.getProperty(CONFIGURATION) == null
        && System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty(CONFIGURATION, Configuration.class.getName());
    }
    // The loader of natives remarks that libraries are of another release than itself, on stderr.
    if (System.getProperty(NATIVES) == null) {
      System.setProperty(NATIVES, "slf4j");
    }
  }

  /** Today's file; it need not be there. */
  public static Path place() {
    return today(folder());
  }

  private static Path today(Path folder) {
    return folder.resolve("lethe-" + LocalDate.now(ZoneOffset.UTC) + ".log");
  }

  /** {@code $LETHE_HOME/logs}, or {@code ~/.lethe/logs}. */
  static Path folder() {
    String home = System.getenv("LETHE_HOME");
    return (home == null || home.isBlank()
            ? Path.of(System.getProperty("user.home"), ".lethe")
            : Path.of(home))
        .resolve("logs");
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    String text = text(record);
    try {
      Files.createDirectories(folder);
      // One write a record: lines of two processes do not mix.
      Files.writeString(today(folder), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      // Better on the terminal than nowhere.
      System.err.print(text);
      reportError("cannot write " + today(folder), e, ErrorManager.WRITE_FAILURE);
    }
  }

  private static String text(LogRecord record) {
    StringWriter out = new StringWriter();
    PrintWriter lines = new PrintWriter(out);
    lines.printf(
        "%s %s [%d] %s: %s%n",
        record.getInstant().truncatedTo(ChronoUnit.MILLIS),
        record.getLevel(),
        ProcessHandle.current().pid(),
        record.getLoggerName(),
        record.getMessage());
    if (record.getThrown() != null) {
      record.getThrown().printStackTrace(lines);
    }
    lines.flush();
    return out.toString();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** What {@link LogManager} makes first of all. */
  public static final class Configuration {
    /** Sends everything from INFO on to the file. */
    public Configuration() throws IOException {
      String properties = "handlers=" + LogFile.class.getName() + "\n.level=INFO\n";
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream(properties.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }
}
