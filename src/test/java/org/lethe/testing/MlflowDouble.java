package org.lethe.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stands in for an MLflow server on this machine: keeps experiments and runs in memory, and holds
 * every request against the fields and limits that MLflow's REST reference publishes. What breaks
 * them is refused as MLflow refuses it, so that a test of the client fails.
 */
public final class MlflowDouble implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String PATH = "/api/2.0/mlflow/";

  /** One run. */
  public static final class Run {
    public String status = "RUNNING";
    public final Map<String, String> tags = new TreeMap<>();
    public final Map<String, String> params = new TreeMap<>();
    public final Map<String, Double> metrics = new TreeMap<>();
    public final Set<Long> steps = new TreeSet<>();
    public int batches;
  }

  private final HttpServer server;
  private final Map<String, String> experiments = new LinkedHashMap<>();
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final List<String> requests = new ArrayList<>();
  private String wanted = "";
  private int refuseAfter = Integer.MAX_VALUE;
  private int pageSize = Integer.MAX_VALUE;

  public MlflowDouble() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on only this is let in. */
  public synchronized void demand(String authorization) {
    wanted = authorization;
  }

  /** So many more requests are answered, the rest with 503. */
  public synchronized void failAfter(int more) {
    refuseAfter = more == Integer.MAX_VALUE ? more : requests.size() + more;
  }

  /** Runs of one page of a search, whatever is asked. */
  public synchronized void pages(int runsEach) {
    pageSize = runsEach;
  }

  public synchronized Map<String, String> experiments() {
    return new LinkedHashMap<>(experiments);
  }

  public synchronized List<Run> runs() {
    return List.copyOf(runs.values());
  }

  /** What was asked so far: method and path. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private record Answer(int status, JsonNode body) {}

  private synchronized void answer(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      answer = answerTo(exchange);
    } catch (Broken e) {
      answer = error(400, "INVALID_PARAMETER_VALUE", e.getMessage());
    }
    byte[] bytes = MAPPER.writeValueAsBytes(answer.body());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer answerTo(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    if (requests.size() > refuseAfter) {
      return error(503, "TEMPORARILY_UNAVAILABLE", "try again later");
    }
    String who = exchange.getRequestHeaders().getFirst("Authorization");
    if (!wanted.isEmpty() && !wanted.equals(who)) {
      return error(401, "UNAUTHENTICATED", "who are you?");
    }
    if (!path.startsWith(PATH)) {
      return error(404, "ENDPOINT_NOT_FOUND", path);
    }
    String asked = path.substring(PATH.length());
    if (asked.equals("experiments/get-by-name")) {
      require(exchange.getRequestMethod().equals("GET"), "GET");
      String query = exchange.getRequestURI().getRawQuery();
      require(query.startsWith("experiment_name="), "experiment_name");
      String name = URLDecoder.decode(query.substring(16), StandardCharsets.UTF_8);
      String id = experiments.get(name);
      return id == null
          ? error(404, "RESOURCE_DOES_NOT_EXIST", "no experiment " + name)
          : good(
              "experiment", Map.of("experiment_id", id, "name", name, "lifecycle_stage", "active"));
    }
    require(exchange.getRequestMethod().equals("POST"), "POST");
    byte[] content = exchange.getRequestBody().readAllBytes();
    require(content.length <= 1 << 20, "request of at most 1 MB");
    JsonNode body = MAPPER.readTree(content);
    return switch (asked) {
      case "experiments/create" -> {
        fields(body, Set.of("name"), Set.of("artifact_location", "tags"));
        require(!experiments.containsKey(body.get("name").asText()), "a new name");
        String id = Integer.toString(1 + experiments.size());
        experiments.put(body.get("name").asText(), id);
        yield good("experiment_id", id);
      }
      case "runs/search" -> search(body);
      case "runs/create" -> create(body);
      case "runs/log-batch" -> log(body);
      case "runs/delete-tag" -> untag(body);
      case "runs/update" -> {
        fields(body, Set.of("run_id"), Set.of("status", "end_time", "run_name"));
        require(
            Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")
                .contains(body.get("status").asText()),
            "status");
        require(body.get("end_time").isIntegralNumber(), "end_time in milliseconds");
        run(body).status = body.get("status").asText();
        yield good("run_info", Map.of("run_id", body.get("run_id").asText()));
      }
      default -> error(404, "ENDPOINT_NOT_FOUND", asked);
    };
  }

  private Answer search(JsonNode body) {
    fields(
        body,
        Set.of("experiment_ids"),
        Set.of("filter", "run_view_type", "max_results", "order_by", "page_token"));
    require(body.path("max_results").asInt(1000) <= 50000, "max_results of at most 50000");
    int from = body.path("page_token").asInt(0);
    int to = Math.min(runs.size(), from + Math.min(pageSize, body.path("max_results").asInt(1000)));
    ObjectNode answer = MAPPER.createObjectNode();
    List<String> ids = new ArrayList<>(runs.keySet());
    if (to > from) { // as protobuf's JSON, an empty list is not there
      ArrayNode found = answer.putArray("runs");
      for (String id : ids.subList(from, to)) {
        ObjectNode run = found.addObject();
        run.putObject("info").put("run_id", id).put("status", runs.get(id).status);
        ArrayNode tags = run.putObject("data").putArray("tags");
        runs.get(id).tags.forEach((k, v) -> tags.addObject().put("key", k).put("value", v));
      }
    }
    if (to < ids.size()) {
      answer.put("next_page_token", Integer.toString(to));
    }
    return new Answer(200, answer);
  }

  private Answer create(JsonNode body) {
    fields(body, Set.of("experiment_id"), Set.of("user_id", "run_name", "start_time", "tags"));
    require(experiments.containsValue(body.get("experiment_id").asText()), "experiment_id");
    require(body.get("start_time").isIntegralNumber(), "start_time in milliseconds");
    Run run = new Run();
    tag(run, body);
    String id = String.format("%032x", runs.size() + 1);
    runs.put(id, run);
    return good("run", Map.of("info", Map.of("run_id", id, "status", "RUNNING")));
  }

  private static void tag(Run run, JsonNode body) {
    for (JsonNode tag : body.path("tags")) {
      fields(tag, Set.of("key", "value"), Set.of());
      require(tag.get("key").asText().length() <= 250, "key of at most 250");
      require(tag.get("value").asText().length() <= 5000, "value of at most 5000");
      run.tags.put(tag.get("key").asText(), tag.get("value").asText());
    }
  }

  private Answer untag(JsonNode body) {
    fields(body, Set.of("run_id", "key"), Set.of());
    String key = body.get("key").asText();
    return run(body).tags.remove(key) == null
        ? error(404, "RESOURCE_DOES_NOT_EXIST", "no tag " + key)
        : new Answer(200, MAPPER.createObjectNode());
  }

  private Answer log(JsonNode body) {
    fields(body, Set.of("run_id"), Set.of("metrics", "params", "tags"));
    Run run = run(body);
    require(body.path("metrics").size() <= 1000, "metrics of at most 1000");
    require(body.path("params").size() <= 100, "params of at most 100");
    require(body.path("tags").size() <= 100, "tags of at most 100");
    require(
        body.path("metrics").size() + body.path("params").size() + body.path("tags").size() <= 1000,
        "at most 1000 together");
    run.batches++;
    tag(run, body);
    for (JsonNode metric : body.path("metrics")) {
      fields(metric, Set.of("key", "value", "timestamp"), Set.of("step"));
      require(metric.get("key").asText().matches("[\\w.\\-/ ]{1,250}"), "metric key");
      require(metric.get("value").isNumber(), "value");
      require(metric.get("timestamp").isIntegralNumber(), "timestamp in milliseconds");
      run.metrics.put(metric.get("key").asText(), metric.get("value").asDouble());
      run.steps.add(metric.path("step").asLong());
    }
    for (JsonNode param : body.path("params")) {
      fields(param, Set.of("key", "value"), Set.of());
      String value = param.get("value").asText();
      require(!value.isEmpty() && value.length() <= 6000, "param value");
      String before = run.params.put(param.get("key").asText(), value);
      require(before == null || before.equals(value), "a param that does not change");
    }
    return new Answer(200, MAPPER.createObjectNode());
  }

  private Run run(JsonNode body) {
    Run run = runs.get(body.get("run_id").asText());
    if (run == null) {
      throw new Broken("run_id");
    }
    return run;
  }

  private static void fields(JsonNode body, Set<String> required, Set<String> optional) {
    required.forEach(name -> require(body.has(name), name));
    body.fieldNames()
        .forEachRemaining(
            name -> require(required.contains(name) || optional.contains(name), "no " + name));
  }

  private static void require(boolean good, String what) {
    if (!good) {
      throw new Broken("the reference asks for: " + what);
    }
  }

  private static Answer good(String key, Object value) {
    return new Answer(200, MAPPER.valueToTree(Map.of(key, value)));
  }

  private static Answer error(int status, String code, String message) {
    return new Answer(status, MAPPER.valueToTree(Map.of("error_code", code, "message", message)));
  }

  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
