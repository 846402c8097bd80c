package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/** Guards against a session that another machine, of another language, takes for a new one. */
class SessionFilesTest {

  @Test
  void roundsHaveTheSameNamesUnderEveryLocale(@TempDir Path folder) throws IOException {
    Path rounds = Files.createDirectories(folder.resolve("rounds"));
    Path first = Files.writeString(rounds.resolve("0001.json"), "no round");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      // where it is not found, there is nothing to read and nothing to refuse
      String said = Refused.message(BadInput.class, () -> new SessionFiles(folder).rounds());
      assertEquals(first.toString(), said.substring(0, first.toString().length()));
    } finally {
      Locale.setDefault(before);
    }
    try (Stream<Path> files = Files.list(rounds)) {
      assertEquals(1, files.count());
    }
  }
}
