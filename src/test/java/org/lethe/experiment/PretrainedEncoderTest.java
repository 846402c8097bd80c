package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataHome;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.encoder.KeptRows;
import org.lethe.network.Engines;
import org.lethe.network.NotKept;
import org.lethe.network.TrainedNetworks;
import org.lethe.results.Failure;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;
import org.lethe.selection.Budget;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;
import org.lethe.testing.RealModels;
import org.lethe.testing.Refused;

/**
 * Guards against records of one model that are taken for those of another under the same name, and
 * against texts that a model is asked about for each seed and each run anew.
 */
class PretrainedEncoderTest {
  private static final String POTION = "potion-base-2m-int8";

  @TempDir private Path folder;

  private Experiment open(Path model, KeptRows kept) throws IOException {
    return Experiment.open(
        file(model),
        DataHome.fromEnvironment(),
        spec -> new TrainedNetworks(() -> Engines.get(spec.engine()), spec.threads()),
        kept);
  }

  private ExperimentFile file(Path model) throws IOException {
    Path table = folder.resolve("messages.csv");
    StringBuilder rows = new StringBuilder("id,text,label\n");
    for (int i = 0; i < 60; i++) {
      String kind = i % 3 == 0 ? "win a free prize call " : "see you at home around ";
      rows.append(i).append(',').append(kind).append(i).append(i % 3 == 0 ? ",spam\n" : ",ham\n");
    }
    Files.writeString(table, rows);
    String yaml =
        """
        name: kept
        data: {name: csv, file: %s, text-column: text, forget: {column: label, is: spam}}
        encoder: {name: onnx-text, model: %s}
        scorers: [random, lr-cos]
        learners: [logistic-regression]
        budgets: [0.5]
        seeds: 3
        """
            .formatted(table, model);
    return ExperimentFile.of(SettingsFile.parse(yaml, "kept.yaml"));
  }

  /** Nothing of the model is opened to plan: any bytes do. */
  private Set<String> ids(Path model) throws IOException {
    return new TreeSet<>(open(model, KeptRows.none()).ids());
  }

  @Test
  void aChangedFileOfTheModelMeansOtherTrials() throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.writeString(model.resolve("model.onnx"), "graph, weights are in big.bin");
    List<Set<String>> seen = new ArrayList<>(List.of(ids(model)));
    assertEquals(2 * 3 + 2 * 3, seen.get(0).size());
    Files.writeString(model.resolve("README.md"), "nothing that decides");
    Files.writeString(model.resolve("other.bin"), "of another model");
    assertEquals(seen.get(0), ids(model));

    for (String file :
        List.of(
            "big.bin",
            "model.onnx",
            "tokenizer.json",
            "tokenizer_config.json",
            "config.json",
            "1_Pooling/config.json",
            "preprocessor_config.json")) {
      Path changed = model.resolve(file);
      Files.createDirectories(changed.getParent());
      Files.writeString(
          changed, (Files.exists(changed) ? Files.readString(changed) : "") + "changed");
      Set<String> now = ids(model);
      for (Set<String> before : seen) {
        Set<String> shared = new HashSet<>(before);
        shared.retainAll(now);
        assertEquals(Set.of(), shared, file);
      }
      seen.add(now);
    }
  }

  @Test
  void theSameModelElsewhereMeansTheSameTrialsInTheSameFolder() throws IOException {
    Path here = Files.createDirectories(folder.resolve("here/model"));
    Files.writeString(here.resolve("model.onnx"), "graph");
    Path there = Files.createDirectories(folder.resolve("there/model"));
    Files.writeString(there.resolve("model.onnx"), "graph");
    assertEquals(ids(here), ids(there));
    assertEquals(ids(here.resolve("model.onnx")), ids(there.resolve("model.onnx")));
    SpecChange.check(file(here), file(there), "results"); // one folder takes both
    String said =
        Refused.message(
            BadInput.class,
            () -> SpecChange.check(file(here), file(folder.resolve("there/other")), "results"));
    assertTrue(said.contains("model=other") && said.contains("name="), said);
  }

  @Test
  void eachTextIsEncodedOnceForAllSeedsAndRuns() throws Exception {
    Path model = RealModels.folder(POTION);
    EmbeddingStore store = new EmbeddingStore(folder.resolve("store"));
    KeptRows first = KeptRows.in(store);
    List<TrialRecord> one = run(open(model, first), "one");
    assertEquals(60, first.computed());
    KeptRows second = KeptRows.in(store);
    List<TrialRecord> two = run(open(model, second), "two");
    assertEquals(0, second.computed());
    List<TrialRecord> without = run(open(model, KeptRows.none()), "without");
    assertEquals(12, one.size());
    for (int i = 0; i < one.size(); i++) {
      assertEquals(one.get(i).measurements(), two.get(i).measurements());
      assertEquals(one.get(i).measurements(), without.get(i).measurements());
    }

    Experiment again = open(model, KeptRows.in(store));
    List<String> removed =
        again.manifest(again.variantNames().get(0), "lr-cos", new Budget.Share(0.5), 1).removed();
    assertEquals(6, removed.size());
    assertEquals(1, store.purge(new HashSet<>(removed)).size());
    assertEquals(List.of(), store.entries());
  }

  @Test
  void workersOfABatchAskTheModelNothing() throws Exception {
    Path model = RealModels.folder(POTION);
    KeptRows early = KeptRows.none();
    assertThrows(NotKept.class, () -> work(open(model, early), "batch"));
    assertEquals(0, early.computed(), "nobody prepared, and workers make nothing");

    KeptRows preparing = KeptRows.none();
    Experiment prepared = open(model, preparing);
    List<List<String>> parts = parts(prepared);
    UnitRunner runner =
        UnitRunner.ofPreparation(
            prepared, prepared.folder(folder.resolve("batch")), parts, () -> false);
    parts.forEach(part -> runner.prepare(part, SILENT));
    assertEquals(60, preparing.computed());

    KeptRows working = KeptRows.none();
    List<TrialRecord> worked = work(open(model, working), "batch");
    assertEquals(0, working.computed());
    List<TrialRecord> run = run(open(model, KeptRows.none()), "alone");
    assertEquals(12, worked.size());
    for (int i = 0; i < run.size(); i++) {
      assertEquals(run.get(i).measurements(), worked.get(i).measurements());
    }
  }

  /** As a manifest has them: each says that it needs rows. */
  private static List<List<String>> parts(Experiment experiment) {
    for (WorkUnit unit : experiment.units()) {
      assertEquals(1, unit.needs().size());
      assertTrue(unit.needs().get(0).startsWith("rows of onnx-text: "), unit.needs().get(0));
    }
    return experiment.units().stream().map(WorkUnit::trials).toList();
  }

  private List<TrialRecord> work(Experiment experiment, String name) throws IOException {
    ResultFolder results = experiment.folder(Files.createDirectories(folder.resolve(name)));
    List<List<String>> parts = parts(experiment);
    UnitRunner runner =
        UnitRunner.ofWorker(experiment, results, parts, () -> false, 1, "0123456789ab");
    parts.forEach(part -> runner.run(part, SILENT));
    return sorted(results);
  }

  private static final UnitListener SILENT =
      new UnitListener() {
        @Override
        public void differs(TrialRecord trial, String how) {
          throw new AssertionError(trial.key() + ": " + how);
        }

        @Override
        public void failed(Failure failure, Throwable cause) {
          throw new AssertionError(failure.cause(), cause);
        }
      };

  private List<TrialRecord> run(Experiment experiment, String name) throws Exception {
    ResultFolder results = experiment.folder(Files.createDirectories(folder.resolve(name)));
    experiment.run(results, 2, Silent.PROGRESS);
    return sorted(results);
  }

  private static List<TrialRecord> sorted(ResultFolder results) {
    return results.trials().stream().sorted(Comparator.comparing(TrialRecord::id)).toList();
  }
}
