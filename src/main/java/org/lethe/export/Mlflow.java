package org.lethe.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.lethe.results.Failure;
import org.lethe.results.FailureKind;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.TargetRecord;
import org.lethe.results.TracedRecords;
import org.lethe.results.TracedRecords.TracedFailure;
import org.lethe.results.TracedRecords.TracedTarget;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * Trials as runs of an MLflow server, a run each: its labels are parameters, its measurements
 * metrics {@code metric/split} at the step of how many samples were removed, its id the tag {@value
 * #TRIAL}. A trial whose run is there and finished is not sent again; one whose run was begun and
 * not finished is completed. So whatever stops an export, the next one goes on. A searched budget
 * is a run with its target, and a trial without a result one that failed, until it has one; where
 * it failed again, the run says how it did the last time.
 *
 * @param sent runs that were made
 * @param completed runs that were begun or had failed before
 * @param there runs that were finished before
 */
public record Mlflow(int sent, int completed, int there) {
  /** The tag by which a trial is found again. */
  public static final String TRIAL = "lethe.trial";

  /** Of one {@code log-batch}: metrics, parameters and tags together. */
  static final int MOST_AT_ONCE = 1000;

  private static final int RUNS_A_PAGE = 1000;
  private static final String FINISHED = "FINISHED";
  private static final String FAILED = "FAILED";

  /** Characters of a tag or a parameter that every server takes. */
  private static final int LONGEST = 500;

  /** Tags of a run without a result, which one that has it is without. */
  private static final String FAILURE = "lethe.failure";

  private static final String CAUSE = "lethe.cause";
  private static final String GIVEN_UP = "lethe.given-up";

  /**
   * A run that is there.
   *
   * @param tags by name
   */
  private record Run(String id, String status, Map<String, String> tags) {
    boolean finished() {
      return status.equals(FINISHED);
    }

    /** Whether the server knows of it all that there is to send. */
    boolean says(Entry entry) {
      return finished()
          || (entry.failed()
              && status.equals(FAILED)
              && tags.entrySet().containsAll(shortened(entry.tags()).entrySet()));
    }
  }

  /**
   * What a run is made of.
   *
   * @param params beside those of the key
   * @param failed whether there is no result: another export may find one
   */
  private record Entry(
      String id,
      TrialKey key,
      Map<String, String> params,
      List<Measurement> measurements,
      Map<String, String> tags,
      long started,
      long ended,
      boolean failed) {

    static List<Entry> of(TracedRecords records) {
      List<Entry> all = new ArrayList<>();
      records.trials().forEach(each -> all.add(of(each.trial(), each.by(), Map.of())));
      for (TracedTarget each : records.targets()) {
        TargetRecord target = each.target();
        all.add(
            of(
                new TrialRecord(target.id(), target.key(), RollUp.withBudget(target), Map.of()),
                each.by(),
                Map.of(
                    "target", target.target(),
                    "reached", Boolean.toString(target.reached()),
                    "reason", target.reason())));
      }
      for (TracedFailure each : records.failures()) {
        Failure failure = each.failure();
        long when = time(failure.when());
        Map<String, String> tags =
            Map.of(
                FAILURE, FailureKind.of(failure).word(),
                CAUSE, failure.cause(),
                GIVEN_UP, Boolean.toString(each.givenUp()));
        all.add(
            new Entry(failure.id(), failure.key(), Map.of(), List.of(), tags, when, when, true));
      }
      return all;
    }

    private static Entry of(TrialRecord trial, Provenance by, Map<String, String> params) {
      Map<String, String> tags =
          Map.of(
              "lethe.version", by.version(),
              "lethe.threads", Integer.toString(by.threads()),
              "mlflow.source.git.commit", by.commit());
      long started = time(by.started());
      double seconds = trial.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
      // as if it had been the first of its process: a record says how long it took, not since when
      long ended = started + Math.round(1000 * seconds);
      return new Entry(
          trial.id(), trial.key(), params, trial.measurements(), tags, started, ended, false);
    }

    /** Milliseconds since 1970; the beginning of time where nobody says so. */
    private static long time(String when) {
      try {
        return Instant.parse(when).toEpochMilli();
      } catch (DateTimeParseException e) {
        return 0;
      }
    }

    /** Those of a failure are without what a later success may know better. */
    private Map<String, String> allParams() {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("dataset", key.dataset());
      all.put("variant", key.variant());
      all.put("encoder", key.encoder());
      all.put("scorer", key.scorer());
      all.put("learner", key.learner());
      all.put("unlearner", key.unlearner());
      all.put("engine", key.engine());
      all.put("seed", Long.toString(key.seed()));
      if (!failed) {
        all.put("budget", Double.toString(key.budget()));
        all.put("removed", Integer.toString(key.removed()));
      }
      all.putAll(new TreeMap<>(params));
      all.values().removeIf(String::isEmpty); // a server refuses them
      return all;
    }
  }

  /**
   * Sends what the server does not have.
   *
   * @param experiment as MLflow calls it; made if it is not there
   * @param results as our records call it
   * @param progress is told how many are done
   * @throws BadInput if the server cannot be reached, refuses, or is none; what was sent stays
   */
  public static Mlflow send(
      MlflowServer server,
      String experiment,
      String results,
      TracedRecords records,
      IntConsumer progress) {
    String experimentId = experimentId(server, experiment);
    Map<String, Run> runs = runs(server, experimentId);
    List<Entry> entries = Entry.of(records);
    int sent = 0;
    int completed = 0;
    int there = 0;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      Run run = runs.get(entry.id());
      if (run != null && run.says(entry)) {
        there++;
      } else {
        String id = run == null ? create(server, experimentId, results, entry) : run.id();
        log(server, id, entry);
        if (run != null && !entry.failed()) {
          forgetFailure(server, run);
        }
        end(server, id, entry);
        sent += run == null ? 1 : 0;
        completed += run == null ? 0 : 1;
      }
      progress.accept(i + 1);
    }
    return new Mlflow(sent, completed, there);
  }

  private static String experimentId(MlflowServer server, String name) {
    return server
        .find("experiments/get-by-name", Map.of("experiment_name", name))
        .map(
            found -> {
              if (!found.at("/experiment/lifecycle_stage").asText("active").equals("active")) {
                throw new BadInput(
                    server
                        + ": experiment "
                        + name
                        + " was deleted there; restore it, or give another name with --experiment");
              }
              return server.text(found, "/experiment/experiment_id");
            })
        .orElseGet(
            () ->
                server.text(
                    server.post("experiments/create", Map.of("name", name)), "/experiment_id"));
  }

  private static Map<String, Run> runs(MlflowServer server, String experimentId) {
    Map<String, Run> runs = new HashMap<>();
    String page = "";
    do {
      Map<String, Object> question = new LinkedHashMap<>();
      question.put("experiment_ids", List.of(experimentId));
      question.put("run_view_type", "ACTIVE_ONLY");
      question.put("max_results", RUNS_A_PAGE);
      if (!page.isEmpty()) {
        question.put("page_token", page);
      }
      JsonNode answer = server.post("runs/search", question);
      for (JsonNode run : answer.path("runs")) {
        Map<String, String> tags = new TreeMap<>();
        for (JsonNode tag : run.at("/data/tags")) {
          tags.put(tag.path("key").asText(), tag.path("value").asText());
        }
        if (tags.containsKey(TRIAL)) {
          Run found =
              new Run(
                  server.text(run, "/info/run_id"),
                  run.at("/info/status").asText(),
                  Map.copyOf(tags));
          // two exports at once may both have made one: a finished one is enough
          runs.merge(
              tags.getOrDefault(TRIAL, ""), found, (one, other) -> one.finished() ? one : other);
        }
      }
      page = answer.path("next_page_token").asText("");
    } while (!page.isEmpty());
    return runs;
  }

  private static String create(
      MlflowServer server, String experimentId, String results, Entry entry) {
    TrialKey key = entry.key();
    Map<String, String> tags = shortened(entry.tags());
    tags.put(TRIAL, entry.id());
    tags.put("lethe.experiment", shortened(results));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("experiment_id", experimentId);
    run.put(
        "run_name",
        String.format(
                Locale.ROOT,
                "%s %s %s, seed %d",
                key.variant(),
                key.scorer(),
                entry.params().getOrDefault("target", Double.toString(key.budget())),
                key.seed())
            .strip());
    run.put("start_time", entry.started());
    run.put("tags", pairs(tags));
    return server.text(server.post("runs/create", run), "/run/info/run_id");
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST);
  }

  private static Map<String, String> shortened(Map<String, String> values) {
    Map<String, String> all = new TreeMap<>(values);
    all.replaceAll((name, value) -> shortened(value));
    return all;
  }

  /** Tags are sent with it, for a run that was begun has those of what it was then. */
  private static void log(MlflowServer server, String run, Entry entry) {
    List<Map<String, String>> params = pairs(shortened(entry.allParams()));
    List<Map<String, String>> tags = pairs(shortened(entry.tags()));
    List<Map<String, Object>> metrics = metrics(entry);
    int from = 0;
    do {
      boolean first = from == 0;
      int room = MOST_AT_ONCE - (first ? params.size() + tags.size() : 0);
      int to = Math.min(metrics.size(), from + room);
      Map<String, Object> batch = new LinkedHashMap<>();
      batch.put("run_id", run);
      batch.put("metrics", metrics.subList(from, to));
      batch.put("params", first ? params : List.of());
      batch.put("tags", first ? tags : List.of());
      server.post("runs/log-batch", batch);
      from = to;
    } while (from < metrics.size());
  }

  private static List<Map<String, Object>> metrics(Entry entry) {
    List<Map<String, Object>> metrics = new ArrayList<>();
    for (Measurement measured : entry.measurements()) {
      Map<String, Object> metric = new LinkedHashMap<>();
      String split = measured.split().isEmpty() ? "" : "/" + measured.split();
      metric.put("key", name(measured.metric() + split));
      metric.put("value", measured.value());
      metric.put("timestamp", entry.ended());
      metric.put("step", entry.key().removed());
      metrics.add(metric);
    }
    return metrics;
  }

  /** MLflow allows letters, digits, and {@code _ - . / space}; others become their codes. */
  private static String name(String metric) {
    return metric
        .codePoints()
        .mapToObj(
            point ->
                point < 128 && (Character.isLetterOrDigit(point) || "_-./ ".indexOf(point) >= 0)
                    ? Character.toString(point)
                    : String.format(Locale.ROOT, "_%02x", point))
        .collect(Collectors.joining());
  }

  private static void forgetFailure(MlflowServer server, Run run) {
    for (String tag : List.of(FAILURE, CAUSE, GIVEN_UP)) {
      if (run.tags().containsKey(tag)) {
        server.post("runs/delete-tag", Map.of("run_id", run.id(), "key", tag));
      }
    }
  }

  private static void end(MlflowServer server, String run, Entry entry) {
    Map<String, Object> update = new LinkedHashMap<>();
    update.put("run_id", run);
    update.put("status", entry.failed() ? FAILED : FINISHED);
    update.put("end_time", entry.ended());
    server.post("runs/update", update);
  }

  private static List<Map<String, String>> pairs(Map<String, String> values) {
    return values.entrySet().stream()
        .map(
            each -> {
              Map<String, String> pair = new LinkedHashMap<>();
              pair.put("key", each.getKey());
              pair.put("value", each.getValue());
              return pair;
            })
        .toList();
  }
}
