package org.lethe.export;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lethe.settings.BadInput;

/**
 * An MLflow tracking server, by its <a href="https://mlflow.org/docs/latest/rest-api.html">REST
 * interface</a>, version 2.0. Who we are is read where MLflow's own client reads it: {@code
 * MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
 * Redirects are not followed: they would carry that elsewhere.
 */
public final class MlflowServer {
  private static final String PATH = "/api/2.0/mlflow/";
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final Duration TO_ANSWER = Duration.ofSeconds(60);
  private static final String MISSING = "RESOURCE_DOES_NOT_EXIST";
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int SHOWN = 200;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String address;
  private final Optional<String> authorization;
  private final HttpClient client;

  private MlflowServer(String address, Optional<String> authorization) {
    this.address = address;
    this.authorization = authorization;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TO_CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * A server; it is not yet asked anything.
   *
   * @param uri {@code http://host:5000}
   * @param environment of the process
   * @throws BadInput if the address is none of a server
   */
  public static MlflowServer at(String uri, Map<String, String> environment) {
    URI parsed;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException e) {
      throw new BadInput(
          "--uri is no address (" + e.getReason() + "); allowed: http://host:5000", e);
    }
    String scheme = Optional.ofNullable(parsed.getScheme()).orElse("");
    if (parsed.getUserInfo() != null) {
      throw new BadInput(
          "--uri holds a name or password, which others on this machine can see; set"
              + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD instead");
    }
    if (!(scheme.equals("http") || scheme.equals("https"))
        || parsed.getHost() == null
        || parsed.getQuery() != null
        || parsed.getFragment() != null) {
      throw new BadInput(
          "--uri is " + uri + "; allowed: the address of a server, like http://host:5000");
    }
    return new MlflowServer(uri.replaceFirst("/+$", ""), authorization(environment));
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    if (!user.isEmpty()) { // before the token, as MLflow's client does
      String both = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }
    return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
  }

  /**
   * Asks for something that may not be there.
   *
   * @throws BadInput if the server cannot be asked
   */
  Optional<JsonNode> find(String path, Map<String, String> question) {
    String query =
        question.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    HttpResponse<String> answer = send(request(path + "?" + query).GET().build(), path);
    if (answer.statusCode() == NOT_FOUND
        && json(answer)
            .map(said -> said.path("error_code").asText().equals(MISSING))
            .orElse(false)) {
      return Optional.empty();
    }
    return Optional.of(requireGood(answer, path));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * Has something done.
   *
   * @throws BadInput if the server cannot be asked, or refuses
   */
  JsonNode post(String path, Map<String, Object> body) {
    String written;
    try {
      written = MAPPER.writeValueAsString(body);
    } catch (JacksonException e) {
      throw new IllegalStateException("maps and texts can be written", e);
    }
    return requireGood(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(written))
                .build(),
            path),
        path);
  }

  /** What an answer must say. */
  String text(JsonNode answer, String pointer) {
    String found = answer.at(pointer).asText("");
    if (found.isEmpty()) {
      throw new BadInput(this + " answers without " + pointer.substring(1) + "; is it MLflow?");
    }
    return found;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + PATH + path)).timeout(TO_ANSWER);
    authorization.ifPresent(who -> request.header("Authorization", who));
    return request;
  }

  private HttpResponse<String> send(HttpRequest request, String path) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw new BadInput(this + " does not answer in time (" + path + ")" + GO_ON, e);
    } catch (ConnectException e) {
      throw new BadInput(this + " cannot be reached: no server answers there", e);
    } catch (IOException e) {
      throw new BadInput(this + " cannot be reached: " + e + GO_ON, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("interrupted" + GO_ON, e);
    }
  }

  private static final String GO_ON = "; what was sent stays, and exporting again goes on";

  private JsonNode requireGood(HttpResponse<String> answer, String path) {
    int status = answer.statusCode();
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      throw new BadInput(
          this
              + " refuses who we are ("
              + status
              + "); set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and"
              + " MLFLOW_TRACKING_PASSWORD");
    }
    Optional<JsonNode> said = json(answer);
    if (said.isEmpty() || (status != OK && said.get().path("error_code").isMissingNode())) {
      throw new BadInput(
          this
              + " answers "
              + status
              + " to "
              + path
              + ", and not as MLflow does; is it a server of MLflow?");
    }
    if (status != OK) {
      String message = said.get().path("message").asText("").lines().findFirst().orElse("");
      throw new BadInput(
          this
              + " refuses "
              + path
              + ": "
              + said.get().path("error_code").asText()
              + ", "
              + message.substring(0, Math.min(SHOWN, message.length()))
              + GO_ON);
    }
    return said.get();
  }

  private static Optional<JsonNode> json(HttpResponse<String> answer) {
    try {
      return Optional.of(MAPPER.readTree(answer.body())).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty(); // a page of some other server
    }
  }

  /** Its address. */
  @Override
  public String toString() {
    return address;
  }
}
