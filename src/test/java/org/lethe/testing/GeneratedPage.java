package org.lethe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A committed page whose second part is generated from the code: a test holds the two against each
 * other, and with {@code -Dlethe.regenerate=true} writes the page instead.
 */
public final class GeneratedPage {
  /** What is above this line is written by hand. */
  static final String MARK =
      "<!-- From here on generated from the code; mvn test -Dlethe.regenerate=true writes it. -->";

  private GeneratedPage() {}

  /**
   * Fails if the page does not end with what the code says now.
   *
   * @param page below the repository's root, for instance {@code docs/experiment-file.md}
   */
  public static void assertUpToDate(Path page, String generated) throws IOException {
    String written = Files.readString(page);
    int mark = written.indexOf(MARK);
    if (mark < 0) {
      throw new AssertionError(page + " has no line " + MARK);
    }
    String expected = written.substring(0, mark) + MARK + "\n\n" + generated;
    if (Boolean.getBoolean("lethe.regenerate")) {
      Files.writeString(page, expected);
    } else {
      assertEquals(
          expected,
          written,
          page + " differs from the code: mvn test -Dlethe.regenerate=true writes it again");
    }
  }
}
