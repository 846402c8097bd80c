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
import org.lethe.results.Measurement;
import org.lethe.results.TracedTrial;
import org.lethe.results.TrialKey;
import org.lethe.settings.BadInput;

/**
 * Trials as runs of an MLflow server, a run each: its labels are parameters, its measurements
 * metrics {@code metric/split} at the step of how many samples were removed, its id the tag {@value
 * #TRIAL}. A trial whose run is there and finished is not sent again; one whose run was begun and
 * not finished is completed. So whatever stops an export, the next one goes on.
 *
 * @param sent runs that were made
 * @param completed runs that were begun before
 * @param there runs that were finished before
 */
public record Mlflow(int sent, int completed, int there) {
  /** The tag by which a trial is found again. */
  public static final String TRIAL = "lethe.trial";

  /** Of one {@code log-batch}: metrics, parameters and tags together. */
  static final int MOST_AT_ONCE = 1000;

  private static final int RUNS_A_PAGE = 1000;
  private static final String FINISHED = "FINISHED";

  /** A run that is there. */
  private record Run(String id, boolean finished) {}

  /**
   * Sends what the server does not have.
   *
   * @param experiment as MLflow calls it; made if it is not there
   * @param results as our records call it
   * @param progress is told how many trials are done
   * @throws BadInput if the server cannot be reached, refuses, or is none; what was sent stays
   */
  public static Mlflow send(
      MlflowServer server,
      String experiment,
      String results,
      List<TracedTrial> trials,
      IntConsumer progress) {
    String experimentId = experimentId(server, experiment);
    Map<String, Run> runs = runs(server, experimentId);
    int sent = 0;
    int completed = 0;
    int there = 0;
    for (int i = 0; i < trials.size(); i++) {
      TracedTrial trial = trials.get(i);
      Run run = runs.get(trial.trial().id());
      if (run != null && run.finished()) {
        there++;
      } else {
        String id = run == null ? create(server, experimentId, results, trial) : run.id();
        log(server, id, trial);
        finish(server, id, trial);
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
        for (JsonNode tag : run.at("/data/tags")) {
          if (tag.path("key").asText().equals(TRIAL)) {
            Run found =
                new Run(
                    server.text(run, "/info/run_id"),
                    run.at("/info/status").asText().equals(FINISHED));
            // two exports at once may both have made one: a finished one is enough
            runs.merge(
                tag.path("value").asText(), found, (one, other) -> one.finished() ? one : other);
          }
        }
      }
      page = answer.path("next_page_token").asText("");
    } while (!page.isEmpty());
    return runs;
  }

  private static String create(
      MlflowServer server, String experimentId, String results, TracedTrial trial) {
    TrialKey key = trial.trial().key();
    Map<String, String> tags = new TreeMap<>();
    tags.put(TRIAL, trial.trial().id());
    tags.put("lethe.experiment", results);
    tags.put("lethe.version", trial.by().version());
    tags.put("lethe.threads", Integer.toString(trial.by().threads()));
    tags.put("mlflow.source.git.commit", trial.by().commit());
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("experiment_id", experimentId);
    run.put(
        "run_name",
        String.format(
                Locale.ROOT,
                "%s %s %s, seed %d",
                key.variant(),
                key.scorer(),
                key.budget(),
                key.seed())
            .strip());
    run.put("start_time", started(trial));
    run.put("tags", pairs(tags));
    return server.text(server.post("runs/create", run), "/run/info/run_id");
  }

  private static void log(MlflowServer server, String run, TracedTrial trial) {
    List<Map<String, String>> params = pairs(params(trial.trial().key()));
    List<Map<String, Object>> metrics = metrics(trial);
    int from = 0;
    do {
      boolean first = from == 0;
      int room = MOST_AT_ONCE - (first ? params.size() : 0);
      int to = Math.min(metrics.size(), from + room);
      Map<String, Object> batch = new LinkedHashMap<>();
      batch.put("run_id", run);
      batch.put("metrics", metrics.subList(from, to));
      batch.put("params", first ? params : List.of());
      server.post("runs/log-batch", batch);
      from = to;
    } while (from < metrics.size());
  }

  private static Map<String, String> params(TrialKey key) {
    Map<String, String> params = new LinkedHashMap<>();
    params.put("dataset", key.dataset());
    params.put("variant", key.variant());
    params.put("encoder", key.encoder());
    params.put("scorer", key.scorer());
    params.put("learner", key.learner());
    params.put("unlearner", key.unlearner());
    params.put("engine", key.engine());
    params.put("budget", Double.toString(key.budget()));
    params.put("removed", Integer.toString(key.removed()));
    params.put("seed", Long.toString(key.seed()));
    params.values().removeIf(String::isEmpty); // a server refuses them
    return params;
  }

  private static List<Map<String, Object>> metrics(TracedTrial trial) {
    List<Map<String, Object>> metrics = new ArrayList<>();
    for (Measurement measured : trial.trial().measurements()) {
      Map<String, Object> metric = new LinkedHashMap<>();
      metric.put("key", name(measured.metric() + "/" + measured.split()));
      metric.put("value", measured.value());
      metric.put("timestamp", ended(trial));
      metric.put("step", trial.trial().key().removed());
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

  private static void finish(MlflowServer server, String run, TracedTrial trial) {
    Map<String, Object> update = new LinkedHashMap<>();
    update.put("run_id", run);
    update.put("status", FINISHED);
    update.put("end_time", ended(trial));
    server.post("runs/update", update);
  }

  /** Milliseconds since 1970; the beginning of time where nobody says so. */
  private static long started(TracedTrial trial) {
    try {
      return Instant.parse(trial.by().started()).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /** As if it had been the first of its process: a record says how long it took, not since when. */
  private static long ended(TracedTrial trial) {
    double seconds =
        trial.trial().seconds().values().stream().mapToDouble(Double::doubleValue).sum();
    return started(trial) + Math.round(1000 * seconds);
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
