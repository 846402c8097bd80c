package org.lethe.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lethe.settings.BadInput;

/**
 * One page on this machine's loopback address, made anew whenever somebody asks. Nobody else can
 * reach it: it listens on loopback only, and answers only who asked for it by a loopback name, so
 * that no page from elsewhere can read it by a name that it points here. It serves nothing else,
 * least of all files.
 */
final class LivePage implements AutoCloseable {
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final HttpServer server;
  private final ExecutorService workers = Executors.newSingleThreadExecutor();
  private final Supplier<Shown> page;

  /**
   * What is shown.
   *
   * @param seconds after which a browser asks again; 0 for never
   */
  record Shown(String html, int seconds) {}

  /**
   * Starts listening.
   *
   * @param port 0 for any that is free
   * @throws BadInput if the port is taken
   */
  LivePage(int port, Supplier<Shown> page) {
    this.page = page;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new BadInput("--port " + port + " cannot be listened on: " + e.getMessage(), e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(workers);
    server.start();
  }

  /** Where a browser finds it. */
  String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isLocal(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 403, "this page is for this machine only\n");
      } else if (!exchange.getRequestURI().getPath().equals("/")) {
        send(exchange, 404, "there is one page here: /\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "this page can only be read\n");
      } else {
        Shown shown;
        try {
          shown = page.get();
        } catch (BadInput e) {
          send(exchange, 503, e.getMessage() + "\n");
          return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        if (shown.seconds() > 0) {
          exchange.getResponseHeaders().set("Refresh", String.valueOf(shown.seconds()));
        }
        send(exchange, 200, shown.html());
      }
    }
  }

  private static boolean isLocal(@Nullable String host) {
    return host != null
        && NAMES.contains(host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT));
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
