package org.lethe.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a few lines. */
class TwoFilesTest extends CorpusContract {
  @TempDir Path home;

  @Override
  Corpus open() {
    try {
      Path folder = Files.createDirectories(home.resolve("two-files"));
      Files.writeString(folder.resolve("forget.txt"), "a\nb\nc\nd\ne\nf\n");
      Files.writeString(folder.resolve("retain.txt"), "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TwoFiles("forget.txt", "retain.txt").open(new DataHome(home, true));
  }

  @Override
  TestPart testPart() {
    return TestPart.DIVIDED;
  }
}
