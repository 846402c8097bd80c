package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guards against a time that nobody can read: a network's experiment may take weeks of minutes. */
class RunEstimateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.2|1 s",
        "119.5|120 s",
        "120|2 min",
        "7199|120 min",
        "7200|2 hours",
        "7201|3 hours",
        "172799|48 hours",
        "172800|2 days",
        "43416780|503 days", // 502.5
        "307028880|3,554 days" // 3553.57
      })
  void timeIsSaidInTheUnitOfWhichThereAreAtLeastTwo(double seconds, String said) {
    String lines = new RunEstimate(480, 0, seconds, 2, 1 << 30).describe();
    assertTrue(lines.contains("time:    about " + said + " on 2 threads"), lines);
  }
}
