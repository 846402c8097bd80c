package org.lethe.encoder.onnx;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.lethe.dataset.Downloader;
import org.lethe.dataset.PublishedSet;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/**
 * Gets models from the Hugging Face hub into a {@link ModelHome}: known ones with the checksums
 * that their descriptors carry, any other by {@code hf:OWNER/NAME@REVISION}, whose files are locked
 * as they come.
 */
public final class ModelHub {
  private static final URI HUGGING_FACE = URI.create("https://huggingface.co/");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What says how a model is to be fed, where it is published; and weights beside the graph. */
  private static final List<String> BESIDE =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "config.json",
          "preprocessor_config.json",
          "modules.json",
          "sentence_bert_config.json",
          "1_Pooling/config.json");

  private final URI address;

  /** The hub itself. */
  public ModelHub() {
    this(HUGGING_FACE);
  }

  /**
   * @param address ends with a slash
   */
  ModelHub(URI address) {
    this.address = address;
  }

  /**
   * Downloads a model, or what is missing of it; a file that is there stays.
   *
   * @param model a known name or {@code hf:OWNER/NAME@REVISION}
   * @param begun told the address of each file before it is got
   * @return its folder
   * @throws BadInput if there is no such model, it cannot be had, or is not what it must be
   */
  public Path fetch(
      String model, ModelHome home, Consumer<String> begun, Downloader.Progress progress) {
    Optional<ModelDescriptor> known = KnownModels.find(model);
    if (known.isPresent()) {
      return known(known.get(), home, begun, progress);
    }
    if (!model.startsWith(HubModel.PREFIX)) {
      throw new BadInput(
          "no model "
              + model
              + ": neither hf:OWNER/NAME@REVISION nor a known name"
              + Suggestion.text(model, KnownModels.names()));
    }
    return unknown(HubModel.parse(model), home, begun, progress);
  }

  private Path known(
      ModelDescriptor model, ModelHome home, Consumer<String> begun, Downloader.Progress progress) {
    HubModel hub =
        HubModel.parse(
            model
                .source()
                .orElseThrow(
                    () -> new BadInput("model " + model.name() + ": " + model.howToGet())));
    Path folder = home.folder().resolve(model.name());
    for (ModelDescriptor.PinnedFile file : model.files()) {
      receive(hub, hub.revision(), file.path(), file.sha256(), folder, begun, progress);
    }
    ModelFolder.verify(folder, model.files());
    return folder;
  }

  private Path unknown(
      HubModel hub, ModelHome home, Consumer<String> begun, Downloader.Progress progress) {
    Path folder = hub.folder(home);
    Optional<ModelLock> earlier = ModelLock.read(folder);
    NavigableMap<String, ModelDescriptor.PinnedFile> pinned = new TreeMap<>();
    earlier.ifPresent(lock -> lock.files().forEach(file -> pinned.put(file.path(), file)));
    String commit = earlier.map(ModelLock::commit).orElse(hub.revision());
    Set<String> paths = new TreeSet<>(pinned.keySet());
    if (earlier.isEmpty() || !hub.file().map(pinned::containsKey).orElse(true)) {
      JsonNode published = published(hub, commit);
      commit = published.path("sha").asText();
      paths.addAll(wanted(hub, published));
    }
    for (String path : paths) {
      Optional<String> sha256 =
          Optional.ofNullable(pinned.get(path)).flatMap(ModelDescriptor.PinnedFile::sha256);
      receive(hub, commit, path, sha256, folder, begun, progress);
      if (sha256.isEmpty()) {
        pinned.put(path, pin(folder, path));
      }
    }
    List<ModelDescriptor.PinnedFile> files = List.copyOf(pinned.values());
    try {
      new ModelLock(hub.reference(), commit, files).write(folder);
    } catch (IOException e) {
      throw new BadInput(folder + " cannot be written: " + e.getMessage(), e);
    }
    ModelFolder.verify(folder, files);
    return folder;
  }

  private static ModelDescriptor.PinnedFile pin(Path folder, String path) {
    Path file = folder.resolve(path);
    try {
      return new ModelDescriptor.PinnedFile(
          path, Optional.of(Files.size(file)), Optional.of(ModelFolder.checksum(file)));
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The ONNX file, its weights where they lie beside it, and what says how to feed it. */
  private static List<String> wanted(HubModel hub, JsonNode published) {
    List<String> there = new ArrayList<>();
    published.path("siblings").forEach(file -> there.add(file.path("rfilename").asText()));
    String graph =
        hub.file()
            .or(() -> ModelFolder.USUAL.stream().filter(there::contains).findFirst())
            .filter(there::contains)
            .orElseThrow(
                () ->
                    new BadInput(
                        "model "
                            + hub.reference()
                            + " has no "
                            + hub.file().orElse(String.join(", nor ", ModelFolder.USUAL))
                            + "; its ONNX files: "
                            + there.stream().filter(name -> name.endsWith(".onnx")).toList()));
    List<String> paths = new ArrayList<>(List.of(graph));
    there.stream().filter(name -> name.startsWith(graph + "_data")).forEach(paths::add);
    BESIDE.stream().filter(there::contains).forEach(paths::add);
    return paths;
  }

  private JsonNode published(HubModel hub, String revision) {
    URI page =
        address.resolve("api/models/" + hub.owner() + "/" + hub.name() + "/revision/" + revision);
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build()
              .send(
                  HttpRequest.newBuilder(page).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new BadInput(
            "model "
                + hub.reference()
                + ": "
                + page
                + " answers with HTTP status "
                + answer.statusCode());
      }
      JsonNode json = JSON.readTree(answer.body());
      if (!json.path("sha").isTextual()) {
        throw new BadInput(page + " does not say which commit it is of");
      }
      return json;
    } catch (JacksonException e) {
      throw new BadInput(page + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BadInput(page + " cannot be reached; is this machine offline?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput(page + ": interrupted", e);
    }
  }

  private void receive(
      HubModel hub,
      String commit,
      String path,
      Optional<String> sha256,
      Path folder,
      Consumer<String> begun,
      Downloader.Progress progress) {
    new ModelDescriptor.PinnedFile(path, Optional.empty(), Optional.empty()); // refuses what climbs
    Path file = folder.resolve(path);
    if (Files.isRegularFile(file)) {
      return; // held against its checksum with all others, when everything is there
    }
    URI source =
        address.resolve(hub.owner() + "/" + hub.name() + "/resolve/" + commit + "/" + path);
    begun.accept(source.toString());
    Path place = file.getParent();
    if (place == null) {
      throw new IllegalStateException("a file of a model has a folder: " + file);
    }
    new Downloader()
        .fetch(
            new PublishedSet.Download(source, String.valueOf(file.getFileName()), sha256),
            place,
            progress,
            received -> {});
  }
}
