package org.lethe.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * The folder of a sweep: plain files like a {@link ResultFolder}, of which it holds one for each
 * candidate. {@code docs/sweeps.md} describes the layout. A file appears whole or not at all, and
 * its name follows from what it holds: whoever is killed leaves nothing that is half true.
 */
public final class SweepFolder {
  private static final String SWEEP = "sweep.json";
  private static final String SPEC = "sweep.yaml";
  private static final String CANDIDATES = "candidates";
  private static final String DONE = "done";
  private static final String FAILED = "failed";

  private final Path folder;

  private SweepFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Why a candidate has no values.
   *
   * @param cause one line, what failures are grouped by
   * @param details a stack trace, or the last lines of its process
   */
  public record CandidateFailure(String id, String cause, String details) {}

  /**
   * Opens a folder to write into; makes it if it is missing.
   *
   * @throws BadInput if it is no folder, cannot be written, or holds something else
   */
  public static SweepFolder open(Path folder) {
    if (Files.exists(folder.resolve("study.json"))) {
      throw new BadInput(
          folder + " holds the results of an experiment; give the sweep a name of its own");
    }
    try {
      Files.createDirectories(folder.resolve(CANDIDATES));
      Files.createDirectories(folder.resolve(DONE));
    } catch (IOException e) {
      throw new BadInput(folder + ": cannot write results here: " + e, e);
    }
    return new SweepFolder(folder);
  }

  /** Whether a folder is that of a sweep. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(SWEEP));
  }

  /**
   * Opens a folder to read it.
   *
   * @throws BadInput if there is no sweep in it
   */
  public static SweepFolder existing(Path folder) {
    if (!isOne(folder)) {
      throw new BadInput(folder + " has no " + SWEEP + "; expected one that 'lethe sweep' wrote");
    }
    return new SweepFolder(folder);
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /** Where the results folders of the candidates lie, each named by its id. */
  public Path candidates() {
    return folder.resolve(CANDIDATES);
  }

  /** Where networks are kept that candidates share. */
  public Path cache() {
    return folder.resolve("cache");
  }

  /** The settings that the folder belongs to; empty if nothing was ever run. */
  public Optional<String> spec() {
    return text(SPEC);
  }

  /** Writes {@code sweep.yaml}. */
  public void writeSpec(String yaml) {
    write(SPEC, yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** A candidate as an experiment file that can be run alone. */
  public Path writeCandidate(String id, String yaml) {
    write(CANDIDATES + "/" + id + ".yaml", yaml.getBytes(StandardCharsets.UTF_8));
    return candidates().resolve(id + ".yaml");
  }

  /** Whether everything of a candidate was recorded. */
  public boolean isDone(String id) {
    return Files.isRegularFile(folder.resolve(DONE).resolve(id));
  }

  /** Remembers that everything of a candidate was recorded. */
  public void markDone(String id) {
    write(DONE + "/" + id, new byte[0]);
  }

  /** Why a candidate failed before. */
  public Optional<CandidateFailure> failure(String id) {
    Path file = folder.resolve(FAILED).resolve(id + ".json");
    try {
      return Optional.of(RecordJson.document(Files.readAllBytes(file), CandidateFailure.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Remembers why a candidate failed; of two failures the later one. */
  public void recordFailure(CandidateFailure failure) {
    write(FAILED + "/" + failure.id() + ".json", RecordJson.document(failure));
  }

  /** Writes what was found: {@code sweep.json}, {@code candidates.csv} and {@code pareto.csv}. */
  public void write(SweepResult result) {
    write("candidates.csv", csv(result, result.candidates()));
    write("pareto.csv", csv(result, result.pareto()));
    write(SWEEP, RecordJson.document(result)); // last: who sees it sees the tables too
  }

  /** The best candidate as an experiment file: to be judged on test data and other seeds. */
  public void writeBest(String yaml) {
    write("best.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What {@link #write(SweepResult)} wrote.
   *
   * @throws BadInput if it is missing or damaged
   */
  public SweepResult read() {
    Path file = folder.resolve(SWEEP);
    try {
      return RecordJson.document(Files.readAllBytes(file), SweepResult.class);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<String> text(String name) {
    try {
      return Optional.of(Files.readString(folder.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BadInput(folder.resolve(name) + " cannot be read: " + e, e);
    }
  }

  private void write(String name, byte[] content) {
    try {
      AtomicFiles.writeIfChanged(folder.resolve(name), content);
    } catch (IOException e) {
      throw new BadInput(folder.resolve(name) + ": cannot be written: " + e, e);
    }
  }

  private static byte[] csv(SweepResult result, List<SweepCandidate> candidates) {
    List<String> header = new ArrayList<>(List.of("sweep", "candidate", "id"));
    result.axes().forEach(axis -> header.add(axis.key()));
    header.addAll(List.of("resource", "status"));
    for (SweepGoal goal : result.goals()) {
      for (String column : List.of("mean", "ci_low", "ci_high", "n", "direction")) {
        header.add(goal.label() + " " + column);
      }
    }
    header.addAll(List.of("tied_with_best", "cause"));
    return Csv.of(header, candidates.stream().map(candidate -> row(result, candidate)));
  }

  private static List<String> row(SweepResult result, SweepCandidate candidate) {
    List<String> row = new ArrayList<>();
    row.add(result.name());
    row.add(String.valueOf(candidate.index()));
    row.add(candidate.id());
    row.addAll(candidate.values());
    row.add(candidate.resource());
    row.add(candidate.status().word());
    for (int goal = 0; goal < result.goals().size(); goal++) {
      row.addAll(numbers(candidate, goal));
      row.add(result.goals().get(goal).direction().word());
    }
    row.add(candidate.tied() ? "true" : "");
    row.add(candidate.cause());
    return row;
  }

  private static List<String> numbers(SweepCandidate candidate, int goal) {
    if (!candidate.isMeasured()) {
      return List.of("", "", "", "0");
    }
    Estimate estimate = candidate.estimate(goal);
    return List.of(
        Canonical.shortest(estimate.mean()),
        bound(estimate.low()),
        bound(estimate.high()),
        String.valueOf(estimate.n()));
  }

  /** One seed has no interval. */
  private static String bound(double value) {
    return Double.isNaN(value) ? "" : Canonical.shortest(value);
  }
}
