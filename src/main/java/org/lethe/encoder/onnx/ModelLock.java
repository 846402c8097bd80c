package org.lethe.encoder.onnx;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;

/**
 * What a model of the hub was when it was first downloaded: {@code lethe-lock.json} in its folder.
 * Whatever has other bytes later is refused.
 *
 * @param model the reference it was downloaded by
 * @param commit what its revision named at that time
 * @param files with length and sha256 each
 */
record ModelLock(String model, String commit, List<ModelDescriptor.PinnedFile> files) {
  static final String FILE = "lethe-lock.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  ModelLock {
    files = List.copyOf(files);
  }

  /** The lock of a folder, if it has one. */
  static Optional<ModelLock> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      List<ModelDescriptor.PinnedFile> files = new ArrayList<>();
      for (Map.Entry<String, JsonNode> each : json.path("files").properties()) {
        files.add(
            new ModelDescriptor.PinnedFile(
                each.getKey(),
                Optional.of(each.getValue().path("bytes").asLong()),
                Optional.of(each.getValue().path("sha256").asText())));
      }
      return Optional.of(
          new ModelLock(json.path("model").asText(), json.path("commit").asText(), files));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new BadInput(
          file + " is no lock: " + e.getMessage() + "; fetch the model into an empty folder", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  void write(Path folder) throws IOException {
    ObjectNode json = JSON.createObjectNode().put("model", model).put("commit", commit);
    ObjectNode all = json.putObject("files");
    for (ModelDescriptor.PinnedFile each : files) {
      all.putObject(each.path())
          .put("bytes", each.bytes().orElseThrow())
          .put("sha256", each.sha256().orElseThrow());
    }
    AtomicFiles.write(
        folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
  }
}
