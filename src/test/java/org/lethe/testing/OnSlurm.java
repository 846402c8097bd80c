package org.lethe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess.Ended;

/** Tests on a private Slurm, which is started once for all of a class. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OnSlurm {
  private static final String SUBMITTED = "submitted: jobs ";

  /** Of one test. */
  @TempDir protected Path folder;

  /** Of all tests of the class. */
  protected SlurmLab lab;

  @BeforeAll
  void startSlurm(@TempDir Path place) throws Exception {
    lab = SlurmLab.start(place);
  }

  @AfterAll
  void stopSlurm() throws Exception {
    if (lab != null) { // else it could not be started
      lab.stop();
    }
  }

  /** The program, which finds this Slurm and no other. */
  protected LetheProcess lethe() {
    LetheProcess lethe = LetheProcess.in(folder);
    for (Map.Entry<String, String> variable : lab.environment().entrySet()) {
      lethe = lethe.with(variable.getKey(), variable.getValue());
    }
    return lethe;
  }

  /** Ids of the three jobs, as {@code submit slurm} told them. */
  protected static List<String> jobs(Ended ended) {
    assertEquals(0, ended.exitCode(), ended::err);
    String line = ended.out().lines().filter(l -> l.startsWith(SUBMITTED)).findFirst().orElse("");
    return List.of(line.substring(SUBMITTED.length()).split(", ", -1));
  }
}
