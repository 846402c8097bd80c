package org.lethe.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataHome;
import org.lethe.results.Estimate;
import org.lethe.results.Statistics;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepResult;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards the promise of a sweep: the tables follow from the file, not from who finished first, how
 * often it was stopped, or how many threads it had; and what it calls best is so by its rules.
 */
class SweepTest {
  @TempDir private Path folder;

  private static final String GENETIC =
      "search: {name: genetic, population: 6, generation: 4}\ncandidates: 16\n";

  private SweepResult run(SweepFile file, String results, int threads) throws InterruptedException {
    Sweep sweep = Sweep.open(file, DataHome.fromEnvironment());
    return sweep.run(
        sweep.folder(folder.resolve(results)),
        new Sweep.Manner(threads, List.of(), false),
        soFar -> {});
  }

  private Map<String, String> tables(String results) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    for (String name : List.of("candidates.csv", "pareto.csv", "best.yaml", "sweep.json")) {
      tables.put(name, Files.readString(folder.resolve(results).resolve("toy").resolve(name)));
    }
    return tables;
  }

  private long done(String results) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(results).resolve("toy/done"))) {
      return files.count();
    }
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws Exception {
    SweepFile file = Toys.read(folder, Toys.SPACE, Toys.JUDGED, "candidates: 10\n");
    run(file, "one", 1);
    run(file, "four", 4);
    assertEquals(tables("one"), tables("four"));
  }

  @Test
  void noCandidateIsBegunBeyondThoseAskedFor() throws Exception {
    SweepFile file = Toys.read(folder, Toys.SPACE, Toys.JUDGED, "candidates: 3\n");
    assertEquals(3, run(file, "results", 4).candidates().size());
    try (Stream<Path> folders = Files.list(folder.resolve("results/toy/candidates"))) {
      assertEquals(3, folders.filter(Files::isDirectory).count());
    }
  }

  @Test
  void aGridEndsWhenItIsWhole() throws Exception {
    // random: 2 means; distance: 2 means times 2 sizes
    SweepResult result =
        run(
            Toys.read(folder, Toys.SPACE, Toys.JUDGED, "search: {name: grid, points: 2}\n"),
            "results",
            3);
    assertEquals(6, result.candidates().size());
    assertTrue(result.finished());
  }

  @Test
  void aGeneticSweepIsReplayedFromItsRecords() throws Exception {
    SweepFile file = Toys.read(folder, Toys.SPACE, Toys.JUDGED, GENETIC);
    run(file, "whole", 2);
    run(file, "again", 1);
    assertEquals(tables("whole"), tables("again"));
    // forget the last half, as if it had been stopped there
    List<Path> done = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("again/toy/done"))) {
      files.sorted().forEach(done::add);
    }
    for (Path each : done.subList(done.size() / 2, done.size())) {
      Files.delete(each);
    }
    Files.delete(folder.resolve("again/toy/sweep.json"));
    run(file, "again", 3);
    assertEquals(tables("whole"), tables("again"));
  }

  @Test
  void anInterruptedSweepEndsAsIfItHadNotBeen() throws Exception {
    SweepFile file = Toys.read(folder, Toys.SPACE, Toys.JUDGED, GENETIC);
    run(file, "whole", 2);
    Sweep sweep = Sweep.open(file, DataHome.fromEnvironment());
    Thread own = Thread.currentThread();
    int[] heard = new int[1];
    boolean interrupted = false;
    try {
      sweep.run(
          sweep.folder(folder.resolve("stopped")),
          new Sweep.Manner(2, List.of(), false),
          soFar -> {
            if (++heard[0] == 5) {
              own.interrupt();
            }
          });
    } catch (InterruptedException e) {
      interrupted = true;
    }
    assertTrue(interrupted);
    run(file, "stopped", 2);
    assertEquals(tables("whole"), tables("stopped"));
  }

  @Test
  void moreCandidatesGoOnWhereFewerEnded() throws Exception {
    run(Toys.read(folder, Toys.SPACE, Toys.JUDGED, "candidates: 4\n"), "results", 2);
    assertEquals(4, done("results"));
    SweepResult more =
        run(Toys.read(folder, Toys.SPACE, Toys.JUDGED, "candidates: 8\n"), "results", 2);
    assertEquals(8, more.candidates().size());
    assertEquals(8, done("results"));
  }

  @Test
  void anotherSpaceIsAnotherSweep() throws Exception {
    run(Toys.read(folder, Toys.SPACE, Toys.JUDGED, "candidates: 2\n"), "results", 1);
    SweepFile other = Toys.read(folder, "space: {data.n1: [50, 60]}\n", Toys.JUDGED);
    String refusal = Refused.message(BadInput.class, () -> run(other, "results", 1));
    assertTrue(refusal.contains("holds this sweep with another space. Give"), refusal);
  }

  @Test
  void theBestHasTheBestMeanOverSeedsAndItsIntervalIsThatOfStatistics() throws Exception {
    SweepResult result =
        run(Toys.read(folder, Toys.SPACE, Toys.JUDGED, "candidates: 6\n"), "results", 2);
    SweepCandidate best = result.pareto().get(0);
    for (SweepCandidate other : result.candidates()) {
      assertTrue(other.estimate(0).mean() <= best.estimate(0).mean());
    }
    List<Double> values = best.goals().get(0);
    assertEquals(3, values.size());
    Estimate expected =
        Statistics.estimate(values.stream().mapToDouble(Double::doubleValue).toArray());
    assertEquals(expected, best.estimate(0));
  }

  @Test
  void aCautiousJudgeLooksAtTheWorseEnd() throws Exception {
    SweepResult result =
        run(
            Toys.read(folder, Toys.SPACE, Toys.JUDGED, "candidates: 5\njudge: cautious\n"),
            "results",
            2);
    for (SweepCandidate candidate : result.candidates()) {
      // maximised: the worse end is the lower one, and costs are turned
      assertEquals(-candidate.estimate(0).low(), candidate.judged().get(0), 1e-15);
    }
  }

  @Test
  void whoIsBelowAFloorIsInfeasibleAndSaysWhy() throws Exception {
    SweepResult result =
        run(
            Toys.read(
                folder,
                "space: {data.mean2: [0.5, 4]}\nsearch: grid\nconstraints: [forget <= 1]\n",
                Toys.JUDGED),
            "results",
            1);
    assertEquals(
        List.of(Status.COMPLETE, Status.INFEASIBLE),
        result.candidates().stream().map(SweepCandidate::status).toList());
    assertEquals("not forget <= 1", result.candidates().get(1).cause());
    assertEquals("0.5", result.pareto().get(0).values().get(0));
  }

  @Test
  void patienceEndsASearchThatGetsNoBetterTheSameOnAnyNumberOfThreads() throws Exception {
    String[] parts = {Toys.SPACE, Toys.JUDGED, "candidates: 40\npatience: 3\n"};
    SweepResult result = run(Toys.read(folder, parts), "one", 1);
    run(Toys.read(folder, parts), "four", 4);
    assertEquals(tables("one").get("candidates.csv"), tables("four").get("candidates.csv"));
    int best = result.pareto().get(0).index();
    assertEquals(best + 3, result.candidates().get(result.candidates().size() - 1).index());
  }

  @Test
  void halvingGivesTheBestMoreSeedsAndOnlyTheyAreResults() throws Exception {
    SweepResult result =
        run(
            Toys.read(
                folder,
                Toys.SPACE,
                Toys.JUDGED,
                "candidates: 9\nhalving: {over: seeds, from: 1, factor: 3}\n"),
            "results",
            2);
    // 9 with one seed, 3 with all three
    assertEquals(
        3, result.candidates().stream().filter(c -> c.resource().equals("seeds 3")).count());
    assertEquals(6, result.candidates().stream().filter(c -> c.status() == Status.HALVED).count());
    double worstKept =
        result.candidates().stream()
            .filter(c -> c.status() == Status.COMPLETE)
            .mapToDouble(c -> c.goals().get(0).get(0))
            .min()
            .orElseThrow();
    for (SweepCandidate candidate : result.candidates()) {
      assertEquals(candidate.status() == Status.HALVED ? 1 : 3, candidate.goals().get(0).size());
      if (candidate.status() == Status.HALVED) {
        assertTrue(candidate.goals().get(0).get(0) <= worstKept);
      }
    }
  }

  @Test
  void settingsThatContradictEachOtherAreRefusedAndTheRestGoesOn() throws Exception {
    // an experiment may not name one rule twice: distance and distance is one of four
    SweepResult result =
        run(
            SweepFile.read(
                Toys.file(
                    folder,
                    "space: {scorers.0: [random, distance], scorers.1: [coreset, distance]}\n",
                    "search: grid\n",
                    Toys.JUDGED.replace("-test}", "-test, budget: 1}")),
                List.of("experiment.scorers=[random, coreset]")),
            "results",
            2);
    assertEquals(4, result.candidates().size());
    List<SweepCandidate> refused =
        result.candidates().stream().filter(c -> c.status() == Status.REFUSED).toList();
    assertEquals(
        List.of(List.of("distance", "distance")),
        refused.stream().map(SweepCandidate::values).toList());
    assertTrue(refused.get(0).cause().contains("distance"), refused.get(0).cause());
  }

  @Test
  void anExperimentThatCannotBeRunAtAllIsBadInput() throws Exception {
    // found only when its examples are encoded
    SweepFile file =
        SweepFile.read(
            Toys.file(folder, Toys.SPACE, Toys.JUDGED_AS_CLASSIFIER, "candidates: 3\n"),
            List.of("experiment.encoder=tfidf", "experiment.learners=[logistic-regression]"));
    String refusal = Refused.message(BadInput.class, () -> run(file, "results", 2));
    assertTrue(refusal.startsWith("every candidate was refused, the first one for"), refusal);
  }
}
