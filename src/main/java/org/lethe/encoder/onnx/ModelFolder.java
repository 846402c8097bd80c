package org.lethe.encoder.onnx;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lethe.dataset.Checksums;
import org.lethe.dataset.OwnPlace;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/**
 * A model as it lies on this machine: the ONNX file and what stands beside it ({@code
 * tokenizer.json}, {@code config.json}, {@code preprocessor_config.json}, the files of
 * sentence-transformers).
 *
 * @param name what settings called it
 * @param folder where the files beside the model are
 * @param model the ONNX file
 * @param sha256 of that file
 * @param known what is known of it: by its name, or because this is the file of a known model
 */
public record ModelFolder(
    String name, Path folder, Path model, String sha256, Optional<ModelDescriptor> known) {
  static final List<String> USUAL = List.of("model.onnx", "onnx/model.onnx");

  /** What stands beside a model and decides how it reads. */
  private static final List<String> BESIDE =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "config.json",
          "sentence_bert_config.json",
          "modules.json",
          "1_Pooling/config.json",
          "preprocessor_config.json");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Finds a model: a known name, {@code hf:owner/name@revision}, or the path of a folder or an ONNX
   * file. Files whose checksums are known are held against them.
   *
   * @throws BadInput if it is not here, or not what it must be
   */
  public static ModelFolder find(String model, ModelHome home) {
    Optional<ModelDescriptor> known = KnownModels.find(model);
    if (known.isPresent()) {
      Path folder = home.folder().resolve(model);
      if (!Files.isDirectory(folder)) {
        throw new BadInput(
            "model " + model + " is not in " + home.folder() + ": " + known.get().howToGet());
      }
      verify(folder, known.get().files());
      return of(model, folder, folder.resolve(known.get().model()));
    }
    if (model.startsWith(HubModel.PREFIX)) {
      return ofHub(model, HubModel.parse(model), home);
    }
    return ofPath(model, home);
  }

  private static ModelFolder ofHub(String text, HubModel hub, ModelHome home) {
    Path folder = hub.folder(home);
    ModelLock lock =
        ModelLock.read(folder)
            .orElseThrow(
                () ->
                    new BadInput(
                        "model "
                            + text
                            + " is not in "
                            + home.folder()
                            + ": lethe models fetch "
                            + text));
    verify(folder, lock.files());
    return of(text, folder, hub.file().map(folder::resolve).orElseGet(() -> usual(text, folder)));
  }

  /** An absolute path that is not here is sought by its last part in the home of models. */
  private static ModelFolder ofPath(String text, ModelHome home) {
    Path place;
    try {
      place = Path.of(text);
    } catch (InvalidPathException e) {
      throw unknown(text, home);
    }
    if (place.isAbsolute() && !Files.exists(place)) {
      place = home.folder().resolve(OwnPlace.portable(text));
    }
    if (Files.isDirectory(place)) {
      return of(text, place, usual(text, place));
    }
    if (Files.isRegularFile(place)) {
      Path folder = place.toAbsolutePath().getParent();
      if (folder == null) {
        throw unknown(text, home);
      }
      boolean below = String.valueOf(folder.getFileName()).equals("onnx");
      Path above = folder.getParent();
      // The hub's habit: the model in onnx/, what belongs to it beside that folder.
      return of(text, below && above != null ? above : folder, place);
    }
    throw unknown(text, home);
  }

  private static BadInput unknown(String text, ModelHome home) {
    return new BadInput(
        "no model "
            + text
            + ": neither a folder or ONNX file, nor hf:OWNER/NAME@REVISION, nor a known name"
            + Suggestion.text(text, KnownModels.names())
            + "; known models lie in "
            + home.folder());
  }

  private static Path usual(String text, Path folder) {
    return USUAL.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "model "
                        + text
                        + ": no "
                        + String.join(", nor ", USUAL)
                        + " in "
                        + folder
                        + "; allowed: a folder that holds one of them, or the path of an ONNX"
                        + " file"));
  }

  private static ModelFolder of(String text, Path folder, Path model) {
    String sha256 = checksum(model);
    Optional<ModelDescriptor> known =
        KnownModels.all().stream()
            .filter(
                each ->
                    each.files().stream()
                        .anyMatch(
                            file ->
                                file.path().equals(each.model())
                                    && file.sha256().filter(sha256::equals).isPresent()))
            .findFirst();
    return new ModelFolder(text, folder, model, sha256, known);
  }

  /**
   * Holds files against what is known of them.
   *
   * @throws BadInput if one is missing, cut off or changed
   */
  static void verify(Path folder, List<ModelDescriptor.PinnedFile> files) {
    for (ModelDescriptor.PinnedFile each : files) {
      Path file = folder.resolve(each.path());
      try {
        if (!Files.isRegularFile(file)) {
          throw new BadInput("model file " + file + " is missing; fetch the model again");
        }
        long bytes = Files.size(file);
        if (each.bytes().isPresent() && bytes != each.bytes().get()) {
          throw new BadInput(
              "model file "
                  + file
                  + (bytes < each.bytes().get() ? " is cut off" : " was changed")
                  + ": it has "
                  + bytes
                  + " bytes, expected "
                  + each.bytes().get()
                  + "; delete it and fetch the model again");
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
      if (each.sha256().isPresent()) {
        Checksums.demand(
            "model file " + file,
            each.sha256().get(),
            checksum(file),
            "delete it and fetch the model again");
      }
    }
  }

  /**
   * The sha256 of every file that decides what the model says: its weights, wherever they lie, and
   * what stands beside it. Equal for equal files, wherever they are.
   */
  public SortedMap<String, String> checksums() {
    SortedMap<String, String> all = new TreeMap<>(weights());
    BESIDE.forEach(name -> checksum(name).ifPresent(sum -> all.put(name, sum)));
    return all;
  }

  /**
   * The sha256 of the ONNX file, as {@code model}, and of the files that hold its weights where it
   * does not hold them itself: ONNX names such a file in the model, by its path from there.
   */
  SortedMap<String, String> weights() {
    SortedMap<String, String> all = new TreeMap<>(Map.of("model", sha256));
    Path place = Optional.ofNullable(model.toAbsolutePath().getParent()).orElse(folder);
    try (Stream<Path> files = Files.walk(place, 2)) {
      Map<String, Path> candidates = new TreeMap<>();
      files
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".onnx"))
          .forEach(file -> candidates.put(place.relativize(file).toString(), file));
      for (String name : ModelBytes.of(model).thoseIn(candidates.keySet())) {
        all.put("weights/" + name, checksum(place.resolve(name)));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new BadInput("model folder " + place + " cannot be read: " + e.getMessage(), e);
    }
    return all;
  }

  /** The sha256 of a file beside the model; empty if there is none. */
  Optional<String> checksum(String beside) {
    Path file = folder.resolve(beside);
    return Files.isRegularFile(file) ? Optional.of(checksum(file)) : Optional.empty();
  }

  static String checksum(Path file) {
    try {
      return Checksums.sha256(file);
    } catch (IOException e) {
      throw new BadInput("model file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A JSON file beside the model, or an empty node if there is none.
   *
   * @throws BadInput if it is no JSON
   */
  JsonNode json(String beside) {
    Path file = folder.resolve(beside);
    if (!Files.isRegularFile(file)) {
      return JSON.missingNode();
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw new BadInput(file + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
