package org.lethe.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.ScriptedExperiment;
import org.lethe.experiment.WorkUnit;
import org.lethe.results.ResultFolder;
import org.lethe.settings.BadInput;

/**
 * What becomes of trials that go wrong. Guards against the mistakes that cost whole sweeps: healthy
 * trials given up with a sick neighbour or for being interrupted, a sick one tried for ever, a
 * death that nobody notices, a second result that silently replaces the first.
 */
class WorkerTest {
  private static final int MOST = 3;

  @TempDir Path temporary;
  private final List<String> loud = new ArrayList<>();

  @AfterEach
  void behave() {
    ScriptedExperiment.beforeEachFit(training -> {});
  }

  private Path place() {
    return temporary.resolve("small");
  }

  private ResultFolder folder(Experiment experiment) {
    ResultFolder folder = ResultFolder.open(place());
    folder.writeStudy(experiment.study(), "");
    return folder;
  }

  private static Manifest manifest(Experiment experiment) {
    return Manifest.of("small", "", 1, experiment.units());
  }

  private Worker.Outcome pass(Stop stop) throws InterruptedException {
    Experiment experiment = ScriptedExperiment.open();
    return new Worker(
            manifest(experiment),
            experiment,
            folder(experiment),
            new Worker.Orders(0, 1, MOST, MOST, 1),
            stop,
            (line, isLoud) -> {
              if (isLoud) {
                loud.add(line);
              }
            })
        .run();
  }

  private Worker.Outcome pass() throws InterruptedException {
    return pass(new Stop(Optional.empty()));
  }

  private BatchStatus status() {
    return BatchStatus.of(manifest(ScriptedExperiment.open()), place());
  }

  private List<FailureLedger.Group> ledger() {
    return new FailureLedger(ResultFolder.existing(place())).groups(false);
  }

  private static void failAtHalf(RuntimeException cause) {
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (training.rows().length == ScriptedExperiment.AT_HALF) {
            throw cause;
          }
        });
  }

  @Test
  void whatFailsThriceIsGivenUpAndTheOthersAreNot() throws Exception {
    failAtHalf(new ArithmeticException("the network is not finite after step 7"));
    assertEquals(Worker.Outcome.FINISHED, pass());
    assertEquals(12, status().done()); // 2 seeds × 2 rules have no budget 0.5
    assertEquals(4, status().failed());
    assertEquals(0, status().poisoned());
    pass();
    assertEquals(4, status().failed());
    pass();
    assertEquals(4, status().poisoned());
    loud.clear();
    pass();
    assertEquals(List.of(), loud, "what is given up is not tried");

    List<FailureLedger.Group> groups = ledger();
    assertEquals(1, groups.size());
    assertEquals(FailureKind.NOT_FINITE, groups.get(0).kind());
    assertEquals(4, groups.get(0).trials().size());
    assertEquals(4, groups.get(0).givenUp());

    behave();
    assertEquals(0, new FailureLedger(ResultFolder.existing(place())).pardon("heap"));
    assertEquals(4, new FailureLedger(ResultFolder.existing(place())).pardon("not-finite"));
    pass();
    assertTrue(status().isComplete());
    assertEquals(List.of(), ledger(), "what went well later did not fail");
  }

  @Test
  void badSettingsAreGivenUpAtOnce() throws Exception {
    failAtHalf(new BadInput("row 7 is no row"));
    assertEquals(Worker.Outcome.FINISHED, pass());
    assertEquals(4, status().poisoned());
    assertEquals(FailureKind.BAD_CONFIG, ledger().get(0).kind());
  }

  @Test
  void lackOfHeapIsAFailureOfThatTrialAlone() throws Exception {
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (training.rows().length == ScriptedExperiment.AT_HALF) {
            throw new OutOfMemoryError("Java heap space");
          }
        });
    assertEquals(Worker.Outcome.FINISHED, pass());
    assertEquals(12, status().done());
    assertEquals(FailureKind.OUT_OF_MEMORY, ledger().get(0).kind());
  }

  @Test
  void aFullDiskIsNobodysFault() throws Exception {
    failAtHalf(new BadInput("x cannot be written", new IOException("No space left on device")));
    assertEquals(Worker.Outcome.STOPPED, pass());
    assertEquals(0, status().failed());
    assertEquals(0, status().poisoned());
    behave();
    assertEquals(Worker.Outcome.FINISHED, pass());
    assertTrue(status().isComplete());
  }

  @Test
  void aStopBetweenTrialsLosesNothingAndCountsForNothing() throws Exception {
    for (int i = 0; i < 2 * MOST; i++) {
      Stop stop = new Stop(Optional.empty());
      ScriptedExperiment.beforeEachFit(training -> stop.ask("signal TERM"));
      pass(stop);
    }
    behave();
    assertEquals(Worker.Outcome.FINISHED, pass());
    assertTrue(status().isComplete());
    assertEquals(List.of(), ResultFolder.existing(place()).failures());
  }

  /**
   * As a process that was killed has left it: begun, on this host, by a number that is nobody's.
   */
  private void die(String id) {
    new Attempts(place())
        .start(id, new Place(Place.here(java.util.Map.of()).host(), 1, 1, "7_3", "cpu"));
  }

  @Test
  void aDeathOverManyTrialsLetsThemGoOneByOne() throws Exception {
    WorkUnit unit =
        ScriptedExperiment.open().units().stream()
            .filter(each -> each.trials().size() > 1)
            .findFirst()
            .orElseThrow();
    folder(ScriptedExperiment.open());
    for (int i = 0; i < 2 * MOST; i++) {
      die(unit.id());
    }
    assertEquals(unit.trials().size(), status().failed());
    assertEquals(Worker.Outcome.FINISHED, pass());
    assertTrue(status().isComplete(), "its trials are healthy");
    for (String trial : unit.trials()) {
      assertTrue(Files.exists(place().resolve(Attempts.nameOf(trial))), trial);
    }
  }

  @Test
  void aTrialThatKillsItsProcessIsGivenUpWithTheCauseNamed() throws Exception {
    Experiment experiment = ScriptedExperiment.open();
    folder(experiment);
    String trial = experiment.units().get(0).trials().get(0);
    die(experiment.units().get(0).id());
    for (int i = 0; i < MOST; i++) {
      die(trial);
    }
    pass();
    assertEquals(1, status().poisoned());
    assertEquals(ScriptedExperiment.TRIALS - 1, status().done());
    FailureLedger.Group group = ledger().get(0);
    assertEquals(FailureKind.KILLED, group.kind());
    assertTrue(group.example().stackTrace().contains("job 7_3"), group.example().stackTrace());
  }

  @Test
  void interruptionsCountOnlyWithoutProgress() {
    Attempts attempts = new Attempts(place());
    String id = "0123456789abcdef";
    Place here = Place.here(java.util.Map.of());
    for (int i = 0; i < 5; i++) {
      attempts.start(id, here);
      attempts.interrupted(id, "signal TERM", true);
    }
    assertEquals(0, attempts.of(id).idle());
    for (int i = 0; i < 2; i++) {
      attempts.start(id, here);
      attempts.interrupted(id, "signal TERM", false);
    }
    assertEquals(2, attempts.of(id).idle());
    assertEquals(0, attempts.of(id).failures());
    attempts.pardon(id);
    assertEquals(0, attempts.of(id).idle());
  }

  @Test
  void aLineThatWasCutCountsForNothingAndSpoilsNoOther() throws Exception {
    Attempts attempts = new Attempts(place());
    String id = "0123456789abcdef";
    attempts.failed(id, FailureKind.EXCEPTION, "first");
    Files.writeString(
        place().resolve(Attempts.nameOf(id)), "{\"event\":\"fai", StandardOpenOption.APPEND);
    attempts.failed(id, FailureKind.EXCEPTION, "second");
    assertEquals(2, attempts.of(id).failures());
    assertEquals("second", attempts.of(id).cause());
  }

  @Test
  void aSecondResultThatDiffersIsToldAndDoesNotReplaceTheFirst() throws Exception {
    pass();
    Path record;
    try (Stream<Path> files = Files.walk(place().resolve("trials"))) {
      record = files.filter(f -> f.toString().endsWith(".json")).findFirst().orElseThrow();
    }
    ResultFolder folder = ResultFolder.existing(place());
    String good = Files.readString(record);
    Files.writeString(record, good.replaceFirst("\"value\":", "\"value\":1"));
    var other = ResultFolder.open(temporary.resolve("other"));
    other.writeStudy(folder.study(), "");
    Files.delete(place().resolve("spec.yaml")); // a scripted learner has no settings to compare
    Path same = temporary.resolve("other").resolve(place().relativize(record));
    Files.createDirectories(same.resolveSibling("."));
    Files.writeString(same, good);
    Merge merge = Merge.of(List.of(temporary.resolve("other")), place());
    assertEquals(1, merge.differences().size());
    assertTrue(merge.differences().get(0).promised());
    assertEquals(Files.readString(record), good.replaceFirst("\"value\":", "\"value\":1"));
    assertEquals(1, status().differing());
    assertTrue(!status().isComplete(), "red until somebody has looked");
  }
}
