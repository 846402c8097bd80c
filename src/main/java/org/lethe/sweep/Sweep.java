package org.lethe.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.lethe.dataset.DataHome;
import org.lethe.evaluation.Searchable;
import org.lethe.evaluation.Split;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.SharedParts;
import org.lethe.results.Direction;
import org.lethe.results.Estimate;
import org.lethe.results.Statistics;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepResult;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.SettingsNode;
import org.lethe.settings.Suggestion;

/**
 * A sweep whose experiment was opened, and the one method that runs it. Candidates are drawn in a
 * fixed order, run side by side, and judged in that order; what is recorded is not run again. So a
 * sweep that was interrupted, or runs on another number of threads, ends with the same tables.
 */
public final class Sweep {
  private final SweepFile file;
  private final DataHome home;
  private final Experiment first;

  private Sweep(SweepFile file, DataHome home, Experiment first) {
    this.file = file;
    this.home = home;
    this.first = first;
  }

  /**
   * Opens the data and checks that what objectives ask for can be measured.
   *
   * @throws BadInput if data is missing, or a measure is none of the experiment's
   */
  public static Sweep open(SweepFile file, DataHome home) {
    Candidate candidate =
        file.candidate(
            file.spec().space().point(axis -> axis.domain().examples().get(0)), Optional.empty());
    Experiment experiment = Experiment.open(candidate.experiment(), home);
    file.places(candidate).forEach((name, place) -> requireMeasured(file, name, place, experiment));
    return new Sweep(file, home, experiment);
  }

  private static void requireMeasured(
      SweepFile file, String name, Measure.Place place, Experiment experiment) {
    Searchable searchable = experiment.searchable(place.variant(), place.learner());
    String split = place.measure().split();
    Map<String, SortedMap<String, Direction>> known = new HashMap<>();
    known.put(searchable.forget().word(), searchable.forgetMetrics());
    known.put(searchable.retain().word(), searchable.retainMetrics());
    // what probes and attacks report on training samples shows when the first candidate is done
    SortedMap<String, Direction> there =
        known.getOrDefault(
            split,
            List.of(Split.FORGET_VALIDATION.word(), Split.RETAIN_VALIDATION.word()).contains(split)
                ? new TreeMap<>()
                : null);
    String metric = place.measure().metric();
    boolean probed = metric.startsWith("klom");
    if (there != null && !probed && !there.containsKey(metric)) {
      throw file.refused(
          "measures." + name,
          "no trial reports " + metric + " on " + split + Suggestion.text(metric, there.keySet()));
    }
  }

  /**
   * The folder of this sweep below a parent.
   *
   * @throws BadInput if it holds a sweep of another experiment, space, search or seed
   */
  public SweepFolder folder(Path parent) {
    SweepFolder folder = SweepFolder.open(parent.resolve(file.spec().name()));
    String now = file.identity();
    Optional<String> before = folder.spec();
    if (before.isPresent() && !before.get().equals(now)) {
      throw new BadInput(
          folder.path()
              + " holds this sweep with another "
              + String.join(", ", differences(before.get(), now))
              + ". Give the new one a name of its own: name=…");
    }
    folder.writeSpec(now);
    return folder;
  }

  private static List<String> differences(String before, String now) {
    List<String> differences = new ArrayList<>();
    Map<String, SettingsNode> old = SettingsFile.parse(before, "sweep.yaml").root().entries();
    SettingsFile.parse(now, "sweep.yaml")
        .root()
        .entries()
        .forEach(
            (key, value) -> {
              if (!old.containsKey(key) || !old.get(key).plain().equals(value.plain())) {
                differences.add(key);
              }
            });
    return differences;
  }

  /**
   * How a sweep is run.
   *
   * @param threads candidates side by side
   * @param processes how to start a process for each candidate; empty to run them in this one
   * @param retry whether candidates that failed before are run again
   */
  public record Manner(int threads, List<String> processes, boolean retry) {
    public Manner {
      processes = List.copyOf(processes);
    }
  }

  /**
   * Runs what is missing.
   *
   * @param progress hears of what was found so far, one call at a time
   * @throws BadInput if not even one candidate fits the memory, or nothing can be written
   * @throws InterruptedException if it was interrupted; what is finished is recorded
   */
  public SweepResult run(SweepFolder folder, Manner manner, Consumer<SweepResult> progress)
      throws InterruptedException {
    int draws = file.spec().draws();
    int sideBySide = fitting(Math.min(manner.threads(), draws));
    int each = Math.max(1, manner.threads() / sideBySide);
    CandidateRunner runner =
        manner.processes().isEmpty()
            ? new InThisProcess(home, new SharedParts(folder.cache()), each)
            : new OwnProcess(manner.processes(), each);
    Measuring measuring = new Measuring(file, folder, runner, manner.retry());
    Publication publication = new Publication(folder, progress);
    SweepResult found =
        file.spec().halving().isPresent()
            ? new Rungs(file, measuring, publication).run(sideBySide)
            : new Hunt(file, measuring, publication).run(sideBySide);
    publication.conclude(found, file);
    requireAnyRun(found);
    return found;
  }

  /** If every candidate is refused, it is the experiment that is wrong, not its candidates. */
  private static void requireAnyRun(SweepResult found) {
    if (found.candidates().stream().allMatch(each -> each.status() == Status.REFUSED)) {
      throw new BadInput(
          "every candidate was refused, the first one for this: "
              + found.candidates().stream()
                  .findFirst()
                  .map(SweepCandidate::cause)
                  .orElse("there was none"));
    }
  }

  /** As many as asked for, or fewer if their networks need more memory than there is. */
  private int fitting(int wanted) {
    int count = wanted;
    while (count > 1 && !fits(count)) {
      count--;
    }
    first.requireMemory(count); // if not even one fits, this says why
    return count;
  }

  private boolean fits(int count) {
    try {
      first.requireMemory(count);
      return true;
    } catch (BadInput e) {
      return false;
    }
  }

  /** Candidates by what they are worth: the best first; who is no result last. */
  static List<SweepCandidate> ranked(List<SweepCandidate> candidates) {
    List<SweepCandidate> ranked = new ArrayList<>();
    for (Status status : List.of(Status.COMPLETE, Status.INFEASIBLE)) {
      List<SweepCandidate> left =
          new ArrayList<>(candidates.stream().filter(each -> each.status() == status).toList());
      while (!left.isEmpty()) { // front by front
        List<SweepCandidate> front =
            left.stream()
                .filter(each -> left.stream().noneMatch(other -> other.dominates(each)))
                .sorted(Comparator.comparingInt(SweepCandidate::index))
                .toList();
        ranked.addAll(front);
        left.removeAll(front);
      }
    }
    return ranked;
  }

  /** With the mark of those whose difference to the best may be luck of the seeds. */
  static List<SweepCandidate> tied(List<SweepCandidate> candidates, int goals) {
    List<SweepCandidate> ranked = ranked(candidates);
    if (goals > 1 || ranked.isEmpty() || ranked.get(0).status() != Status.COMPLETE) {
      return candidates;
    }
    SweepCandidate best = ranked.get(0);
    return candidates.stream().map(each -> each.withTied(isTied(each, best))).toList();
  }

  private static boolean isTied(SweepCandidate candidate, SweepCandidate best) {
    if (candidate.status() != Status.COMPLETE || candidate.id().equals(best.id())) {
      return false;
    }
    double[] own = values(candidate);
    double[] others = values(best);
    if (own.length != others.length || own.length < 2) {
      return false;
    }
    Estimate difference = Statistics.paired(own, others);
    return difference.low() <= 0 && difference.high() >= 0;
  }

  private static double[] values(SweepCandidate candidate) {
    return candidate.goals().get(0).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What readers of the folder see while the sweep runs, and when it has ended. */
  static final class Publication {
    private static final long BETWEEN_NANOS = 1_000_000_000L;

    private final SweepFolder folder;
    private final Consumer<SweepResult> progress;
    private long last = System.nanoTime() - BETWEEN_NANOS;

    Publication(SweepFolder folder, Consumer<SweepResult> progress) {
      this.folder = folder;
      this.progress = progress;
    }

    synchronized void soFar(SweepResult result) {
      progress.accept(result);
      if (System.nanoTime() - last >= BETWEEN_NANOS) {
        folder.write(result);
        last = System.nanoTime();
      }
    }

    synchronized void conclude(SweepResult result, SweepFile file) {
      folder.write(result);
      List<SweepCandidate> ranked = ranked(result.candidates());
      if (!ranked.isEmpty() && ranked.get(0).status() == Status.COMPLETE) {
        folder.writeBest(file.best(pointOf(ranked.get(0), file)));
      }
    }

    private static Space.Point pointOf(SweepCandidate candidate, SweepFile file) {
      List<Axis> axes = file.spec().space().axes();
      return file.spec()
          .space()
          .point(
              axis -> {
                String text = candidate.values().get(axes.indexOf(axis));
                Axis.Domain domain = axis.domain();
                return text.isEmpty()
                    ? domain.examples().get(0)
                    : domain instanceof Axis.Choices
                        ? domain.value(text)
                        : domain.value(Double.valueOf(text));
              });
    }
  }

  /** A result from what is there. */
  static SweepResult result(
      SweepFile file, int repeats, String ending, List<SweepCandidate> candidates) {
    SweepSpec spec = file.spec();
    return new SweepResult(
        spec.name(),
        spec.title(),
        spec.search().words() + (spec.halving().isPresent() ? ", successive halving" : ""),
        spec.space().axes().stream().map(Axis::described).toList(),
        spec.objectives().stream().map(Objective::goal).toList(),
        spec.draws(),
        repeats,
        !ending.isEmpty(),
        ending,
        tied(candidates, spec.objectives().size()));
  }

  /** A point as a candidate, or why its settings cannot be. */
  record Drawn(Space.Point point, Optional<Candidate> candidate, String id, String refusal) {
    static Drawn of(SweepFile file, Space.Point point, Optional<Integer> resource) {
      try {
        Candidate candidate = file.candidate(point, resource);
        return new Drawn(point, Optional.of(candidate), candidate.id(), "");
      } catch (BadInput e) {
        // by its own hash: there is no experiment that could give one
        String id = Canonical.sha256(point.texts()).substring(0, 16);
        return new Drawn(point, Optional.empty(), id, Objects.toString(e.getMessage(), ""));
      }
    }
  }

  /** Distinct points that a sampler gives until it may not. */
  static List<Space.Point> drawAll(SweepFile file, Termination termination) {
    Sampler sampler = file.sampler();
    LinkedHashSet<Map<String, String>> seen = new LinkedHashSet<>();
    List<Space.Point> points = new ArrayList<>();
    for (int drawn = 0; termination.forbidsDraw(drawn).isEmpty(); drawn++) {
      Optional<Sampler.Draw> draw = sampler.next();
      if (draw.isEmpty()) {
        break;
      }
      if (seen.add(draw.get().point().texts())) {
        points.add(draw.get().point());
      }
    }
    return points;
  }

  /** What would be searched, in a few lines. */
  public String describe() {
    SweepSpec spec = file.spec();
    StringBuilder text = new StringBuilder(file.identity());
    int seeds = file.seeds().size();
    text.append("# ").append(spec.search().words()).append(" search, ");
    text.append(spec.draws()).append(" candidates, ");
    text.append(seeds).append(seeds == 1 ? " seed" : " seeds").append(" each, ");
    text.append(first.trials()).append(" trials in the first\n");
    for (Objective objective : spec.objectives()) {
      text.append("# ")
          .append(objective.minimise().isPresent() ? "minimise " : "maximise ")
          .append(objective.formula().text())
          .append('\n');
    }
    spec.constraints().forEach(each -> text.append("# while ").append(each.text()).append('\n'));
    spec.halving()
        .ifPresent(
            halving ->
                text.append("# halving over ")
                    .append(halving.over())
                    .append(": ")
                    .append(halving.rungs(seeds))
                    .append('\n'));
    return text.toString();
  }
}
