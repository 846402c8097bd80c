package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealModels;
import org.lethe.testing.Refused;

/** Guards against another model than the one that was named: changed, cut off, or found by luck. */
class ModelFolderTest {
  private static final String POTION = "potion-base-2m-int8";

  @TempDir Path folder;

  private String refused(String model) {
    String message =
        Refused.message(BadInput.class, () -> ModelFolder.find(model, new ModelHome(folder)));
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void everyDescriptorOfTheRepositoryIsInTheProgram() throws IOException {
    TreeSet<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.list(Path.of("models"))) {
      all.map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".yaml"))
          .forEach(name -> files.add(name.replace(".yaml", "")));
    }
    assertEquals(files, new TreeSet<>(KnownModels.names()));
    for (ModelDescriptor each : KnownModels.all()) {
      assertTrue(KnownModels.find(each.name()).isPresent(), each.name());
      assertTrue(each.text().isPresent() != each.picture().isPresent(), each.name());
      each.source().ifPresent(HubModel::parse);
    }
  }

  @Test
  void theHomeIsWhatTheEnvironmentNames() {
    Path user = Path.of("user");
    assertEquals(Path.of("user/.cache/lethe/models"), ModelHome.from(Map.of(), user).folder());
    assertEquals(
        Path.of("elsewhere"), ModelHome.from(Map.of("LETHE_MODELS", "elsewhere"), user).folder());
  }

  @Test
  void aKnownModelThatIsNotHereSaysHowToGetIt() {
    String message = refused("all-minilm-l6-v2");
    assertTrue(message.contains(folder + ": lethe models fetch all-minilm-l6-v2"), message);
  }

  @Test
  void aMisspeltNameSaysWhatWasMeant() {
    String message = refused("all-minilm-l6-v3");
    assertTrue(message.contains("did you mean all-minilm-l6-v2?"), message);
  }

  @Test
  void aFolderWithoutAModelSaysWhatIsMissing() {
    String message = refused(folder.toString());
    assertTrue(message.contains("no model.onnx, nor onnx/model.onnx in " + folder), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hf:model", "hf:owner/name", "hf:owner/..@main", "hf:owner/name@main#../x.onnx"})
  void aBadReferenceSaysItsForm(String reference) {
    assertTrue(refused(reference).contains("allowed: hf:OWNER/NAME@REVISION"));
  }

  @Test
  void aModelOfTheHubMustBeFetchedFirst() {
    String message = refused("hf:owner/name@main");
    assertTrue(message.endsWith(": lethe models fetch hf:owner/name@main"), message);
  }

  private Path copied() throws IOException {
    Path copy = Files.createDirectories(folder.resolve(POTION));
    for (String file : List.of("model.onnx", "tokenizer.json")) {
      Files.copy(RealModels.folder(POTION).resolve(file), copy.resolve(file));
    }
    return copy;
  }

  @Test
  void aKnownModelIsHeldAgainstItsChecksums() throws IOException {
    Path model = copied().resolve("model.onnx");
    assertEquals(model, ModelFolder.find(POTION, new ModelHome(folder)).model());
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, bytes.length - 10));
    assertTrue(refused(POTION).contains("model.onnx is cut off: it has 2009122 bytes"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    assertTrue(refused(POTION).contains("is not the published file: sha256 "));
    Files.delete(model.resolveSibling("tokenizer.json"));
    Files.copy(RealModels.folder(POTION).resolve("model.onnx"), folder.resolve("spare"));
    Files.delete(model);
    Files.move(folder.resolve("spare"), model);
    assertTrue(refused(POTION).contains("tokenizer.json is missing"));
  }

  @Test
  void aKnownFileIsKnownUnderAnyName() throws IOException {
    Path copy = copied();
    Path other = Files.move(copy, folder.resolve("mine"));
    assertEquals(
        POTION,
        ModelFolder.find(other.toString(), new ModelHome(folder)).known().orElseThrow().name());
  }

  @Test
  void aTruncatedModelIsRefusedInOneLine() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("own"));
    byte[] bytes = Files.readAllBytes(RealModels.folder(POTION).resolve("model.onnx"));
    Files.write(copy.resolve("model.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
    Files.copy(RealModels.folder(POTION).resolve("tokenizer.json"), copy.resolve("tokenizer.json"));
    refusedToOpen(copy);
  }

  /** The field opset_import: 0x42, length, then domain "" and version. */
  @Test
  void aModelOfALaterOpsetIsRefusedInOneLine() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("own"));
    byte[] bytes = Files.readAllBytes(RealModels.folder(POTION).resolve("model.onnx"));
    int patched = 0;
    for (int i = 0; i + 4 < bytes.length; i++) {
      boolean plain = bytes[i] == 0x42 && bytes[i + 1] == 2 && bytes[i + 2] == 0x10;
      boolean named =
          bytes[i] == 0x42 && bytes[i + 1] == 4 && bytes[i + 2] == 0x0A && bytes[i + 4] == 0x10;
      if ((plain && bytes[i + 3] == 14) || (named && bytes[i + 5] == 14)) {
        bytes[plain ? i + 3 : i + 5] = 120;
        patched++;
      }
    }
    assertEquals(1, patched);
    Files.write(copy.resolve("model.onnx"), bytes);
    Files.copy(RealModels.folder(POTION).resolve("tokenizer.json"), copy.resolve("tokenizer.json"));
    String message = refusedToOpen(copy);
    assertTrue(message.contains("120"), message);
  }

  private String refusedToOpen(Path copy) {
    String message =
        Refused.message(
            BadInput.class,
            () ->
                TextEmbedder.open(
                        ModelFolder.find(copy.toString(), new ModelHome(folder)),
                        TextOptions.DEFAULT)
                    .close());
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(copy.resolve("model.onnx") + " cannot be opened"), message);
    return message;
  }
}
