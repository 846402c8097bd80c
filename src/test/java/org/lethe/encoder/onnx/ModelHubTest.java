package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * A model that comes over the network must be the one that was asked for, now and later: the first
 * download locks it, and other bytes under its name are refused. The hub is a server on this
 * machine.
 */
class ModelHubTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String MODEL = "hf:some/encoder@main";

  @TempDir Path folder;
  private HttpServer server;
  private final Map<String, String> files = new ConcurrentHashMap<>();
  private final List<String> begun = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    files.put("onnx/model.onnx", "graph");
    files.put("onnx/model.onnx_data", "weights");
    files.put("tokenizer.json", "{}");
    files.put("pytorch_model.bin", "not wanted");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/models/some/encoder/revision/main", this::listing);
    server.createContext("/some/encoder/resolve/" + COMMIT + "/", this::file);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void listing(HttpExchange exchange) throws IOException {
    StringBuilder json = new StringBuilder("{\"sha\":\"" + COMMIT + "\",\"siblings\":[");
    files.keySet().stream()
        .sorted()
        .forEach(name -> json.append("{\"rfilename\":\"").append(name).append("\"},"));
    json.setLength(json.length() - 1);
    answer(exchange, 200, json + "]}");
  }

  private void file(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String content = files.get(path.substring(path.indexOf(COMMIT) + COMMIT.length() + 1));
    answer(exchange, content == null ? 404 : 200, content == null ? "" : content);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Path fetch(String model) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return new ModelHub(address)
        .fetch(model, new ModelHome(folder), begun::add, (received, total) -> {});
  }

  @Test
  void whatAModelNeedsIsFetchedAndNothingElse() throws IOException {
    Path model = fetch(MODEL);
    assertEquals("graph", Files.readString(model.resolve("onnx/model.onnx")));
    assertEquals("weights", Files.readString(model.resolve("onnx/model.onnx_data")));
    assertEquals("{}", Files.readString(model.resolve("tokenizer.json")));
    assertFalse(Files.exists(model.resolve("pytorch_model.bin")));
    assertEquals(3, begun.size(), begun::toString);
    ModelLock lock = ModelLock.read(model).orElseThrow();
    assertEquals(COMMIT, lock.commit());
    assertEquals(3, lock.files().size());
    assertEquals(MODEL, ModelFolder.find(MODEL, new ModelHome(folder)).name());
  }

  @Test
  void aSecondFetchGetsOnlyWhatIsMissing() throws IOException {
    Path model = fetch(MODEL);
    begun.clear();
    fetch(MODEL);
    assertEquals(List.of(), begun);
    Files.delete(model.resolve("tokenizer.json"));
    fetch(MODEL);
    assertEquals(1, begun.size(), begun::toString);
  }

  @Test
  void otherBytesUnderALockedNameAreRefused() throws IOException {
    Path model = fetch(MODEL);
    Files.delete(model.resolve("tokenizer.json"));
    files.put("tokenizer.json", "{\"changed\": true}");
    String message = Refused.message(BadInput.class, () -> fetch(MODEL));
    assertTrue(message.contains("sha256"), message);
    assertFalse(Files.exists(model.resolve("tokenizer.json")));
    Files.writeString(model.resolve("tokenizer.json"), "[]");
    String changed =
        Refused.message(BadInput.class, () -> ModelFolder.find(MODEL, new ModelHome(folder)));
    assertTrue(changed.contains("tokenizer.json"), changed);
  }

  @Test
  void anotherGraphOfTheSameModelIsAddedToTheLock() throws IOException {
    Path model = fetch(MODEL);
    byte[] before = Files.readAllBytes(model.resolve("onnx/model.onnx"));
    files.put("onnx/small.onnx", "smaller");
    server.createContext("/api/models/some/encoder/revision/" + COMMIT, this::listing);
    fetch(MODEL + "#onnx/small.onnx");
    assertEquals("smaller", Files.readString(model.resolve("onnx/small.onnx")));
    assertArrayEquals(before, Files.readAllBytes(model.resolve("onnx/model.onnx")));
    assertEquals(
        "smaller",
        Files.readString(
            ModelFolder.find(MODEL + "#onnx/small.onnx", new ModelHome(folder)).model()));
    assertEquals(4, ModelLock.read(model).orElseThrow().files().size());
  }

  @Test
  void whatIsNotThereIsSaidInOneLine() {
    files.remove("onnx/model.onnx");
    files.put("onnx/other.onnx", "graph");
    String message = Refused.message(BadInput.class, () -> fetch(MODEL));
    assertTrue(message.contains("has no model.onnx, nor onnx/model.onnx"), message);
    assertTrue(message.contains("onnx/other.onnx"), message);
    String absent = Refused.message(BadInput.class, () -> fetch("hf:some/nothing@main"));
    assertTrue(absent.contains("404"), absent);
    String typo = Refused.message(BadInput.class, () -> fetch("all-minilm-l6-v3"));
    assertTrue(typo.contains("did you mean all-minilm-l6-v2"), typo);
    String given = Refused.message(BadInput.class, () -> fetch("resnet20-cifar10"));
    assertTrue(given.contains("cannot be downloaded as it is"), given);
  }
}
