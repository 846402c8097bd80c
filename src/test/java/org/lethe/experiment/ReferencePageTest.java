package org.lethe.experiment;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lethe.settings.Reference;
import org.lethe.testing.GeneratedPage;

/** Guards the page of all keys against a default or a method that it does not know. */
class ReferencePageTest {

  @Test
  void thePageIsWhatTheRecordsSay() throws Exception {
    GeneratedPage.assertUpToDate(
        Path.of("docs/experiment-file.md"),
        new Reference(Methods.FAMILIES).markdown(ExperimentSpec.class, "Keys of the file"));
  }
}
