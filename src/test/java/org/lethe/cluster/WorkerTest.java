package org.lethe.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.ScriptedExperiment;
import org.lethe.experiment.Silent;
import org.lethe.experiment.WorkUnit;
import org.lethe.results.Failure;
import org.lethe.results.FailureKind;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;
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
    return pass(stop, 1);
  }

  private Worker.Outcome pass(Stop stop, int threads) throws InterruptedException {
    Experiment experiment = ScriptedExperiment.open();
    return new Worker(
            manifest(experiment),
            experiment,
            folder(experiment),
            new Worker.Orders(0, 1, MOST, MOST, threads),
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
    assertEquals(FailureKind.NOT_FINITE, groups.get(0).failures().kind());
    assertEquals(4, groups.get(0).failures().trials().size());
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
    assertEquals(FailureKind.BAD_CONFIG, ledger().get(0).failures().kind());
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
    assertEquals(FailureKind.OUT_OF_MEMORY, ledger().get(0).failures().kind());
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

  /** Half of the time is over after the first trial, and the next is thought to take 1.5 of it. */
  @Test
  void nothingIsBegunThatWouldNotFitBeforeTheDeadline() throws Exception {
    ScriptedExperiment.beforeEachFit(
        training -> {
          try {
            Thread.sleep(3000);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertEquals(Worker.Outcome.STOPPED, pass(new Stop(Optional.of(Duration.ofSeconds(6)))));
    assertEquals(1, status().done());
    assertEquals(List.of(), ResultFolder.existing(place()).failures(), "nobody's failure");
    behave();
    assertEquals(Worker.Outcome.FINISHED, pass(new Stop(Optional.of(Duration.ofHours(1)))));
    assertTrue(status().isComplete());
  }

  /**
   * As a process that was killed has left it: begun, on this host, by a number that is nobody's.
   */
  private void die(String id) {
    new Attempts(place())
        .start(id, new Place(Place.here(Map.of()).host(), 1, 1, "7_3", "cpu", place().toString()));
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
    assertEquals(FailureKind.KILLED, group.failures().kind());
    String where = group.failures().example().stackTrace();
    assertTrue(where.contains("job 7_3"), where);
  }

  @Test
  void aTrialThatIsStoppedAgainAndAgainWhereItBeganIsGivenUpForThat() throws Exception {
    Experiment experiment = ScriptedExperiment.open();
    folder(experiment);
    String trial = experiment.units().get(0).trials().get(0);
    die(experiment.units().get(0).id()); // from here on its trials go one by one
    pass(asked());
    Attempts attempts = new Attempts(place());
    for (int i = 0; i < MOST; i++) {
      attempts.start(trial, Place.here(Map.of()));
      attempts.interrupted(trial, "signal USR1", false);
    }
    pass();
    assertEquals(1, status().poisoned());
    FailureLedger.Group group = only(FailureKind.INTERRUPTED);
    assertTrue(
        group.failures().cause().endsWith("the last time by: signal USR1"),
        group.failures().cause());
  }

  private static Stop asked() {
    Stop stop = new Stop(Optional.empty());
    stop.ask("signal TERM");
    return stop;
  }

  private FailureLedger.Group only(FailureKind kind) {
    List<FailureLedger.Group> groups =
        ledger().stream().filter(group -> group.failures().kind() == kind).toList();
    assertEquals(1, groups.size(), () -> ledger().toString());
    return groups.get(0);
  }

  @Test
  void aDeathIsWrittenDownOnceWhoeverFindsIt() throws Exception {
    Experiment experiment = ScriptedExperiment.open();
    folder(experiment);
    WorkUnit unit = experiment.units().get(0);
    die(unit.id());
    pass(asked());
    pass(asked());
    List<String> causes =
        ResultFolder.existing(place()).failures().stream().map(Failure::cause).toList();
    assertEquals(
        List.of(Charges.DIED + "; over one of " + unit.trials().size() + " trials"), causes);
  }

  @Test
  void aJvmThatCrashedIsRecordedWithItsSignal() throws Exception {
    Experiment experiment = ScriptedExperiment.open();
    folder(experiment);
    // As HotSpot writes it, in the folder that the dead process was started in.
    Files.writeString(
        place().resolve("hs_err_pid1.log"),
        """
        #
        # A fatal error has been detected by the Java Runtime Environment:
        #
        #  SIGSEGV (0xb) at pc=0x00007f0a2b4c1d2e, pid=1, tid=2
        #
        """);
    die(experiment.units().get(0).id());
    pass(asked());
    assertTrue(
        only(FailureKind.NATIVE_CRASH).failures().cause().startsWith("native crash: SIGSEGV (0xb)"),
        () -> ledger().toString());
  }

  @Test
  void whatATrialSaidIsKeptOfEveryAttempt() throws Exception {
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (training.rows().length == ScriptedExperiment.AT_HALF) {
            Logger.getLogger("org.lethe.toy").warning("the step is large");
            throw new ArithmeticException("not finite");
          }
        });
    pass();
    pass();
    FailureLedger.Group group = only(FailureKind.NOT_FINITE);
    List<String> log = Files.readAllLines(group.log().orElseThrow());
    assertEquals(2, count(log, "--- attempt on host "));
    assertEquals(2, count(log, "WARNING org.lethe.toy: the step is large"));
    assertEquals(2, count(log, "failed: java.lang.ArithmeticException: not finite"));
    assertTrue(count(log, "at org.lethe.experiment.ScriptedExperiment") >= 2, "with its stack");
    try (Stream<Path> files = Files.walk(place().resolve(Attempts.FOLDER))) {
      assertEquals(
          group.failures().trials().size(),
          files.filter(file -> file.toString().endsWith(".log")).count(),
          "who had nothing to say has no log");
    }
  }

  private static long count(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).count();
  }

  @Test
  void recordsNameThePlanThatTheyWereMadeBy() throws Exception {
    pass();
    Manifest plan = manifest(ScriptedExperiment.open());
    assertEquals(
        List.of(plan.sha256()),
        ResultFolder.existing(place()).read().provenance().stream().map(Provenance::plan).toList());
    assertEquals(Optional.empty(), status().note());
    Manifest another = Manifest.of("small", "", 2, ScriptedExperiment.open().units());
    assertEquals(
        "records made by plan " + plan.sha256().substring(0, 12) + " are there too",
        BatchStatus.of(another, place()).note().orElse(""));
    Manifest part = plan.only(unit -> unit.trials().size() > 2);
    assertEquals(plan.sha256(), part.plan());
    assertNotEquals(plan.sha256(), part.sha256());
  }

  @Test
  void severalThreadsComeToTheRecordsOfOne() throws Exception {
    failAtHalf(new ArithmeticException("not finite"));
    assertEquals(Worker.Outcome.FINISHED, pass(new Stop(Optional.empty()), 4));
    assertEquals(12, status().done());
    assertEquals(4, status().failed());
    behave();
    assertEquals(Worker.Outcome.FINISHED, pass(new Stop(Optional.empty()), 4));
    assertTrue(status().isComplete());
    assertEquals(measured(ResultFolder.existing(place())), measured(run()));
  }

  private static Map<String, List<Measurement>> measured(ResultFolder folder) {
    return folder.trials().stream()
        .collect(Collectors.toMap(TrialRecord::id, TrialRecord::measurements));
  }

  /** The same trials by one process that nobody planned for. */
  private ResultFolder run() throws InterruptedException {
    Experiment experiment = ScriptedExperiment.open();
    ResultFolder folder = ResultFolder.open(temporary.resolve("run"));
    folder.writeStudy(experiment.study(), "");
    experiment.run(folder, 1, Silent.PROGRESS);
    return folder;
  }

  @Test
  void whereThereAreNoLocksWorkGoesOnAndThatIsSaidOnce() throws Exception {
    folder(ScriptedExperiment.open());
    Files.createDirectories(place().resolve(Attempts.FOLDER).resolve(".locks")); // no file to lock
    assertEquals(Worker.Outcome.FINISHED, pass());
    assertTrue(status().isComplete());
    assertEquals(1, count(loud, "no file locks here"), loud::toString);
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
