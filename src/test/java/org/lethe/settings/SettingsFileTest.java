package org.lethe.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards against hostile files (bombs, tags that name classes, endless depth), against files that
 * are read as something else than they say (duplicate keys, two documents, another encoding), and
 * against overrides that land in another place than they name.
 */
class SettingsFileTest {
  @TempDir Path folder;

  @Test
  void refusesATagThatNamesAClass() {
    assertRefused(
        "a: 1\nb: !!javax.script.ScriptEngineManager [x]\n",
        "x.yaml:2: the tag tag:yaml.org,2002:javax.script.ScriptEngineManager is not allowed;"
            + " settings are plain values");
    assertRefused(
        "a: !local x\n", "x.yaml:1: the tag !local is not allowed; settings are plain values");
  }

  @Test
  void refusesABombOfAliases() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append("*a%d, ".formatted(i - 1).repeat(9)).append("]\n");
    }
    BadInput error = assertThrows(BadInput.class, () -> SettingsFile.parse(bomb.toString(), "x"));
    // Line k + 1 has 9 times the values of line k, and one: 10, 91, 820, 7381, 66430, 597871.
    assertEquals("x:6: more than 100000 values, aliases expanded", error.getMessage());
  }

  @Test
  void refusesAnAliasWithinItsOwnAnchor() {
    assertRefused(
        "a: &a [*a]\n", "x.yaml:1: alias *a stands for nothing that is complete before it");
  }

  @Test
  void readsAnAliasAtItsOwnLine() {
    SettingsFile file = SettingsFile.parse("a: &a {k: 1}\n\nb: *a\n", "x.yaml");
    assertEquals("x.yaml:3", file.at("b").orElseThrow().where());
    assertEquals(1, file.at("b.k").orElseThrow().integer());
  }

  @Test
  void refusesWhatIsTooDeepOrTooLarge() throws IOException {
    assertRefused("a: " + "[".repeat(40) + "\n", "x.yaml:1: more than 32 levels deep");
    Path large = folder.resolve("large.yaml");
    Files.writeString(large, "a: " + "x".repeat(1 << 20));
    BadInput error = assertThrows(BadInput.class, () -> SettingsFile.read(large));
    assertEquals(large + ": is longer than the 1048576 bytes that are read", error.getMessage());
    // A hundred thousand open brackets would overflow the stack of a recursive reader.
    BadInput deep =
        assertThrows(BadInput.class, () -> SettingsFile.parse("[".repeat(100_000), "x.yaml"));
    assertEquals("x.yaml:1: more than 32 levels deep", deep.getMessage());
  }

  @Test
  void refusesWhatIsNotOnePlainDocument() {
    assertRefused("", "x.yaml: is empty; a map of keys is expected");
    assertRefused("# only a comment\n", "x.yaml: is empty; a map of keys is expected");
    assertRefused("- a\n", "x.yaml:1: expected a map of keys, found a list of 1");
    assertRefused(
        "a: 1\n---\nb: 2\n", "x.yaml:2: a second document begins; one file holds one document");
    assertRefused("a: 1\nb: 2\na: 3\n", "x.yaml:3: duplicate key a, first found at x.yaml:1");
    assertRefused("[1]: 2\n", "x.yaml:1: a key must be a word, found a list, a map or an alias");
  }

  @Test
  void showsTheLineOfASyntaxError() {
    BadInput error =
        assertThrows(BadInput.class, () -> SettingsFile.parse("a: 1\nb: [1, 2\nc: 3\n", "x.yaml"));
    assertTrue(error.getMessage().startsWith("x.yaml:3: not YAML: "), error.getMessage());
    assertFalse(error.getMessage().contains("\n"));
    BadInput nul = assertThrows(BadInput.class, () -> SettingsFile.parse("a: \u0000\n", "x.yaml"));
    assertTrue(nul.getMessage().startsWith("x.yaml:1: not YAML: "), nul.getMessage());
    assertFalse(nul.getMessage().contains("\n"));
  }

  @Test
  void refusesAnotherEncoding() throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "a: 1\nb: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    BadInput error = assertThrows(BadInput.class, () -> SettingsFile.read(file));
    assertEquals(file + ":2: not UTF-8 from byte 11 on", error.getMessage());
  }

  @Test
  void readsUtf8WithOrWithoutAByteOrderMark() throws IOException {
    Path file = folder.resolve("utf8.yaml");
    Files.writeString(file, "\uFEFFa: \u03ba\n");
    assertEquals("\u03ba", SettingsFile.read(file).at("a").orElseThrow().text());
  }

  @Test
  void aMissingFileIsNamedWithItsNearestNeighbour() throws IOException {
    Files.writeString(folder.resolve("sms-spam.yaml"), "a: 1\n");
    Path wrong = folder.resolve("sms-spm.yaml");
    BadInput error = assertThrows(BadInput.class, () -> SettingsFile.read(wrong));
    assertEquals(
        wrong + ": no such file; did you mean " + folder.resolve("sms-spam.yaml") + "?",
        error.getMessage());
    BadInput isFolder = assertThrows(BadInput.class, () -> SettingsFile.read(folder));
    assertEquals(folder + ": is a folder; a YAML file is expected", isFolder.getMessage());
  }

  @Test
  void anOverrideReplacesAddsAndLeadsThroughLists() {
    SettingsFile file = SettingsFile.parse("data: {n1: 1}\nscorers: [any, {name: knn}]\n", "x");
    file = file.with("data.n1=500", "command line");
    file = file.with("data.noise.share=0.5", "command line");
    file = file.with("scorers.1.k=7", "command line");
    file = file.with("scorers.0.label=first", "command line"); // "any" is short for {name: any}
    file = file.with("budgets=[0, 1]", "command line");
    assertEquals(500, file.at("data.n1").orElseThrow().integer());
    assertEquals("command line", file.at("data.n1").orElseThrow().where());
    assertEquals("command line", file.at("budgets.1").orElseThrow().where());
    assertEquals("data.n1", file.at("data.n1").orElseThrow().path());
    assertEquals(0.5, file.at("data.noise.share").orElseThrow().number());
    assertEquals("knn", file.at("scorers.1.name").orElseThrow().text());
    assertEquals(7, file.at("scorers.1.k").orElseThrow().integer());
    assertEquals("any", file.at("scorers.0.name").orElseThrow().text());
    assertEquals(2, file.at("budgets").orElseThrow().items().size());
    assertEquals("x:1", file.at("data").orElseThrow().where());
  }

  @Test
  void anOverrideWithoutPlaceOrValueIsRefused() {
    SettingsFile file = SettingsFile.parse("scorers: [any]\n", "x");
    assertOverrideRefused(file, "n1", "command line: expected key=value, found n1");
    assertOverrideRefused(
        file, "a..b=1", "command line: a..b is no path of keys; expected data.n1 or scorers.0.k");
    assertOverrideRefused(
        file,
        "scorers.1.k=2",
        "command line: scorers.1.k: scorers is a list of 1, counted from 0; found 1");
    assertOverrideRefused(
        file, "a.".repeat(50_000) + "b=1", "command line: a path of 50001 keys; at most 32");
    BadInput syntax =
        assertThrows(BadInput.class, () -> file.with("budgets=[0, 1", "command line"));
    assertTrue(
        syntax.getMessage().startsWith("command line: budgets: not YAML: "), syntax.getMessage());
  }

  @Test
  void aVariantIsAMapOfOverridesThatKeepTheirLines() {
    SettingsFile file =
        SettingsFile.parse("data: {n1: 1, n2: 2}\nvariants:\n  low:\n    data.n1: 9\n", "x.yaml");
    SettingsFile low = file.without("variants").with(file.at("variants.low").orElseThrow());
    assertEquals(9, low.at("data.n1").orElseThrow().integer());
    assertEquals("x.yaml:4", low.at("data.n1").orElseThrow().where());
    assertEquals(2, low.at("data.n2").orElseThrow().integer());
    assertTrue(low.at("variants").isEmpty());
    assertTrue(file.at("variants").isPresent());
  }

  private static void assertRefused(String yaml, String message) {
    BadInput error = assertThrows(BadInput.class, () -> SettingsFile.parse(yaml, "x.yaml"));
    assertEquals(message, error.getMessage());
  }

  private static void assertOverrideRefused(SettingsFile file, String override, String message) {
    BadInput error = assertThrows(BadInput.class, () -> file.with(override, "command line"));
    assertEquals(message, error.getMessage());
  }

  @Test
  void aNumberOfAbsurdSizeIsRefusedWhateverItIsReadAs() {
    SettingsNode huge = SettingsFile.parse("a: 1e2147483647", "x.yaml").at("a").orElseThrow();
    for (Executable reading :
        new Executable[] {huge::plain, huge::number, huge::integer, huge::longInteger}) {
      String message = assertThrows(BadInput.class, reading).getMessage();
      assertTrue(message.startsWith("x.yaml:1: a: expected"), message);
    }
  }

  /** A file of a stranger: escapes in quotes would reach the terminal. */
  @Test
  void messagesAreOneLineWhateverTheKeysAre() {
    for (String yaml :
        new String[] {
          "\"a\\e[31m\\nb\": {c: [1]}", "x: 1\n\"x\\r\\u202e\": 1\n\"x\\r\\u202e\": 2\n"
        }) {
      BadInput refused =
          assertThrows(
              BadInput.class,
              () ->
                  SettingsFile.parse(yaml, "x.yaml")
                      .root()
                      .entries()
                      .values()
                      .forEach(SettingsNode::flag));
      assertTrue(
          refused.getMessage().chars().noneMatch(c -> c < ' ' || c == 0x202e),
          refused.getMessage());
    }
  }
}
