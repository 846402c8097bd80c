package org.lethe.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;

/** Guards against a manifest that was edited, is about other data, or is half there. */
class RemovalManifestTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() {
    Path file = folder.resolve("removal.json");
    manifest().write(file);
    assertEquals(manifest(), RemovalManifest.read(file));
    assertEquals(manifest().sha256(), RemovalManifest.read(file).sha256());
  }

  @Test
  void equalManifestsAreEqualFiles() throws IOException {
    manifest().write(folder.resolve("a.json"));
    manifest().write(folder.resolve("b.json"));
    assertEquals(-1, Files.mismatch(folder.resolve("a.json"), folder.resolve("b.json")));
  }

  @Test
  void nothingElseIsLeftInTheFolder() throws IOException {
    manifest().write(folder.resolve("removal.json"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("removal.json")), files.toList());
    }
  }

  @Test
  void changeByHandIsNoticed() throws IOException {
    Path file = folder.resolve("removal.json");
    manifest().write(file);
    String text = Files.readString(file);
    for (String[] edit :
        new String[][] {
          {"sms-00003", "sms-00004"}, {"\"seed\" : 7", "\"seed\" : 8"}, {"1.5", "1.25"}
        }) {
      assertTrue(text.contains(edit[0]), edit[0]);
      Files.writeString(file, text.replace(edit[0], edit[1]));
      assertMessage("was changed after it was written", () -> RemovalManifest.read(file));
    }
  }

  @Test
  void orderOfKeysAndSpacesDoNotMatter() throws IOException {
    Path file = folder.resolve("removal.json");
    manifest().write(file);
    Files.writeString(file, Files.readString(file).replace("\n", "").replace("  ", ""));
    assertEquals(manifest(), RemovalManifest.read(file));
  }

  @Test
  void filesThatAreNoManifestAreNamed() throws IOException {
    Path file = folder.resolve("removal.json");
    assertMessage("there is no such manifest", () -> RemovalManifest.read(file));
    for (String text : new String[] {"", "[]", "{", "null", "{\"format\": 1}", "{} {}"}) {
      Files.writeString(file, text);
      assertMessage("not a removal manifest", () -> RemovalManifest.read(file));
    }
    manifest().write(file);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() / 2));
    assertMessage("not a removal manifest", () -> RemovalManifest.read(file));
    Files.writeString(file, text.replace("\"rule\"", "\"rules\""));
    assertMessage("not a removal manifest", () -> RemovalManifest.read(file));
    Files.writeString(file, text.replace("\"format\" : 1", "\"format\" : 9"));
    assertMessage(
        "manifest format 9; this version reads format 1", () -> RemovalManifest.read(file));
  }

  /** Their checksum cannot be asked for: they have no canonical form. */
  @Test
  void valuesThatNoManifestHasAreNamed() throws IOException {
    Path file = folder.resolve("removal.json");
    manifest().write(file);
    String text = Files.readString(file);
    for (String value : new String[] {"null", "1e999", "123456789012345678901234567890"}) {
      Files.writeString(file, text.replace("\"weight\" : 1.5", "\"weight\" : " + value));
      assertMessage("not a removal manifest", () -> RemovalManifest.read(file));
    }
    Files.writeString(file, text.replace("\"ab\"", "null"));
    assertMessage("not a removal manifest", () -> RemovalManifest.read(file));
  }

  @Test
  void otherDataIsRefused() {
    List<String> ids = List.of("sms-00001", "sms-00003", "sms-00010");
    manifest().requireFits("m.json", data("ab"), ids);
    assertMessage(
        "m.json: is about other data: SMSSpamCollection had sha256 ab, here it has cd",
        () -> manifest().requireFits("m.json", data("cd"), ids));
    assertMessage(
        "here there is none", () -> manifest().requireFits("m.json", new TreeMap<>(), ids));
    SortedMap<String, String> more = data("ab");
    more.put("extra.csv", "ef");
    assertMessage("it does not know extra.csv", () -> manifest().requireFits("m.json", more, ids));
  }

  @Test
  void unknownIdsAreCountedAndTheFirstIsNamed() {
    assertMessage(
        "m.json: 1 of 2 ids are no forget samples here, the first is 'sms-00003'",
        () -> manifest().requireFits("m.json", data("ab"), List.of("sms-00010")));
  }

  @Test
  void idsNamedTwiceAreRefused() {
    assertEquals(
        "id 'a' is named twice",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new RemovalManifest(
                        List.of("a", "b", "a"), "r", new TreeMap<>(), "1.0", 9, data("x"), 1, "0"))
            .getMessage());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "").resolve("removal.json");
    assertMessage("cannot be written there", () -> manifest().write(file));
    assertFalse(Files.exists(file));
  }

  private static RemovalManifest manifest() {
    SortedMap<String, Object> settings = new TreeMap<>();
    settings.put("name", "knn-ratio");
    settings.put("k", 10);
    settings.put("weight", 1.5);
    return new RemovalManifest(
        List.of("sms-00010", "sms-00003"),
        "knn-ratio",
        settings,
        "0.25",
        8,
        data("ab"),
        7,
        "0.1.0");
  }

  private static SortedMap<String, String> data(String sha256) {
    return new TreeMap<>(java.util.Map.of("SMSSpamCollection", sha256));
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable work) {
    String message = assertThrows(BadInput.class, work).getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(1, message.lines().count(), message);
  }
}
