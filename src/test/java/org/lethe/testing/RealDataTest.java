package org.lethe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Guards against a build that looks green because its data was not found: skipping is allowed only
 * where data is optional.
 */
class RealDataTest {

  @TempDir Path home;

  @Test
  void skipsWithAReasonWithoutData() {
    TestAbortedException skipped =
        assertThrows(TestAbortedException.class, () -> RealData.folder("sms", Map.of()));
    assertTrue(skipped.getMessage().contains("LETHE_DATA"), skipped.getMessage());
  }

  @Test
  void failsWhereDataIsRequired() {
    Map<String, String> environment =
        Map.of("LETHE_DATA", home.toString(), "LETHE_REQUIRE_DATA", "true");
    assertThrows(AssertionError.class, () -> RealData.folder("sms", environment));
    assertThrows(
        AssertionError.class, () -> RealData.folder("sms", Map.of("LETHE_REQUIRE_DATA", "true")));
  }

  @Test
  void findsTheFolderOfADataSet() throws IOException {
    Path folder = Files.createDirectory(home.resolve("sms"));
    assertEquals(folder, RealData.folder("sms", Map.of("LETHE_DATA", home.toString())));
  }
}
