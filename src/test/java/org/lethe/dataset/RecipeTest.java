package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Guards against a recipe that no longer compiles: what the page shows is what is built here. */
class RecipeTest {

  @Test
  void theRecipeShowsTheCodeThatIsBuiltAndTested() throws IOException {
    String page = Files.readString(Path.of("docs", "add-a-data-set.md"));
    assertTrue(page.lines().count() < 100, "a recipe has less than 100 lines");
    for (String name : new String[] {"TwoFiles", "TwoFilesTest"}) {
      String source = Files.readString(Path.of("src/test/java/org/lethe/dataset", name + ".java"));
      // The page leaves out the package and the imports.
      String code = source.substring(source.indexOf("\n/**") + 1);
      assertTrue(page.contains("```java\n" + code + "```\n"), name + " differs from the page");
    }
  }
}
