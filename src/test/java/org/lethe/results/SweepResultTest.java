package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;
import org.lethe.results.SweepCandidate.Status;

/**
 * Guards the choice among candidates: a dominated one on the front, a best one that violates a
 * constraint, or a table that reads differently than it was written would send somebody to the
 * wrong settings.
 */
class SweepResultTest {
  private static SweepCandidate candidate(int index, Status status, Double... costs) {
    return new SweepCandidate(
        index,
        "id" + index,
        List.of("0.5"),
        "",
        status,
        "",
        List.of(costs).stream().map(List::of).toList(),
        List.of(costs),
        false);
  }

  private static SweepResult result(int goals, List<SweepCandidate> candidates) {
    List<SweepGoal> all = new ArrayList<>();
    for (int i = 0; i < goals; i++) {
      all.add(new SweepGoal("g" + i, Direction.LOWER_IS_BETTER));
    }
    return new SweepResult(
        "s",
        "",
        "random",
        List.of(new SweepAxis("k", SweepAxis.Kind.NUMBER)),
        all,
        candidates.size(),
        0,
        true,
        "done",
        candidates);
  }

  @Test
  void theFrontIsWhatBruteForceFinds() {
    UniformRandomProvider random = new Seed(7).random();
    for (int round = 0; round < 50; round++) {
      int goals = 1 + round % 3;
      List<SweepCandidate> candidates = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Double[] costs = new Double[goals];
        for (int g = 0; g < goals; g++) {
          costs[g] = (double) random.nextInt(8); // few values, so that ties are frequent
        }
        candidates.add(candidate(i, Status.COMPLETE, costs));
      }
      TreeSet<Integer> expected = new TreeSet<>();
      for (SweepCandidate a : candidates) {
        boolean beaten = false;
        for (SweepCandidate b : candidates) {
          boolean allNoWorse = true;
          boolean oneBetter = false;
          for (int g = 0; g < goals; g++) {
            allNoWorse &= b.judged().get(g) <= a.judged().get(g);
            oneBetter |= b.judged().get(g) < a.judged().get(g);
          }
          beaten |= allNoWorse && oneBetter;
        }
        if (!beaten) {
          expected.add(a.index());
        }
      }
      assertEquals(
          expected,
          result(goals, candidates).pareto().stream()
              .map(SweepCandidate::index)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void whoViolatesAConstraintIsNoResultHoweverGood() {
    SweepResult result =
        result(
            1,
            List.of(
                candidate(0, Status.INFEASIBLE, 0.1),
                candidate(1, Status.COMPLETE, 0.5),
                candidate(2, Status.HALVED, 0.2)));
    assertEquals(List.of(1), result.pareto().stream().map(SweepCandidate::index).toList());
  }

  @Test
  void aGoalThatIsToBeLargeIsTurnedRound() {
    assertEquals(-3, new SweepGoal("g", Direction.HIGHER_IS_BETTER).cost(3));
    assertTrue(candidate(0, Status.COMPLETE, -3.0).dominates(candidate(1, Status.COMPLETE, -2.0)));
    assertFalse(candidate(0, Status.COMPLETE, -3.0).dominates(candidate(1, Status.COMPLETE, -3.0)));
  }

  @Test
  void whatIsWrittenIsRead(@TempDir Path folder) throws Exception {
    SweepFolder sweep = SweepFolder.open(folder.resolve("s"));
    SweepResult result =
        result(
            1,
            List.of(
                candidate(0, Status.COMPLETE, 0.5),
                new SweepCandidate(
                    1,
                    "id1",
                    List.of("a, \"b\""),
                    "",
                    Status.FAILED,
                    "diverged",
                    List.of(),
                    List.of(),
                    false)));
    sweep.write(result);
    assertEquals(result, SweepFolder.existing(folder.resolve("s")).read());
    assertEquals(
        """
        sweep,candidate,id,k,resource,status,g0 mean,g0 ci_low,g0 ci_high,g0 n,g0 direction,tied_with_best,cause
        s,0,id0,0.5,,complete,0.5,,,1,lower,,
        s,1,id1,"a, ""b""\",,failed,,,,0,lower,,diverged
        """,
        Files.readString(folder.resolve("s/candidates.csv"), StandardCharsets.UTF_8));
  }
}
