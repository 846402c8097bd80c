package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;

/**
 * Guards against half a file under a whole file's name, and against a download that starts over
 * each time it breaks. The server is a real one on this machine.
 */
class DownloaderTest {
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new Seed(1).random().nextBytes(CONTENT);
  }

  @TempDir Path folder;
  private HttpServer server;
  private ExecutorService threads;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/whole", this::serve);
    server.createContext("/no-ranges", exchange -> send(exchange, 200, CONTENT, CONTENT.length));
    server.createContext("/absent", exchange -> send(exchange, 404, new byte[0], -1));
    server.createContext(
        "/broken", exchange -> send(exchange, 200, CONTENT, CONTENT.length + 1000L));
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/whole");
          send(exchange, 302, new byte[0], -1);
        });
    server.createContext(
        "/stalls",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void bringsAFileAndTellsHowFarItIs() throws IOException {
    long[] last = new long[2];
    Path file =
        new Downloader()
            .fetch(
                download("whole", Optional.of(Checksums.sha256(CONTENT))),
                folder,
                (received, total) -> {
                  last[0] = received;
                  last[1] = total;
                },
                received -> assertTrue(Files.exists(received.resolve("file"))));
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertArrayEquals(new long[] {CONTENT.length, CONTENT.length}, last);
    assertOnlyFile();
  }

  @Test
  void followsARedirection() throws IOException {
    assertArrayEquals(CONTENT, Files.readAllBytes(fetch("moved")));
  }

  @Test
  void goesOnWhereItStopped() throws IOException {
    partly(Arrays.copyOf(CONTENT, 100_000));
    assertArrayEquals(CONTENT, Files.readAllBytes(fetch("whole")));
    assertEquals(List.of("bytes=100000-"), ranges);
  }

  @Test
  void startsOverWhereTheServerKnowsNoRanges() throws IOException {
    partly(new byte[100_000]);
    assertArrayEquals(CONTENT, Files.readAllBytes(fetch("no-ranges")));
  }

  @Test
  void startsOverWhenMoreIsThereThanTheServerHas() throws IOException {
    partly(new byte[CONTENT.length + 5]);
    assertArrayEquals(CONTENT, Files.readAllBytes(fetch("whole")));
  }

  @Test
  void aFileThatIsThereIsNotAskedForAgain() throws IOException {
    Files.write(folder.resolve("file"), new byte[] {1});
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(fetch("absent")));
  }

  @Test
  void aConnectionThatBreaksKeepsWhatItBroughtAndNoFile() throws IOException {
    BadInput e = assertThrows(BadInput.class, () -> fetch("broken"));
    assertTrue(e.getMessage().contains("/broken broke off after "), e.getMessage());
    assertTrue(e.getMessage().contains("goes on from there"), e.getMessage());
    assertFalse(Files.exists(folder.resolve("file")));
    assertTrue(Files.size(folder.resolve("file.part/file")) > 0);
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() {
    BadInput e =
        assertThrows(
            BadInput.class,
            () ->
                new Downloader(Duration.ofMillis(500))
                    .fetch(
                        download("stalls", Optional.empty()),
                        folder,
                        (received, total) -> {},
                        received -> {}));
    assertTrue(e.getMessage().contains("nothing arrived"), e.getMessage());
  }

  @Test
  void aWrongChecksumLeavesNothingBehind() throws IOException {
    BadInput e =
        assertThrows(
            BadInput.class,
            () ->
                new Downloader()
                    .fetch(
                        download("whole", Optional.of("0".repeat(64))),
                        folder,
                        (received, total) -> {},
                        received -> {}));
    assertTrue(e.getMessage().contains(Checksums.sha256(CONTENT)), e.getMessage());
    assertTrue(e.getMessage().contains("expected 000000"), e.getMessage());
    assertNothing();
  }

  @Test
  void whatTheDataSetRefusesIsNotKept() throws IOException {
    BadInput e =
        assertThrows(
            BadInput.class,
            () ->
                new Downloader()
                    .fetch(
                        download("whole", Optional.empty()),
                        folder,
                        (received, total) -> {},
                        received -> {
                          throw new BadInput("not what it must be");
                        }));
    assertEquals("not what it must be", e.getMessage());
    assertNothing();
  }

  @Test
  void anErrorOfTheServerIsToldWithItsStatus() throws IOException {
    BadInput e = assertThrows(BadInput.class, () -> fetch("absent"));
    assertTrue(e.getMessage().contains("/absent answers with HTTP status 404"), e.getMessage());
    assertNothing();
  }

  @Test
  void anUnreachableServerIsOneLineAndLeavesWhatThereWas() throws IOException {
    server.stop(0);
    BadInput e = assertThrows(BadInput.class, () -> fetch("whole"));
    assertTrue(e.getMessage().contains("cannot be reached"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertNothing();
    partly(Arrays.copyOf(CONTENT, 100_000));
    assertThrows(BadInput.class, () -> fetch("whole"));
    assertEquals(100_000, Files.size(folder.resolve("file.part/file")));
  }

  private void assertNothing() throws IOException {
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private void assertOnlyFile() throws IOException {
    try (var files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("file")), files.toList());
    }
  }

  private void partly(byte[] bytes) throws IOException {
    Path part = Files.createDirectories(folder.resolve("file.part"));
    Files.write(part.resolve("file"), bytes);
  }

  private Path fetch(String path) {
    return new Downloader()
        .fetch(download(path, Optional.empty()), folder, (received, total) -> {}, received -> {});
  }

  private PublishedSet.Download download(String path, Optional<String> sha256) {
    InetSocketAddress address = server.getAddress();
    return new PublishedSet.Download(
        URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/" + path),
        "file",
        sha256);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      send(exchange, 200, CONTENT, CONTENT.length);
      return;
    }
    ranges.add(range);
    int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
    if (from >= CONTENT.length) {
      send(exchange, 416, new byte[0], -1);
      return;
    }
    byte[] rest = Arrays.copyOfRange(CONTENT, from, CONTENT.length);
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes %d-%d/%d".formatted(from, CONTENT.length - 1, CONTENT.length));
    send(exchange, 206, rest, rest.length);
  }

  private static void send(HttpExchange exchange, int status, byte[] body, long length)
      throws IOException {
    exchange.sendResponseHeaders(status, length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
    }
    // Without closing the body, a length that was not kept is a connection that breaks.
    exchange.close();
  }
}
