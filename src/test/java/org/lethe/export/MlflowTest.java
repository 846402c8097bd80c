package org.lethe.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.results.Failure;
import org.lethe.results.TracedRecords;
import org.lethe.results.TracedTrial;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;
import org.lethe.testing.MlflowDouble;
import org.lethe.testing.Refused;

/**
 * Trials on a server that holds every request against MLflow's REST reference: nothing is sent
 * twice, what was interrupted is completed, and what a server or a user gets wrong is one line.
 */
class MlflowTest {
  private MlflowDouble server;

  @BeforeEach
  void start() throws IOException {
    server = new MlflowDouble();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Mlflow send(List<TracedTrial> trials) {
    return send(server.address(), Map.of(), trials);
  }

  private static Mlflow send(
      String address, Map<String, String> environment, List<TracedTrial> trials) {
    return Mlflow.send(
        MlflowServer.at(address, environment), "Toys & more", "toy", Made.of(trials), done -> {});
  }

  @Test
  void aTrialIsARunWithItsLabelsItsNumbersAndItsId() {
    TracedTrial trial = Made.trial("lr-cos", 0.5, 7, 3);
    assertEquals(new Mlflow(1, 0, 0), send(List.of(trial)));
    assertEquals(Set.of("Toys & more"), server.experiments().keySet());
    MlflowDouble.Run run = server.runs().get(0);
    assertEquals("FINISHED", run.status);
    assertEquals(
        Map.of("recall/forget-test", 0.5, "m1/retain-test", 1 / 3.0, "m2/retain-test", 2 / 3.0),
        run.metrics);
    assertEquals(Set.of(500L), run.steps);
    assertEquals("lr-cos", run.params.get("scorer"));
    assertEquals("7", run.params.get("seed"));
    assertFalse(run.params.containsKey("variant"), "empty ones are refused by servers");
    assertEquals(trial.trial().id(), run.tags.get(Mlflow.TRIAL));
    assertEquals(Made.BY.commit(), run.tags.get("mlflow.source.git.commit"));
  }

  @Test
  void whatIsThereIsNotSentAgain() {
    server.pages(3); // eight runs come in three pages
    send(Made.trials().subList(0, 5));
    int before = server.requests().size();
    assertEquals(new Mlflow(3, 0, 5), send(Made.trials()));
    assertEquals(new Mlflow(0, 0, 8), send(Made.trials()));
    assertEquals(8, server.runs().size());
    assertEquals(1, server.experiments().size());
    // by name and two pages, then three requests for each of three; by name and three pages
    assertEquals(before + 1 + 2 + 9 + 1 + 3, server.requests().size());
  }

  /** Wherever an export is stopped, the next one ends with the same runs as one that was not. */
  @Test
  void whatWasStoppedIsCompleted() {
    for (int requests = 2; requests < 8; requests++) {
      try (MlflowDouble broken = new MlflowDouble()) {
        broken.failAfter(requests);
        String said =
            Refused.message(BadInput.class, () -> send(broken.address(), Map.of(), Made.trials()));
        assertTrue(said.contains("TEMPORARILY_UNAVAILABLE, try again later"), said);
        assertTrue(said.endsWith("what was sent stays, and exporting again goes on"), said);
        broken.failAfter(Integer.MAX_VALUE);
        Mlflow sent = send(broken.address(), Map.of(), Made.trials());
        assertEquals(8, sent.sent() + sent.completed() + sent.there());
        assertEquals(8, broken.runs().size());
        assertTrue(broken.runs().stream().allMatch(run -> run.status.equals("FINISHED")));
        assertTrue(broken.runs().stream().allMatch(run -> run.metrics.size() == 2));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Test
  void aSearchedBudgetIsARunWithItsTargetAndAFailureOneThatFailed() {
    MlflowServer at = MlflowServer.at(server.address(), Map.of());
    assertEquals(new Mlflow(12, 0, 0), Mlflow.send(at, "Toys", "toy", Made.all(), done -> {}));
    MlflowDouble.Run reached = server.runs().get(8);
    assertEquals("halves recall", reached.params.get("target"));
    assertEquals("true", reached.params.get("reached"));
    assertEquals(Map.of("budget", 0.25, "log-loss/retain-test", 0.5), reached.metrics);
    MlflowDouble.Run failed = server.runs().get(10);
    assertEquals("FAILED", failed.status);
    assertEquals("not-finite", failed.tags.get("lethe.failure"));
    assertEquals("not finite after step 7", failed.tags.get("lethe.cause"));
    assertEquals("true", server.runs().get(11).tags.get("lethe.given-up"));
    assertEquals(new Mlflow(0, 0, 12), Mlflow.send(at, "Toys", "toy", Made.all(), done -> {}));

    // tried again, it went well
    TracedTrial trial = Made.trial("lr-cos", 0.75, 1, 1);
    TrialRecord well =
        new TrialRecord(
            "0000000000000003", trial.trial().key(), trial.trial().measurements(), Map.of());
    TracedRecords later = Made.of(List.of(new TracedTrial(well, Made.BY)));
    assertEquals(new Mlflow(0, 1, 0), Mlflow.send(at, "Toys", "toy", later, done -> {}));
    assertEquals("FINISHED", server.runs().get(10).status);
    assertEquals("750", server.runs().get(10).params.get("removed"));
    assertEquals(Made.BY.commit(), server.runs().get(10).tags.get("mlflow.source.git.commit"));
    assertEquals(
        List.of("lethe.experiment", "lethe.threads", "lethe.trial", "lethe.version"),
        server.runs().get(10).tags.keySet().stream().filter(t -> t.startsWith("lethe")).toList(),
        "nothing of the failure is left");
    assertEquals(12, server.runs().size());
  }

  /** The first of two causes would send whoever reads it after a fault that is mended. */
  @Test
  void whatFailedAgainSaysHowItDidTheLastTime() {
    MlflowServer at = MlflowServer.at(server.address(), Map.of());
    assertEquals(new Mlflow(12, 0, 0), Mlflow.send(at, "Toys", "toy", Made.all(), done -> {}));
    Failure first = Made.all().failures().get(0).failure();
    Failure again =
        new Failure(first.id(), first.key(), "no room on disk", "at y", "2026-11-21T12:00:00Z");
    TracedRecords later =
        new TracedRecords(
            List.of(), List.of(), List.of(new TracedRecords.TracedFailure(again, true)), List.of());
    assertEquals(new Mlflow(0, 1, 0), Mlflow.send(at, "Toys", "toy", later, done -> {}));
    MlflowDouble.Run run = server.runs().get(10);
    assertEquals("FAILED", run.status);
    assertEquals("no room on disk", run.tags.get("lethe.cause"));
    assertEquals("true", run.tags.get("lethe.given-up"));
    assertEquals(12, server.runs().size());
    assertEquals(new Mlflow(0, 0, 1), Mlflow.send(at, "Toys", "toy", later, done -> {}));
  }

  @Test
  void manyMetricsGoInBatchesThatAServerTakes() {
    send(List.of(Made.trial("random", 0.25, 1, 2500)));
    MlflowDouble.Run run = server.runs().get(0);
    assertEquals(2500, run.metrics.size());
    // 9 parameters (the variant is empty), 3 tags and 988 metrics, 1000, 512
    assertEquals(3, run.batches);
  }

  @Test
  void whoWeAreIsReadWhereMlflowsClientReadsIt() {
    server.demand("Bearer secret-token");
    String said = Refused.message(BadInput.class, () -> send(Made.trials()));
    assertTrue(said.contains("refuses who we are (401); set MLFLOW_TRACKING_TOKEN"), said);
    Map<String, String> token = Map.of("MLFLOW_TRACKING_TOKEN", "secret-token");
    assertEquals(8, send(server.address(), token, Made.trials()).sent());
    server.demand(
        "Basic "
            + Base64.getEncoder().encodeToString("me:geheim".getBytes(StandardCharsets.UTF_8)));
    Map<String, String> password =
        Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "geheim");
    assertEquals(8, send(server.address(), password, Made.trials()).there());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:///tmp/mlruns         | --uri is file:///tmp/mlruns; allowed: the address",
        "localhost:5000             | --uri is localhost:5000; allowed: the address",
        "http://host:5000/?x=1      | allowed: the address of a server",
        "http://me:geheim@host:5000 | --uri holds a name or password",
        "http://a b                 | --uri is no address"
      })
  void anAddressOfNoServerIsRefused(String uri, String expected) {
    String said = Refused.message(BadInput.class, () -> MlflowServer.at(uri, Map.of()));
    assertTrue(said.contains(expected), said);
    assertFalse(said.contains("geheim"), "secrets are not repeated");
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String address = "http://127.0.0.1:" + free;
    assertEquals(
        address + " cannot be reached: no server answers there",
        Refused.message(BadInput.class, () -> send(address, Map.of(), Made.trials())));
  }

  @ParameterizedTest
  @CsvSource({"200", "404", "302"})
  void anotherServerIsNotTakenForMlflow(int status) throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] page = "<html>hello</html>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Location", server.address());
          exchange.sendResponseHeaders(status, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    other.start();
    try {
      String address = "http://127.0.0.1:" + other.getAddress().getPort() + "/";
      String said = Refused.message(BadInput.class, () -> send(address, Map.of(), Made.trials()));
      assertTrue(said.contains("answers " + status) && said.endsWith("server of MLflow?"), said);
      assertTrue(server.requests().isEmpty(), "redirects are not followed");
    } finally {
      other.stop(0);
    }
  }
}
