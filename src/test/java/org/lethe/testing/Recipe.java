package org.lethe.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/ that shows code which is built and tested here. */
public final class Recipe {
  private static final int LONGEST = 100;

  private Recipe() {}

  /**
   * Fails unless the page is short and holds each source to the letter, from its class comment on:
   * package and imports are left out.
   *
   * @param page for instance {@code add-a-scorer.md}
   * @param sources below {@code src/test/java/org/lethe}, without {@code .java}
   */
  public static void assertShows(String page, String... sources) throws IOException {
    String text = Files.readString(Path.of("docs", page));
    assertTrue(text.lines().count() < LONGEST, page + " has " + LONGEST + " lines or more");
    for (String name : sources) {
      String source = Files.readString(Path.of("src/test/java/org/lethe", name + ".java"));
      String code = source.substring(source.indexOf("\n/**") + 1);
      assertTrue(text.contains("```java\n" + code + "```\n"), name + " differs from " + page);
    }
  }
}
