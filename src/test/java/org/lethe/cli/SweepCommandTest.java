package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/**
 * Guards the sweep as a user's shell sees it: stopped by a signal or killed and started again it
 * ends with the same bytes, a candidate whose process crashes is one row, and bad input is one line
 * and exit code 2.
 */
class SweepCommandTest {
  private static final String SWEEP =
      """
      name: toy
      experiment:
        name: toy
        data: {name: gaussians, n1: 300, n2: 300, mean2: 1.5}
        encoder: raw
        scorers: [random]
        learners: [gaussian-mean]
        budgets: {from: 0, to: 1, step: 0.02}
        seeds: 3
      space:
        scorers.0: [random, distance]
        data.mean2: {from: 0.5, to: 5, log: true}
      search: {name: genetic, population: 6, generation: 4}
      candidates: 24
      measures:
        forget: {metric: kl, split: forget-test, budget: 0.5}
        keep: {metric: kl, split: retain-test, budget: 0.5}
      objectives:
      - maximise: forget - keep
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeSweep() throws IOException {
    Files.writeString(folder.resolve("toy.yaml"), SWEEP);
  }

  private String table(String results, String name) throws IOException {
    return Files.readString(folder.resolve(results).resolve("toy").resolve(name));
  }

  private Ended run(String results, String... more) throws Exception {
    return LetheProcess.in(folder)
        .withJavaOptions("-Xmx256m", "-XX:TieredStopAtLevel=1")
        .run(
            Stream.concat(
                    Stream.of("sweep", "toy.yaml", "--results", results, "--threads", "2"),
                    Stream.of(more))
                .toArray(String[]::new));
  }

  /** Starts a sweep and waits until so many candidates are recorded. */
  private Process startUntil(String results, int candidates) throws Exception {
    Process process =
        LetheProcess.in(folder)
            .withJavaOptions("-Xmx256m", "-XX:TieredStopAtLevel=1")
            .start(
                folder.resolve("out.txt"),
                folder.resolve("err.txt"),
                "sweep",
                "toy.yaml",
                "--results",
                results,
                "--threads",
                "2");
    Path done = folder.resolve(results).resolve("toy/done");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && System.nanoTime() < end) {
      if (Files.isDirectory(done)) {
        try (Stream<Path> files = Files.list(done)) {
          if (files.count() >= candidates) {
            break;
          }
        }
      }
      Thread.sleep(5);
    }
    return process;
  }

  @Test
  void whatIsStoppedAndKilledEndsWithTheSameBytes() throws Exception {
    assertEquals(0, run("whole").exitCode());
    Process stopped = startUntil("again", 4);
    stopped.destroy();
    assertTrue(stopped.waitFor(60, TimeUnit.SECONDS));
    Process killed = startUntil("again", 10);
    killed.destroyForcibly();
    assertTrue(killed.waitFor(60, TimeUnit.SECONDS));
    Ended ended = run("again");
    assertEquals(0, ended.exitCode(), ended::err);
    for (String name : new String[] {"candidates.csv", "pareto.csv", "best.yaml", "sweep.json"}) {
      assertEquals(table("whole", name), table("again", name), name);
    }
    assertTrue(ended.out().contains("page: again/toy/report/index.html"), ended::out);
  }

  @Test
  void aCandidateIsTheSameInAProcessOfItsOwnAndItsCrashIsOneRow() throws Exception {
    assertEquals(0, run("inside", "candidates=3", "search=random").exitCode());
    assertEquals(0, run("outside", "candidates=3", "search=random", "--processes").exitCode());
    assertEquals(table("inside", "candidates.csv"), table("outside", "candidates.csv"));
    // a candidate that takes more memory than its process may have crashes alone
    Ended crashing =
        LetheProcess.in(folder)
            .withJavaOptions("-Xmx64m", "-XX:+ExitOnOutOfMemoryError")
            .run(
                "sweep",
                "toy.yaml",
                "--results",
                "crashing",
                "--threads",
                "1",
                "--processes",
                "-q",
                "search=grid",
                "candidates=2",
                "space={data.n1: [100, 20000000]}");
    assertEquals(0, crashing.exitCode(), crashing::err);
    String rows = table("crashing", "candidates.csv");
    assertTrue(rows.contains(",100,,complete,"), rows);
    assertTrue(rows.contains(",20000000,,failed,"), rows);
    assertTrue(rows.contains("its process ended with exit code"), rows);
    assertTrue(crashing.out().contains("failed: its process"), crashing::out);
  }

  @Test
  void aDryRunSaysWhatWouldBeSearchedAndWritesNothing() throws Exception {
    Ended ended = run("dry", "--dry-run");
    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().contains("genetic, generations of 4 search, 24 candidates"), ended::out);
    assertFalse(Files.exists(folder.resolve("dry")));
  }

  @Test
  void badInputIsOneLineAndExitCodeTwo() throws Exception {
    Ended ended = run("bad", "space={data.mena2: [1, 2]}");
    assertEquals(2, ended.exitCode());
    assertEquals(1, ended.err().lines().count(), ended::err);
    assertTrue(ended.err().contains("did you mean mean2?"), ended::err);
    assertFalse(Files.exists(folder.resolve("bad")));
  }

  @Test
  void theLivePageIsForThisMachineAlone() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (LivePage page =
        new LivePage(0, () -> new LivePage.Shown("page " + asked.incrementAndGet(), 3))) {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request = HttpRequest.newBuilder(URI.create(page.address())).build();
      HttpResponse<String> first = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals("page 1", first.body());
      assertEquals("3", first.headers().firstValue("Refresh").orElse(""));
      assertEquals("page 2", client.send(request, HttpResponse.BodyHandlers.ofString()).body());
      assertEquals(
          404,
          client
              .send(
                  HttpRequest.newBuilder(URI.create(page.address() + "etc/passwd")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .statusCode());
      assertEquals(403, statusFor(URI.create(page.address()).getPort(), "evil.example"));
      assertEquals(200, statusFor(URI.create(page.address()).getPort(), "localhost"));
    }
  }

  /** A request as a browser would send it for a page under another name; Java's client will not. */
  private static int statusFor(int port, String host) throws IOException {
    try (java.net.Socket socket = new java.net.Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nConnection: close\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }
}
