package org.lethe.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.dataset.DataHome;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards the hours of a sweep: whatever is wrong with a file is said in one line with its place
 * before anything runs. Above all, nothing that is searched is judged by test data.
 */
class SweepFileTest {
  @TempDir private Path folder;

  static Stream<Arguments> badFiles() {
    String judged = Toys.JUDGED;
    String space = Toys.SPACE;
    return Stream.of(
        Arguments.of(
            "space: {data.mena2: [1, 2]}\n" + judged,
            "data.mena2: unknown key of data source gaussians; did you mean mean2?"),
        Arguments.of("space: {}\n" + judged, "space: is empty; name at least one key"),
        Arguments.of("space: {data.n1: []}\n" + judged, "no value to choose from"),
        Arguments.of("space: {data.n1: [50]}\n" + judged, "has one candidate only"),
        Arguments.of("space: {data.n1: [50, 50]}\n" + judged, "two choices called 50"),
        Arguments.of(
            "space: {data.mean2: {from: 2, to: 1}}\n" + judged,
            "from is 2, to is 1; allowed: from"),
        Arguments.of(
            "space: {data.mean2: {from: 0, to: 1, log: true}}\n" + judged,
            "log needs numbers above"),
        Arguments.of(
            "space: {data.n1: {from: 1.5, to: 3, integer: true}}\n" + judged,
            "expected a whole number, found 1.5"),
        Arguments.of("space: {data.n1: {from: 1, too: 3}}\n" + judged, "did you mean to?"),
        Arguments.of("space: {data.n1: [50, -1]}\n" + judged, "n1 is -1"),
        Arguments.of("space: {seeds: [1, 2]}\n" + judged, "seeds are what candidates are judged"),
        Arguments.of(
            "space:\n  data.n1: {from: 10, to: 20, integer: true, when: {scorers.0: x}}\n" + judged,
            "is no key above this one"),
        Arguments.of(
            "space:\n  scorers.0: [random, distance]\n"
                + "  data.n1: {from: 10, to: 20, integer: true, when: {scorers.0: distanc}}\n"
                + judged,
            "distanc is no choice of scorers.0; did you mean distance?"),
        Arguments.of(
            space
                + "measures: {f: {metric: recall, split: forget-test}}\n"
                + "objectives: [{minimise: f}]\n",
            "split is forget-test; what is searched is never judged by test data. Allowed: "
                + "forget-deleted"),
        Arguments.of(
            space
                + "measures: {f: {metric: mia-auc, split: forget-deleted}}\n"
                + "objectives: [{minimise: f}]\n",
            "which learns from test samples"),
        Arguments.of(
            space
                + "measures: {f: {metric: average-gap-to-retrain-domain, split: all}}\n"
                + "objectives: [{minimise: f}]\n",
            "has a part on test samples"),
        Arguments.of(
            space
                + "measures: {f: {metric: recall, split: forget-validaton}}\n"
                + "objectives: [{minimise: f}]\n",
            "did you mean forget-validation?"),
        Arguments.of(
            space
                + "measures: {f: {metric: kl, split: forget-test, budget: 0.4}}\n"
                + "objectives: [{minimise: f}]\n",
            "budget is 0.4, which the experiment does not run; allowed: [0.0, 1.0, 0.5]"),
        Arguments.of(
            space
                + "measures: {f: {metric: kl, split: forget-test, unlearner: salun}}\n"
                + "objectives: [{minimise: f}]\n",
            "unlearner is salun. Allowed: retrain"),
        Arguments.of(
            space + judged.replace("forget - keep", "forgte - keep"),
            "no measure is called forgte; did you mean forget?"),
        Arguments.of(space + judged.replace("forget - keep", "forget -"), "cannot be read"),
        Arguments.of(
            space + judged.replace("maximise: forget - keep", "maximise: forget > keep"),
            "is true or false; that is a constraint"),
        Arguments.of(space + judged + "constraints: [forget]\n", "which compares nothing"),
        Arguments.of(space + judged + "search: gird\n", "did you mean grid?"),
        Arguments.of(
            space + judged + "search: {name: grid, points: 4}\ncandidates: 10\n",
            "candidates: is 10, but the grid has 20"),
        Arguments.of(
            "space: {data.mean2: {from: 1, to: 2}, data.n1: {from: 10, to: 90},"
                + " data.n2: {from: 10, to: 90}}\nsearch: {name: grid, points: 100}\n"
                + judged,
            "search is a grid of 1000000 candidates; allowed: at most 100000"),
        Arguments.of(
            space + judged + "- minimise: keep\nsearch: genetic\n", "breeds by one objective"),
        Arguments.of(space + judged + "halving: {over: seeds, from: 3}\n", "the experiment has 3"),
        Arguments.of(space + judged + "halving: {}\nminutes: 2\n", "halving bounds the work"),
        Arguments.of(space + judged + "candidates: 0\n", "candidates is 0.0; allowed: above 0"));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void whatIsWrongIsSaidInOneLineBeforeAnythingRuns(String text, String expected)
      throws IOException {
    Path file = Toys.file(folder, text);
    String message = Refused.message(BadInput.class, () -> SweepFile.read(file, List.of()));
    assertTrue(message.contains(expected), message);
    assertFalse(message.contains("\n"), message);
    assertTrue(message.contains("toy.yaml:"), message);
  }

  @Test
  void aMeasureThatNoTrialReportsIsFoundWithTheDataAlone() throws IOException {
    SweepFile file =
        Toys.read(
            folder,
            Toys.SPACE,
            """
            measures: {f: {metric: recall, split: forget-validation}}
            objectives: [{minimise: f}]
            """);
    String message =
        Refused.message(BadInput.class, () -> Sweep.open(file, DataHome.fromEnvironment()));
    assertTrue(
        message.contains("measures.f: no trial reports recall on forget-validation"), message);
  }

  @Test
  void theCommandLineChangesTheSweepAndItsExperiment() throws IOException {
    SweepFile file =
        SweepFile.read(
            Toys.file(folder, Toys.SPACE, Toys.JUDGED),
            List.of("candidates=7", "experiment.seeds=2"));
    assertEquals(7, file.spec().draws());
    assertEquals(List.of(1L, 2L), file.seeds());
  }
}
