package org.lethe.nd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards against files that are seen half written, and against halves that stay. */
class ReplacementTest {
  @TempDir Path folder;

  private Path old() throws IOException {
    return Files.writeString(folder.resolve("file"), "old");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void whatWasThereStaysUntilTheNewFileIsWhole() throws IOException {
    Path file = old();
    try (Replacement replacement = Replacement.of(file)) {
      Files.writeString(replacement.part(), "new");
      assertEquals("old", Files.readString(file));
      assertTrue(AtomicFiles.isTemporary(replacement.part()), replacement.part().toString());
      replacement.finish();
      assertEquals("new", Files.readString(file));
    }
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("file"), names());
  }

  @Test
  void whatIsNotFinishedLeavesNothing() throws IOException {
    Path file = old();
    try (Replacement replacement = Replacement.of(file)) {
      Files.writeString(replacement.part(), "half");
    }
    Replacement.of(file).close(); // nothing was written at all
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("file"), names());
  }

  @Test
  void writersOfOneFileDoNotMix() throws IOException {
    Path file = folder.resolve("of/one/file");
    try (Replacement first = Replacement.of(file);
        Replacement second = Replacement.of(file)) {
      Files.writeString(first.part(), "first");
      Files.writeString(second.part(), "second");
      second.finish();
      first.finish();
    }
    assertEquals("first", Files.readString(file));
  }
}
