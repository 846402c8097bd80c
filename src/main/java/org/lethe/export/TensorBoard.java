package org.lethe.export;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lethe.nd.AtomicFiles;
import org.lethe.results.CurveKey;
import org.lethe.results.Measurement;
import org.lethe.results.TracedTrial;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * Budget curves as runs of TensorBoard: a folder for each curve and seed, a scalar {@code
 * metric/split} for each measurement; the step is how many samples were removed. Exporting again
 * replaces the files, so that no point is there twice.
 *
 * @param runs how many folders there are
 * @param points steps over all of them
 */
public record TensorBoard(int runs, int points) {
  /** TensorBoard reads what has "tfevents" in its name; it is the same each time. */
  private static final String FILE = "events.out.tfevents.0.lethe";

  private record Run(CurveKey curve, long seed) {
    Run ofEnds() {
      return new Run(curve.withScorer(TrialRecord.SHARED_SCORER), seed);
    }
  }

  /**
   * Writes event files.
   *
   * @param folder {@code --logdir} of TensorBoard
   * @throws BadInput if they cannot be written
   */
  public static TensorBoard write(List<TracedTrial> trials, Path folder) {
    Map<Run, List<TracedTrial>> byRun = new HashMap<>();
    for (TracedTrial each : trials) {
      Run run = new Run(CurveKey.of(each.trial().key()), each.trial().key().seed());
      byRun.computeIfAbsent(run, r -> new ArrayList<>()).add(each);
    }
    // The ends are points of every rule's curve, and a run of their own where there is no rule.
    Set<Run> endsOfRules =
        byRun.keySet().stream()
            .filter(run -> !run.equals(run.ofEnds()))
            .map(Run::ofEnds)
            .collect(Collectors.toCollection(HashSet::new));
    int runs = 0;
    int points = 0;
    for (Map.Entry<Run, List<TracedTrial>> each : byRun.entrySet()) {
      Run run = each.getKey();
      if (endsOfRules.contains(run)) {
        continue;
      }
      List<TracedTrial> ends =
          run.equals(run.ofEnds()) ? List.of() : byRun.getOrDefault(run.ofEnds(), List.of());
      List<TracedTrial> curve =
          Stream.concat(each.getValue().stream(), ends.stream())
              .sorted(
                  Comparator.comparingDouble((TracedTrial point) -> point.trial().key().budget())
                      .thenComparing(point -> point.trial().id()))
              .toList();
      Path file = folder.resolve(folderOf(run)).resolve(FILE);
      try {
        AtomicFiles.writeIfChanged(file, events(curve));
      } catch (IOException e) {
        throw new BadInput(file + " cannot be written: " + e, e);
      }
      runs++;
      points += curve.size();
    }
    return new TensorBoard(runs, points);
  }

  private static byte[] events(List<TracedTrial> curve) {
    EventFile file = new EventFile(wallTime(curve.get(0)));
    for (TracedTrial point : curve) {
      Map<String, Double> values = new TreeMap<>();
      for (Measurement measured : point.trial().measurements()) {
        values.put(measured.metric() + "/" + measured.split(), measured.value());
      }
      file.add(wallTime(point), point.trial().key().removed(), values);
    }
    return file.bytes();
  }

  /** When the process started that made it; the beginning of time where nobody says so. */
  private static double wallTime(TracedTrial point) {
    try {
      return Instant.parse(point.by().started()).toEpochMilli() / 1000.0;
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /** What a run is called: {@code sms-spam/tfidf,lr-cos,logistic-regression,retrain,jvm/seed-1}. */
  private static String folderOf(Run run) {
    CurveKey curve = run.curve();
    String labels =
        Stream.of(
                curve.encoder(), curve.scorer(), curve.learner(), curve.unlearner(), curve.engine())
            .collect(Collectors.joining(","));
    return Stream.of(curve.dataset(), curve.variant(), labels, "seed-" + run.seed())
        .filter(part -> !part.isEmpty())
        .map(TensorBoard::fileName)
        .collect(Collectors.joining("/"));
  }

  /** Labels are anybody's: other characters become their codes, so that two never become one. */
  private static String fileName(String label) {
    String name =
        label
            .codePoints()
            .mapToObj(
                point ->
                    isPlain(point)
                        ? Character.toString(point)
                        : String.format(Locale.ROOT, "%%%02X", point))
            .collect(Collectors.joining());
    return name.startsWith(".") ? "%2E" + name.substring(1) : name;
  }

  private static boolean isPlain(int point) {
    return point < 128 && (Character.isLetterOrDigit(point) || "-_.,=+@*".indexOf(point) >= 0);
  }
}
