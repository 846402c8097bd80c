package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Failure;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.results.Summary;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * Guards what is kept when a run does not reach its end, or not everywhere: a trial that fails, bad
 * input that shows late, no memory, a full disk, an interrupt. Finished trials must stay, nothing
 * may be called a failure that is none, and the error must come when it happens, not hours later.
 */
class EndedRunTest {
  /** Rows of the training set when nothing is removed. */
  private static final int ALL = 220;

  @TempDir Path results;
  private final List<TrialRecord> heard = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final AtomicInteger missing = new AtomicInteger();

  private final Progress listening =
      new Progress() {
        @Override
        public synchronized void recorded(List<TrialRecord> trials) {
          heard.addAll(trials);
        }

        @Override
        public synchronized void failed(Failure failure, int trials) {
          failures.add(failure);
          missing.addAndGet(trials);
        }
      };

  @AfterEach
  void behave() {
    ScriptedExperiment.beforeEachFit(training -> {});
  }

  /** Runs in a folder of its own; what {@link #listening} heard is of this run. */
  private ResultFolder run(String place, int threads) throws InterruptedException {
    ResultFolder folder = ResultFolder.open(results.resolve(place));
    Experiment experiment = ScriptedExperiment.open();
    folder.writeStudy(experiment.study(), "");
    experiment.run(folder, threads, listening);
    return folder;
  }

  private static String tables(ResultFolder folder) throws IOException {
    folder.writeTables(Summary.of(folder.study(), folder.trials()));
    return Files.readString(folder.path().resolve("summary.csv"));
  }

  /** What an ended run left is whole, says nothing of failures, and is completed by the next. */
  private void assertKeptAndCompleted(String place, int atLeast) throws Exception {
    ResultFolder folder = ResultFolder.existing(results.resolve(place));
    Records left = folder.read();
    assertTrue(left.trials().size() >= atLeast, left.trials().size() + " trials were kept");
    assertEquals(List.of(), left.warnings());
    assertEquals(List.of(), folder.failures());
    try (Stream<Path> files = Files.walk(folder.path())) {
      assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
    }
    behave();
    heard.clear();
    run(place, 2);
    assertEquals(16 - left.trials().size(), heard.size()); // 2 seeds × (2 rules × 3 + 2 ends)
    assertEquals(tables(run("whole", 2)), tables(folder));
  }

  @Test
  void aTrialThatFailsLeavesTheOthersOfItsPathAlone() throws Exception {
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (training.rows().length == ScriptedExperiment.AT_HALF) {
            throw new IllegalStateException("no convergence\n at half");
          }
        });
    ResultFolder folder = run("here", 2);
    assertEquals(4, failures.size()); // 2 seeds × 2 rules at budget 0.5
    assertEquals(4, missing.get());
    assertEquals("no convergence at half", failures.get(0).cause(), "one line");
    assertTrue(failures.stream().allMatch(failure -> failure.key().budget() == 0.5));
    assertEquals(12, folder.trials().size());
    assertEquals(4, folder.read().failures().size());

    behave();
    run("here", 2);
    assertEquals(16, folder.trials().size());
    assertEquals(List.of(), folder.read().failures(), "what went well later did not fail");
    assertEquals(4, folder.failures().size(), "but the record stays");
    assertEquals(tables(run("whole", 2)), tables(folder));
  }

  @Test
  void whatAllTrialsOfAPathNeedFailsOnce() throws Exception {
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (training.rows().length == ALL) {
            throw new IllegalStateException("no original");
          }
        });
    ResultFolder folder = run("here", 1);
    assertEquals(6, failures.size()); // 2 seeds × (2 rules + the ends)
    assertEquals(16, missing.get());
    assertEquals(List.of(), folder.trials());
  }

  @Test
  void lateBadInputEndsTheRunAndKeepsWhatWasFinished() throws Exception {
    AtomicInteger fits = new AtomicInteger();
    BadInput late = new BadInput("row 7 is no row");
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (fits.incrementAndGet() == 9) {
            throw late;
          }
        });
    assertSame(late, assertThrows(BadInput.class, () -> run("here", 1)));
    assertKeptAndCompleted("here", 7);
  }

  @Test
  void lackOfMemoryEndsTheRunAndKeepsWhatWasFinished() throws Exception {
    AtomicInteger fits = new AtomicInteger();
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (fits.incrementAndGet() == 9) {
            throw new OutOfMemoryError("Java heap space");
          }
        });
    assertThrows(OutOfMemoryError.class, () -> run("here", 1));
    assertKeptAndCompleted("here", 7);
  }

  @Test
  void anErrorIsToldWhileEarlierTrialsStillRun() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger fits = new AtomicInteger();
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (fits.incrementAndGet() > 1) {
            throw new BadInput("row 7 is no row");
          }
          try {
            never.await(); // the first trial takes for ever, unless it is interrupted
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThrows(BadInput.class, () -> run("here", 2)));
  }

  /**
   * Records are written beside the trials, whose ends nobody may have to wait for to hear of it.
   */
  @Test
  void aWritingThatFailsIsToldWhileTrialsStillRun() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger fits = new AtomicInteger();
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (fits.incrementAndGet() == 1) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new IllegalStateException(e);
            }
          }
        });
    Experiment experiment = ScriptedExperiment.open();
    ResultFolder folder = ResultFolder.open(results.resolve("here"));
    folder.writeStudy(experiment.study(), "");
    Progress full =
        new Progress() {
          @Override
          public void recorded(List<TrialRecord> trials) {
            throw new BadInput("the disk is full");
          }

          @Override
          public void failed(Failure failure, int trials) {
            failures.add(failure);
          }
        };
    BadInput thrown =
        assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () -> assertThrows(BadInput.class, () -> experiment.run(folder, 2, full)));
    assertEquals("the disk is full", thrown.getMessage());
    assertEquals(List.of(), failures);
    assertKeptAndCompleted("here", 1);
  }

  @Test
  void anInterruptKeepsWhatWasFinishedUpToTheLastTrial() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger fits = new AtomicInteger();
    ScriptedExperiment.beforeEachFit(
        training -> {
          if (fits.incrementAndGet() == 9) {
            reached.countDown();
            boolean interrupted = false;
            while (goOn.getCount() > 0) { // computing, it takes no notice of the interrupt
              try {
                goOn.await();
              } catch (InterruptedException e) {
                interrupted = true;
              }
            }
            if (interrupted) {
              Thread.currentThread().interrupt();
            }
          }
        });
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("it ended"));
    Thread runner =
        new Thread(
            () -> {
              try {
                run("here", 1);
              } catch (InterruptedException e) {
                thrown.set(e);
              }
            });
    runner.start();
    assertTrue(reached.await(30, TimeUnit.SECONDS));
    runner.interrupt();
    Thread.sleep(50); // until the worker is interrupted too
    goOn.countDown();
    runner.join(30_000);
    assertFalse(runner.isAlive());
    assertTrue(thrown.get() instanceof InterruptedException, thrown::toString);
    // The ninth fit was the last; its trial, and what waited with it to be written, is there.
    assertKeptAndCompleted("here", 8);
  }

  @Test
  void whatFailsAfterTheEndOfTheRunIsNoFailure() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    AtomicInteger fits = new AtomicInteger();
    ScriptedExperiment.beforeEachFit(
        training -> {
          int fit = fits.incrementAndGet();
          if (fit == 1) {
            reached.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("closed by interrupt", e);
            }
          }
          if (fit == 3) {
            throw new BadInput("row 7 is no row");
          }
        });
    assertThrows(BadInput.class, () -> run("here", 2));
    assertEquals(0, reached.getCount());
    assertKeptAndCompleted("here", 1);
  }

  @Test
  void aListenerThatFailsIsNoFailureOfATrial() throws Exception {
    ResultFolder folder = ResultFolder.open(results.resolve("here"));
    Experiment experiment = ScriptedExperiment.open();
    folder.writeStudy(experiment.study(), "");
    Progress broken =
        new Progress() {
          @Override
          public void recorded(List<TrialRecord> trials) {
            throw new IllegalStateException("cannot draw");
          }

          @Override
          public void failed(Failure failure, int trials) {
            failures.add(failure);
          }
        };
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> experiment.run(folder, 1, broken));
    assertEquals("cannot draw", thrown.getMessage());
    assertEquals(List.of(), failures);
    assertKeptAndCompleted("here", 1);
  }
}
