package org.lethe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards against a test that hangs because the controller that it killed had not yet written down
 * which jobs ran: it then starts them twice, holds them and drains their nodes.
 */
@Tag("full")
@Timeout(120)
class SlurmLabRepairTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void whatAForgetfulControllerHoldsIsReleased() throws Exception {
    SlurmLab lab = SlurmLab.start(folder);
    try {
      Path script = folder.resolve("job.sh");
      Files.writeString(script, "#!/bin/sh\nsleep 4\n");
      String job =
          lab.run("sbatch", "--parsable", "--requeue", "--output=/dev/null", script.toString())
              .strip();
      lab.await("start", LONG, () -> "RUNNING".equals(lab.states().get(job)));
      lab.killController();
      lab.startController();
      lab.awaitQuiet(LONG);
      assertEquals(List.of("COMPLETED"), List.copyOf(lab.states().values()));
    } finally {
      lab.stop();
    }
  }
}
