package org.lethe.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Direction;
import org.lethe.results.Failure;
import org.lethe.results.Measurement;
import org.lethe.results.Poison;
import org.lethe.results.Provenance;
import org.lethe.results.RankingRecord;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;

/**
 * Guards what a merge must not leave behind: a trial that failed twice on one machine and once on
 * another has failed three times, and what was given up is not tried again by those who merged.
 */
class MergeTest {
  private static final String TRIAL = "0123456789abcdef";
  private static final String OTHER = "fedcba9876543210";
  private static final Place PLACE = Place.here(Map.of());

  @TempDir Path temporary;

  private ResultFolder folder(String name) {
    ResultFolder folder = ResultFolder.open(temporary.resolve(name));
    folder.writeStudy(
        new Study("toy", "", "recall", "accuracy", List.of(), Map.of(), List.of()), "");
    try {
      Files.delete(folder.path().resolve("spec.yaml")); // nothing to compare
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return folder;
  }

  private static TrialKey key() {
    return new TrialKey("toy", "", "raw", "random", "plain", "retrain", "jvm", 0.5, 50, 1);
  }

  private static Poison poison(String id) {
    return new Poison(id, key(), "a NaN", "", "2026-11-21T00:00:00Z", 3, 0, Attempts.nameOf(id));
  }

  private static TrialRecord trial(String id) {
    return new TrialRecord(
        id,
        key(),
        List.of(
            new Measurement("recall", "forget-test", 0.5, "fraction", Direction.LOWER_IS_BETTER)),
        Map.of());
  }

  private static Provenance by() {
    return Provenance.ofThisProcess(1, "jvm", new TreeMap<>());
  }

  private static Attempts attempts(ResultFolder folder) {
    return new Attempts(folder.path());
  }

  private static void fail(ResultFolder folder, String cause) {
    attempts(folder).start(TRIAL, PLACE);
    attempts(folder).failed(TRIAL, "exception", cause);
  }

  private Merge merge() {
    return Merge.of(List.of(temporary.resolve("there")), temporary.resolve("here"));
  }

  @Test
  void attemptsOfBothMachinesCountOnce() throws IOException {
    ResultFolder here = folder("here");
    ResultFolder there = folder("there");
    fail(here, "first here");
    fail(there, "first there");
    fail(there, "zweiter, früher");
    merge();
    assertEquals(3, attempts(here).of(TRIAL).failures());
    Path history = here.path().resolve(Attempts.nameOf(TRIAL));
    String merged = Files.readString(history);
    assertTrue(merged.contains("zweiter, früher"), merged);
    assertEquals("zweiter, früher", attempts(here).of(TRIAL).cause());
    merge();
    assertEquals(merged, Files.readString(history), "merging again changes nothing");
    fail(there, "third there");
    merge();
    assertEquals(4, attempts(here).of(TRIAL).failures());
  }

  @Test
  void whatWasOnlyTriedElsewhereIsKnownHere() {
    ResultFolder here = folder("here");
    fail(folder("there"), "only there");
    merge();
    assertEquals(Set.of(TRIAL), attempts(here).known());
  }

  @Test
  void whatWasSaidComesAlongOnce() throws IOException {
    ResultFolder here = folder("here");
    ResultFolder there = folder("there");
    fail(there, "there");
    attempts(here).log(TRIAL, "said here\n");
    attempts(there).log(TRIAL, "said there\n");
    merge();
    merge();
    assertEquals(
        List.of("said here", "said there"), Files.readAllLines(attempts(here).logOf(TRIAL)));
  }

  /** The end came after the first merge: what was open is not dead. */
  @Test
  void anEndThatComesLaterClosesWhatWasOpen() {
    ResultFolder here = folder("here");
    ResultFolder there = folder("there");
    attempts(there).start(TRIAL, PLACE);
    merge();
    assertTrue(attempts(here).of(TRIAL).open().isPresent());
    attempts(there).end(TRIAL);
    merge();
    assertEquals(0, attempts(here).of(TRIAL).failures());
  }

  /** Who is at it here when records arrive is not dead, and his end is still his. */
  @Test
  void whatIsOpenHereDoesNotDieOfWhatArrives() {
    ResultFolder here = folder("here");
    ResultFolder there = folder("there");
    Place mine = new Place("mine", 7, 7, "", "cpu", "/x");
    attempts(here).start(TRIAL, mine);
    attempts(there).start(TRIAL, PLACE);
    attempts(there).end(TRIAL);
    merge();
    Attempts.History open = attempts(here).of(TRIAL);
    assertEquals(Optional.of(mine), open.open());
    assertEquals(0, open.died());
    attempts(here).end(TRIAL);
    assertEquals(0, attempts(here).of(TRIAL).failures());

    // and the other way round: an end here does not close what is open there, nor kill it
    attempts(there).start(TRIAL, PLACE);
    merge();
    attempts(here).start(TRIAL, mine);
    assertEquals(1, attempts(here).of(TRIAL).died(), "that of there, unless it ends");
    attempts(here).end(TRIAL);
    assertEquals(Optional.of(PLACE), attempts(here).of(TRIAL).open());
    attempts(there).end(TRIAL);
    merge();
    assertEquals(0, attempts(here).of(TRIAL).failures());
  }

  /** Of two machines that died over a trial each counts, also when a third merges them. */
  @Test
  void deathsOfSeveralMachinesAddUp() {
    ResultFolder here = folder("here");
    for (String name : List.of("one", "two")) {
      ResultFolder machine = folder(name);
      attempts(machine).start(TRIAL, new Place(name, 1, 1, "", "cpu", "/x"));
      Merge.of(List.of(temporary.resolve(name)), temporary.resolve("here"));
    }
    assertEquals(2, attempts(here).of(TRIAL).failures());
    attempts(here).died(TRIAL, "found dead by a worker of here");
    assertEquals(2, attempts(here).of(TRIAL).failures(), "one of them, not a third");
    attempts(here).pardon(TRIAL);
    assertEquals(0, attempts(here).of(TRIAL).failures());
  }

  /** A folder that was copied while a worker was at it: his end is written in one of the two. */
  @Test
  void anEndInACopyClosesWhatWasOpenWhenItWasMade() throws IOException {
    ResultFolder here = folder("here");
    ResultFolder there = folder("there");
    attempts(here).start(TRIAL, PLACE);
    Path copy = there.path().resolve(Attempts.nameOf(TRIAL));
    Files.createDirectories(copy.resolveSibling("."));
    Files.copy(here.path().resolve(Attempts.nameOf(TRIAL)), copy);
    attempts(there).end(TRIAL);
    merge();
    assertEquals(0, attempts(here).of(TRIAL).failures());
  }

  @Test
  void aLineThatWasCutStaysBehindAndSpoilsNoOther() throws IOException {
    ResultFolder here = folder("here");
    ResultFolder there = folder("there");
    fail(here, "here");
    fail(there, "there");
    for (ResultFolder folder : List.of(here, there)) {
      Files.writeString(
          folder.path().resolve(Attempts.nameOf(TRIAL)), "{\"ev", StandardOpenOption.APPEND);
    }
    merge();
    assertEquals(2, attempts(here).of(TRIAL).failures());
  }

  @Test
  void whatWasGivenUpStaysGivenUpUnlessItWentWellOnEither() {
    ResultFolder here = folder("here");
    ResultFolder there = folder("there");
    there.recordPoison(poison(TRIAL));
    there.recordPoison(poison(OTHER));
    here.record(List.of(trial(OTHER)), by());
    there.recordFailure(new Failure(TRIAL, key(), "a NaN", "", "2026-11-20T00:00:00Z"));
    merge();
    assertEquals(Set.of(TRIAL), here.poisonedIds());
    // the failure itself, and what was given up, which is one to readers of failures
    assertEquals(2, here.failures().size());
    merge();
    assertEquals(2, here.failures().size());
  }

  @Test
  void ordersOfRulesComeAlong() {
    ResultFolder here = folder("here");
    RankingRecord ranking =
        new RankingRecord("toy", "", "raw", "random", "", 1, "ab12", List.of(1, 0));
    folder("there").recordRanking(ranking);
    merge();
    assertEquals(List.of(ranking), here.read().rankings());
  }

  @Test
  void aDamagedFailureIsNamed() throws IOException {
    folder("here");
    Path failed = folder("there").path().resolve("failed");
    Files.createDirectories(failed);
    Files.writeString(failed.resolve(TRIAL + "-1.json"), "{");
    Merge merge = merge();
    assertEquals(1, merge.warnings().size(), merge.warnings()::toString);
    assertTrue(merge.warnings().get(0).contains(TRIAL + "-1.json is no record"));
  }
}
