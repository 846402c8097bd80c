package org.lethe.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.lethe.nd.AtomicFiles;
import org.lethe.nd.Parallel;
import org.lethe.settings.BadInput;

/**
 * The files of one folder of results: what is there, what one says, and writing one whole. That a
 * file cannot be read is no error, for any number of processes write here and disks run full.
 */
final class RecordFiles {
  static final String TRIALS = "trials";
  static final String TARGETS = "targets";
  static final String RANKINGS = "rankings";
  static final String FAILED = "failed";
  static final Pattern ID = Pattern.compile("[0-9a-f]{8,128}");

  private final Path folder;

  RecordFiles(Path folder) {
    this.folder = folder;
  }

  /** Where they are. */
  Path folder() {
    return folder;
  }

  /** Makes something of the content of a file. */
  interface Reader<T> {
    T read(byte[] bytes) throws IOException;
  }

  /** What one file held, or why it could not be read. */
  record Reading<T>(Optional<T> content, String warning) {
    static <T> Reading<T> of(Path file, Reader<T> reader) {
      try {
        return new Reading<>(Optional.of(reader.read(Files.readAllBytes(file))), "");
      } catch (IOException e) {
        return new Reading<>(Optional.empty(), file + " is no record, left out: " + why(e));
      }
    }
  }

  /**
   * What the records below a part of the folder hold, by their names.
   *
   * @param warnings is added to: one for each file that cannot be read
   */
  <T> List<T> read(String part, Reader<T> reader, List<String> warnings) {
    List<Path> files = list(part);
    List<Reading<T>> readings = Parallel.map(files.size(), i -> Reading.of(files.get(i), reader));
    readings.stream()
        .filter(reading -> reading.content().isEmpty())
        .map(Reading::warning)
        .forEach(warnings::add);
    return readings.stream().flatMap(reading -> reading.content().stream()).toList();
  }

  /** The records below a part of the folder, sorted by name; temporary files are hidden ones. */
  List<Path> list(String part) {
    Path top = folder.resolve(part);
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    List<Path> records = new ArrayList<>();
    try {
      Files.walkFileTree(
          top,
          Set.of(),
          2,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              if (is.isRegularFile() && isRecordName(String.valueOf(file.getFileName()))) {
                records.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              // Another process has renamed its temporary file since the folder was listed.
              if (e instanceof NoSuchFileException && AtomicFiles.isTemporary(file)) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new BadInput(top + " cannot be read: " + why(e), e);
    }
    Collections.sort(records);
    return records;
  }

  private static boolean isRecordName(String name) {
    return name.endsWith(".json") && !name.startsWith(".");
  }

  /** Writes a file, unless it is there and says the same. */
  void write(String name, byte[] content) {
    Path file = folder.resolve(name);
    try {
      AtomicFiles.writeIfChanged(file, content);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  /** Writes a file, also where it is there and says the same. */
  void replace(String name, byte[] content) {
    Path file = folder.resolve(name);
    try {
      AtomicFiles.write(file, content);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  /** The line for a file that cannot be written. */
  static BadInput cannotWrite(Path file, IOException e) {
    return new BadInput(file + " cannot be written: " + why(e), e);
  }

  /** The reason in one line, without the path that the message names already. */
  static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    if (e instanceof JsonProcessingException json) {
      // After the semicolon Jackson names its own switches, after the first line its path.
      return json.getOriginalMessage().split("[;\n]", 2)[0]
          + Optional.ofNullable(json.getLocation())
              .map(at -> " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
              .orElse("");
    }
    return Optional.ofNullable(e.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(e.getClass().getSimpleName());
  }
}
