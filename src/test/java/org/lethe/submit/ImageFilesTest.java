package org.lethe.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Guards what can be told of an image without building it (docker/check.sh builds it): one that
 * runs as root, that copies what the build context leaves out, or whose entry point site profiles
 * miss.
 */
class ImageFilesTest {
  private static final Path FOLDER = Path.of("docker");

  private static List<String> instructions(String name) throws Exception {
    return Files.readString(FOLDER.resolve("Dockerfile"))
        .replace("\\\n", " ")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  @Test
  void theImageRunsAsTheUserOfPods() throws Exception {
    int user = Site.unspecified().kubernetes().user();

    assertEquals(List.of(user + ":" + user), instructions("USER"));
  }

  @Test
  void theEntryPointIsWhatProfilesStartInImages() throws Exception {
    List<String> program = Site.unspecified().container().program();

    assertEquals(List.of("[\"" + program.get(0) + "\"]"), instructions("ENTRYPOINT"));
    assertTrue(Files.isExecutable(FOLDER.resolve("lethe")));
    assertTrue(Files.readString(FOLDER.resolve("lethe")).contains("\nexec java "), "signals");
  }

  @Test
  void everythingThatIsCopiedIsInTheContext() throws Exception {
    List<String> context = Files.readAllLines(Path.of(".dockerignore"));

    for (String copied : instructions("COPY")) {
      if (!copied.startsWith("--from=")) {
        String source = copied.split(" ", 2)[0];
        assertTrue(context.contains("!" + source), copied);
        assertTrue(Files.exists(Path.of(source)), copied);
      }
    }
  }

  @Test
  void noListOfPackagesStaysInALayer() throws Exception {
    for (String run : instructions("RUN")) {
      assertEquals(
          run.contains("apt-get install"), run.contains("rm -rf /var/lib/apt/lists/*"), run);
    }
  }

  @Test
  @SuppressWarnings("unchecked") // keys of this document are text
  void theComposeFileLocksTheContainerDown() throws Exception {
    String text = Files.readString(FOLDER.resolve("compose.yaml"));
    Map<String, Object> file =
        (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
    Map<String, Object> services = (Map<String, Object>) file.getOrDefault("services", Map.of());
    Map<String, Object> lethe = (Map<String, Object>) services.getOrDefault("lethe", Map.of());

    assertEquals(Optional.of(true), Optional.ofNullable(lethe.get("read_only")));
    assertEquals(Optional.of(List.of("ALL")), Optional.ofNullable(lethe.get("cap_drop")));
    assertEquals(Optional.of("10001:10001"), Optional.ofNullable(lethe.get("user")));
    Matcher base = Pattern.compile("BASE: (\\S+)").matcher(text);
    assertTrue(
        base.find() && base.group().contains("cuda:11.6"), "the CUDA that ND4J is built for");
  }
}
