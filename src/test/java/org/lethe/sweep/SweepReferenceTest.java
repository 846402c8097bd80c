package org.lethe.sweep;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lethe.settings.Reference;
import org.lethe.testing.GeneratedPage;

/** Guards the page of sweeps against a key, a default or a search that it does not know. */
class SweepReferenceTest {

  @Test
  void thePageIsWhatTheRecordsSay() throws Exception {
    GeneratedPage.assertUpToDate(
        Path.of("docs/sweeps.md"),
        new Reference(List.of(Search.FAMILY)).markdown(SweepSpec.class, "Keys of a sweep file"));
  }
}
