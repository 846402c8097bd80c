package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Direction;
import org.lethe.results.Failure;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.Summary;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;

/**
 * Guards the page that is watched while trials run: one that does not change when records come, or
 * that is made again and again when none do.
 */
class LiveResultsTest {
  private static final Provenance HERE = Provenance.ofThisProcess(1, "none", new TreeMap<>());

  private static TrialKey key(int removed) {
    return new TrialKey(
        "made", "", "raw", "random", "plain", "retrain", "none", removed / 4.0, removed, 1);
  }

  private static String id(int removed) {
    return "0123456789abcde" + removed;
  }

  private static TrialRecord trial(int removed) {
    return new TrialRecord(
        id(removed),
        key(removed),
        List.of(
            new Measurement(
                "recall", "forget-test", 1 - removed / 4.0, "fraction", Direction.LOWER_IS_BETTER)),
        Map.of("train", 0.1));
  }

  /** With a study and no record yet. */
  private static ResultFolder begun(Path place) {
    ResultFolder folder = ResultFolder.open(place);
    folder.writeStudy(
        new Study("made", "Made", "recall", "log-loss", List.of(), Map.of(), List.of()),
        "name: made\n");
    return folder;
  }

  @Test
  void thePageFollowsTheRecordsAndIsNotMadeTwiceOfTheSame(@TempDir Path place) {
    ResultFolder folder = begun(place);
    LiveResults live = new LiveResults(folder);
    assertTrue(live.get().html().contains("0 trials"), "before the first record");
    folder.record(List.of(trial(0)), HERE);
    folder.record(List.of(trial(1)), HERE);
    LivePage.Shown two = live.get();
    assertTrue(two.html().contains("2 trials"));
    assertTrue(two.seconds() >= 3, "a browser asks again");
    assertSame(two, live.get());

    folder.recordFailure(
        new Failure(id(2), key(2), "not finite after step 7", "", "2026-11-21T00:00:00Z"));
    LivePage.Shown failed = live.get();
    assertNotSame(two, failed);
    assertTrue(failed.html().contains("<td>not finite after step 7</td>"));
    assertTrue(failed.html().contains("<td>not-finite</td>"));
    folder.record(List.of(trial(2)), HERE);
    assertFalse(live.get().html().contains("step 7"), "it went well later");
  }

  @Test
  void aRunThatHasEndedIsSaidToAndAskedForSeldom(@TempDir Path place) {
    ResultFolder folder = begun(place);
    LiveResults live = new LiveResults(folder);
    folder.record(List.of(trial(0)), HERE);
    assertTrue(live.get().seconds() < 60);
    assertTrue(live.get().html().contains("More may be recorded"));

    folder.writeTables(Summary.of(folder.study(), folder.trials()));
    LivePage.Shown ended = live.get();
    assertEquals(60, ended.seconds());
    assertTrue(ended.html().contains("The run has ended"));
    assertSame(ended, live.get());

    folder.record(List.of(trial(1)), HERE); // it goes on
    assertTrue(live.get().seconds() < 60);
    assertTrue(live.get().html().contains("2 trials"));
  }

  /** A failure changes no number of the tables. */
  @Test
  void aRunThatEndsWithTheTablesItFoundHasEnded(@TempDir Path place) throws IOException {
    ResultFolder folder = begun(place);
    LiveResults live = new LiveResults(folder);
    folder.record(List.of(trial(0)), HERE);
    folder.writeTables(Summary.of(folder.study(), folder.trials()));
    folder.recordFailure(
        new Failure(id(2), key(2), "not finite after step 7", "", "2026-11-21T00:00:00Z"));
    Files.setLastModifiedTime(place.resolve("summary.csv"), FileTime.fromMillis(0));
    assertTrue(live.get().seconds() < 60);

    folder.writeTables(Summary.of(folder.study(), folder.trials()));
    assertEquals(60, live.get().seconds());
    assertTrue(live.get().html().contains("The run has ended"));
  }

  @Test
  void whereNothingIsRecordedForLongThePageIsAskedForSeldom(@TempDir Path place) {
    ResultFolder folder = begun(place);
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11));
    LiveResults live = new LiveResults(folder, later);
    assertTrue(live.get().seconds() < 60, "before the first record there is no telling");
    folder.record(List.of(trial(0)), HERE);
    assertEquals(60, live.get().seconds());
    assertTrue(live.get().html().contains("Nothing was recorded for ten minutes"));
    assertTrue(new LiveResults(folder).get().seconds() < 60);
  }
}
