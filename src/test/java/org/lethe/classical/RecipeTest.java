package org.lethe.classical;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.lethe.testing.Recipe;

/** Guards against a recipe that no longer compiles: what the page shows is what is built here. */
class RecipeTest {

  @Test
  void theRecipeShowsTheCodeThatIsBuiltAndTested() throws IOException {
    Recipe.assertShows("add-a-learner.md", "classical/NearestMean", "classical/NearestMeanTest");
  }
}
