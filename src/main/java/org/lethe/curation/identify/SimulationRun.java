package org.lethe.curation.identify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.DataHome;
import org.lethe.encoder.KeptRows;
import org.lethe.nd.AtomicFiles;
import org.lethe.nd.Parallel;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;
import org.lethe.settings.Labelled;

/**
 * All searches of a {@link SimulationFile}, in a folder of plain files: {@code searches/<id>.json},
 * one for each variant, strategy and seed, named by a hash of everything that it depends on. What
 * is there is not searched again; a kill loses the searches that were under way.
 */
public final class SimulationRun {
  /** Raised whenever equal settings would give other numbers. */
  private static final int VERSION = 1;

  /** The name of what all strategies are compared with: removing p1 itself. */
  static final String REFERENCE = "p1 itself";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** A course and whose it is, as it is kept. */
  record Kept(String variant, String strategy, long seed, IdentifySimulation.Course course) {}

  private final SimulationFile file;
  private final KeptRows kept;
  private final Path folder;

  /**
   * @param kept rows that encoders made before
   * @param results where result folders lie
   */
  public SimulationRun(SimulationFile file, KeptRows kept, Path results) {
    this.file = file;
    this.kept = kept;
    folder = results.resolve(file.name());
  }

  /** Where everything is written. */
  public Path folder() {
    return folder;
  }

  /**
   * Searches what has not been searched yet, and writes tables and page.
   *
   * @param progress told one line a seed
   * @return what was found
   * @throws BadInput if data is missing or the folder cannot be written
   */
  public SimulationSummary run(DataHome home, Consumer<String> progress) {
    Map<String, List<Kept>> byVariant = new LinkedHashMap<>();
    for (Map.Entry<String, SimulationSpec> entry : file.variants().entrySet()) {
      byVariant.put(entry.getKey(), run(entry.getKey(), entry.getValue(), home, progress));
    }
    SimulationSummary summary = SimulationSummary.of(file, byVariant);
    write(folder.resolve("spec.yaml"), file.yaml());
    write(folder.resolve("summary.csv"), summary.csv());
    return summary;
  }

  private List<Kept> run(
      String variant, SimulationSpec spec, DataHome home, Consumer<String> progress) {
    Corpus corpus = spec.data().open(home);
    List<Kept> courses = new ArrayList<>();
    for (long seed = 1; seed <= spec.seeds(); seed++) {
      Map<String, Path> places = new LinkedHashMap<>();
      places.put(REFERENCE, place(spec, corpus, Optional.empty(), seed));
      for (Labelled<QueryStrategy> strategy : spec.strategies()) {
        places.put(strategy.label(), place(spec, corpus, Optional.of(strategy.method()), seed));
      }
      if (!places.values().stream().allMatch(Files::exists)) {
        search(variant, spec, corpus, seed, places);
      }
      for (Map.Entry<String, Path> place : places.entrySet()) {
        courses.add(new Kept(variant, place.getKey(), seed, read(place.getValue()).course()));
      }
      progress.accept(variant + ": seed " + seed + " of " + spec.seeds());
    }
    return courses;
  }

  private void search(
      String variant, SimulationSpec spec, Corpus corpus, long seed, Map<String, Path> places) {
    IdentifySimulation simulation = new IdentifySimulation(spec, corpus, kept, seed);
    List<Map.Entry<String, Path>> missing =
        places.entrySet().stream().filter(place -> !Files.exists(place.getValue())).toList();
    Map<String, QueryStrategy> strategies = new TreeMap<>();
    spec.strategies().forEach(strategy -> strategies.put(strategy.label(), strategy.method()));
    Parallel.forEach(
        missing.size(),
        i -> {
          String name = missing.get(i).getKey();
          QueryStrategy strategy = strategies.get(name);
          IdentifySimulation.Course course =
              strategy == null
                  ? new IdentifySimulation.Course(List.of(), 0, simulation.reference())
                  : simulation.run(strategy);
          write(missing.get(i).getValue(), json(new Kept(variant, name, seed, course)));
        });
  }

  /** Named by what the search depends on, not by how its variant or strategy is called. */
  private Path place(
      SimulationSpec spec, Corpus corpus, Optional<QueryStrategy> strategy, long seed) {
    Map<String, Object> settings = new TreeMap<>(IdentifySettings.canonical().map(spec));
    settings.keySet().removeAll(List.of("name", "title", "strategies", "seeds"));
    settings.put("version", VERSION);
    settings.put("data-sha256", corpus.provenance().sha256());
    settings.put("seed", seed);
    strategy.ifPresent(
        method -> settings.put("strategy", IdentifySettings.canonical().map((Record) method)));
    return folder
        .resolve("searches")
        .resolve(Canonical.sha256(settings).substring(0, 32) + ".json");
  }

  private static String json(Kept kept) {
    try {
      return JSON.writeValueAsString(kept) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written", e);
    }
  }

  private static Kept read(Path file) {
    try {
      return JSON.readValue(Files.readString(file), Kept.class);
    } catch (IOException e) {
      throw new BadInput(file + ": no record of a search; delete it to have it searched again", e);
    }
  }

  private static void write(Path file, String text) {
    try {
      AtomicFiles.writeIfChanged(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be written: " + e, e);
    }
  }
}
