package org.lethe.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards the sharing-out: too many slices are refused by the site after half is submitted, too few
 * cannot end in their time.
 */
class SlicesTest {
  /** 4 h of which 14250 s can be used, 2 h wanted, a minute each: 120 trials a slice. */
  private static final Site USUAL = Site.unspecified();

  private static Batch batch(int lines, int trials) {
    return new Batch(
        Path.of("/b/manifest.jsonl"), Path.of("/b/results"), "b", lines, trials, "0".repeat(64));
  }

  @Test
  void slicesGetTheTimeThatIsWanted() {
    assertEquals(
        new Slices(9, 112), Slices.of(batch(1000, 1000), USUAL, 1001, "MaxArraySize 1001"));
  }

  /** 30 trials of a minute share a line: half an hour, four lines in the two hours wanted. */
  @Test
  void cheapTrialsThatShareALineAreCountedEach() {
    assertEquals(new Slices(3, 4), Slices.of(batch(12, 360), USUAL, 1001, "MaxArraySize 1001"));
  }

  @Test
  void smallBatchesAreOneSlice() {
    assertEquals(new Slices(1, 7), Slices.of(batch(7, 7), USUAL, 1001, "MaxArraySize 1001"));
  }

  @Test
  void longTrialsAreSlicesOfTheirOwn() {
    Site hours = Site.parse("seconds-per-trial: 9000", "site.yaml");

    assertEquals(new Slices(7, 1), Slices.of(batch(7, 7), hours, 1001, "MaxArraySize 1001"));
  }

  /** 1000 trials in 5 slices are 200 each: 12000 s, more than wanted but within the limit. */
  @Test
  void slicesGrowWhereTheSiteTakesFew() {
    assertEquals(new Slices(5, 200), Slices.of(batch(1000, 1000), USUAL, 5, "MaxArraySize 5"));
  }

  /** 4 slices of 14250 s hold 237 trials each, 948 in all. */
  @Test
  void limitsThatHoldTooLittleAreToldInNumbers() {
    String message =
        Refused.message(
            BadInput.class, () -> Slices.of(batch(1000, 1000), USUAL, 4, "MaxArraySize 4"));

    assertTrue(message.contains("1000 trials of 60 s do not fit"), message);
    assertTrue(message.contains("(MaxArraySize 4)"), message);
    assertTrue(message.contains("948 in all"), message);
  }

  @Test
  void aTrialThatFitsIntoNoSliceIsRefused() {
    Site day = Site.parse("seconds-per-trial: 86400", "site.yaml");

    String message =
        Refused.message(BadInput.class, () -> Slices.of(batch(1, 1), day, 1001, "none"));

    assertTrue(
        message.contains("86400 s (seconds-per-trial is 86400.0) do not fit into walltime 04"),
        message);
  }

  @Test
  void aFullQueueIsTold() {
    String message =
        Refused.message(BadInput.class, () -> Slices.of(batch(1, 1), USUAL, 0, "jobs there 10000"));

    assertTrue(message.contains("takes no more jobs now (jobs there 10000)"), message);
  }

  /**
   * The index is capped, not the count: 1001 tasks are 0 … 1000. Two jobs stand beside the array.
   */
  @Test
  void limitsCountWhatIsThereAlready() {
    assertEquals(1001, new Slurm.Limits(1001, 10_000, 0).slices(1));
    assertEquals(98, new Slurm.Limits(1001, 100, 0).slices(1));
    assertEquals(24, new Slurm.Limits(1001, 100, 50).slices(2));
    assertEquals(0, new Slurm.Limits(1001, 100, 100).slices(1));
  }
}
