package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataHome;
import org.lethe.encoder.KeptRows;
import org.lethe.results.Estimate;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealData;
import org.lethe.testing.Refused;

/**
 * Guards the simulation: against a comparison in which one strategy begins ahead of another, labels
 * that are counted wrongly, an effect that is not that of removing p1 even when p1 is known, and
 * searches that are lost or mixed up when the command is run again.
 */
class SimulationTest {
  private static final String SMALL =
      """
      name: small
      data: {name: gaussians, n1: 60, n2: 240, mean2: 2}
      encoder: raw
      strategies: [random, uncertainty, most-likely, {name: diverse, of: uncertainty}]
      start: {forget: 2, retain: 2}
      audit: 30
      batch: 10
      labels: 84
      effect: {metric: recall, after: [34, 54, 84], scorer: distance}
      seeds: 2
      """;

  @TempDir Path folder;

  private SimulationFile file(String yaml) {
    try {
      Path path = folder.resolve("simulation.yaml");
      Files.writeString(path, yaml);
      return SimulationFile.read(path, List.of());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private SimulationSummary run(String yaml, String results) {
    return new SimulationRun(file(yaml), KeptRows.none(), folder.resolve(results))
        .run(new DataHome(folder, false), line -> {});
  }

  private static Estimate value(
      SimulationSummary summary, String strategy, int labels, String metric) {
    return summary
        .find("default", strategy, OptionalInt.of(labels), Optional.empty(), metric)
        .orElseThrow()
        .estimate();
  }

  @Test
  void allStrategiesBeginAtTheSamePointAndEndAtTheSameCount() {
    SimulationSummary summary = run(SMALL, "a");
    for (String metric : List.of("precision", "recall", "average-precision", "asked")) {
      Estimate first = value(summary, "random", 34, metric);
      for (String strategy : List.of("uncertainty", "most-likely", "diverse")) {
        assertEquals(first, value(summary, strategy, 34, metric), metric);
        assertEquals(2, value(summary, strategy, 84, metric).n());
      }
    }
    assertTrue(
        value(summary, "most-likely", 84, "asked").mean()
            > value(summary, "random", 84, "asked").mean(),
        "what is taken for p1 is p1 more often than by chance");
    assertTrue(
        summary.rows().stream().noneMatch(row -> row.labels().orElse(0) > 84),
        "no more labels than allowed");
  }

  @Test
  void whoHasAskedForEverythingKnowsP1AndItsEffect() {
    // The pool is the training part: 60 and 240 samples.
    String all = SMALL.replace("labels: 84", "labels: 300").replace("[34, 54, 84]", "[300]");
    SimulationSummary summary = run(all, "all");
    assertEquals(1, value(summary, "random", 300, "precision").mean());
    assertEquals(1, value(summary, "random", 300, "recall").mean());
    assertEquals(1, value(summary, "random", 300, "asked").mean());
    for (double budget : new double[] {0.5, 1}) {
      for (String metric : List.of("recall", "log-loss")) {
        assertEquals(
            summary
                .find(
                    "default",
                    SimulationRun.REFERENCE,
                    OptionalInt.empty(),
                    Optional.of(budget),
                    metric)
                .orElseThrow()
                .estimate(),
            summary
                .find("default", "random", OptionalInt.of(300), Optional.of(budget), metric)
                .orElseThrow()
                .estimate());
      }
      assertEquals(
          300,
          summary
              .find(
                  "default",
                  "random",
                  OptionalInt.empty(),
                  Optional.of(budget),
                  SimulationSummary.SUFFICIENT)
              .orElseThrow()
              .estimate()
              .mean());
    }
  }

  @Test
  void equalRunsAndRunsInPiecesGiveEqualTables() throws IOException {
    run(SMALL, "once");
    SimulationSummary first = run(SMALL.replace("seeds: 2", "seeds: 1"), "pieces");
    assertFalse(first.csv().isEmpty());
    try (Stream<Path> searches = Files.list(folder.resolve("pieces/small/searches"))) {
      Files.delete(searches.sorted().findFirst().orElseThrow());
    }
    run(SMALL, "pieces");
    assertEquals(files("once"), files("pieces"));
    Map<String, String> before = files("once");
    run(SMALL, "once");
    assertEquals(before, files("once"));
  }

  private Map<String, String> files(String results) throws IOException {
    Path root = folder.resolve(results);
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  @Test
  void anotherSettingIsAnotherSearch() throws IOException {
    run(SMALL, "both");
    int before = files("both").size();
    SimulationSummary changed = run(SMALL.replace("batch: 10", "batch: 25"), "both");
    assertEquals(before + 10, files("both").size(), "5 searches for each of 2 seeds");
    assertTrue(
        changed
            .find("default", "random", OptionalInt.of(59), Optional.empty(), "recall")
            .isPresent());
    assertTrue(
        changed
            .find("default", "random", OptionalInt.of(44), Optional.empty(), "recall")
            .isEmpty());
  }

  @Test
  void thePageAndItsFilesShowEveryStrategy() throws IOException {
    SimulationSummary summary =
        run(SMALL.replace("name: small", "name: small\ntitle: '<b>&'"), "p");
    Path page = SimulationReport.write(summary, folder.resolve("p/small"));
    String html = Files.readString(page);
    assertTrue(html.contains("&lt;b&gt;&amp;") && !html.contains("<b>&"), "titles are escaped");
    assertTrue(html.contains("Content-Security-Policy"));
    String csv = Files.readString(page.resolveSibling("figures/default-recall.csv"));
    for (String strategy : List.of("random", "uncertainty", "most-likely", "diverse")) {
      assertTrue(csv.contains(strategy + ","), csv);
    }
    assertTrue(
        Files.readString(page.resolveSibling("tables/default-identified.md")).contains("random"));
    assertTrue(Files.exists(page.resolveSibling("figures/default-recall-forget-test-0-5.pdf")));
    assertEquals(4, SimulationReport.answer(summary).size());
    assertTrue(
        csv.lines().skip(1).allMatch(line -> line.split(",", -1).length == csvColumns(csv)), csv);
    long points = csv.lines().filter(line -> line.startsWith("random,")).count();
    assertEquals(6, points, "one point a round: 34, 44, …, 84 labels");
  }

  private static int csvColumns(String csv) {
    return csv.lines().findFirst().orElseThrow().split(",", -1).length;
  }

  @Test
  void whatCannotBeSimulatedIsRefusedInOneLine() {
    assertRefused(SMALL.replace("labels: 84", "labels: 20"), "labels is 20", "34");
    assertRefused(SMALL.replace("labels: 84", "labels: 301"), "300 samples");
    assertRefused(SMALL.replace("metric: recall", "metric: recal"), "recal", "measured are");
    assertRefused(SMALL.replace("scorer: distance", "scorer: loss"), "hidden labels");
    assertRefused(SMALL.replace("[random,", "[random, random,"), "random", "label");
    assertRefused(SMALL.replace("start: {forget: 2", "start: {forget: 0"), "forget is 0");
    assertRefused(SMALL.replace("audit: 30", "audit: -1"), "audit is -1");
    assertRefused(SMALL.replace("strategies:", "stratgies:"), "did you mean strategies?");
    assertRefused(
        SMALL + "variants: {a: {name: other}}\n", "variant cannot change the simulation's name");
  }

  private void assertRefused(String yaml, String... parts) {
    String message = Refused.message(BadInput.class, () -> run(yaml, "refused"));
    assertEquals(1, message.lines().count(), message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void theShippedSimulationReads() {
    SimulationFile shipped = SimulationFile.read(Path.of("experiments/identify.yaml"), List.of());
    assertEquals("identify", shipped.name());
    assertEquals(List.of("sms-spam", "newsgroups"), List.copyOf(shipped.variants().keySet()));
    for (SimulationSpec spec : shipped.variants().values()) {
      assertTrue(
          spec.strategies().stream().anyMatch(s -> s.label().equals("random")),
          "every table needs its floor");
    }
  }

  @Test
  @Tag("full")
  void askingWhatIsUncertainFindsSpamWithFewerLabelsThanChance() {
    SimulationFile shipped =
        SimulationFile.read(
            Path.of("experiments/identify.yaml"),
            List.of(
                "variants={}",
                "strategies=[random, {name: diverse, of: uncertainty}]",
                "effect.after=[310]",
                "labels=310",
                "seeds=3"));
    SimulationSummary summary =
        new SimulationRun(shipped, KeptRows.none(), folder).run(RealData.home("sms"), line -> {});
    double chance = value(summary, "random", 310, "recall").mean();
    double diverse = value(summary, "diverse", 310, "recall").mean();
    assertTrue(diverse > chance + 0.05, diverse + " against " + chance);
    assertTrue(value(summary, "diverse", 310, "precision").mean() > 0.9);
  }
}
