package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataSource;
import org.lethe.dataset.Gaussians;
import org.lethe.dataset.Shapes;
import org.lethe.experiment.ExperimentFile;
import org.lethe.network.Engines;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/**
 * Guards a stranger who follows the README and docs/ word by word: commands that no longer parse,
 * files that are not there, links to nowhere, an example experiment that is refused.
 */
class ReadmeTest {
  private static final Pattern FENCE = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`(\\./lethe [^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  /** Commands that read the reader's own files; each has a test of its own. */
  private static final Set<String> OF_OWN_FILES =
      Set.of("select", "encode", "identify", "models", "cache");

  @TempDir Path folder;

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md")).sorted().toList());
      pages.add(Path.of("README.md"));
      pages.add(Path.of("CONTRIBUTING.md"));
      return pages;
    }
  }

  private static List<String> blocks(Path page, String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher fence = FENCE.matcher(Files.readString(page));
    while (fence.find()) {
      if (language.equals(fence.group(1))) {
        blocks.add(String.valueOf(fence.group(2)));
      }
    }
    return blocks;
  }

  private static List<String> commands(Path page) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String block : blocks(page, "sh")) {
      block.lines().filter(line -> line.startsWith("./lethe ")).forEach(commands::add);
    }
    Matcher inline = INLINE.matcher(Files.readString(page));
    while (inline.find()) {
      commands.add(String.valueOf(inline.group(1)));
    }
    commands.removeIf(command -> command.contains("…")); // a form, not a command
    return commands;
  }

  @Test
  void everyCommandThatIsShownIsOneThatTheProgramKnows() throws IOException {
    int seen = 0;
    for (Path page : pages()) {
      for (String command : commands(page)) {
        String[] words = command.replaceAll("\\s+#.*", "").split(" +", -1);
        String[] arguments = Arrays.copyOfRange(words, 1, words.length);
        boolean asksForHelp = Arrays.asList(arguments).contains("--help");
        if (!asksForHelp) {
          assertDoesNotThrow(() -> Lethe.commandLine().parseArgs(arguments), page + ": " + command);
        }
        Arrays.stream(arguments)
            .filter(word -> word.startsWith("experiments/"))
            .forEach(file -> assertTrue(Files.exists(Path.of(file)), page + ": " + command));
        seen++;
      }
    }
    assertTrue(seen >= 2, "only " + seen + " commands were found");
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        Path target = page.resolveSibling(String.valueOf(link.group(1))).normalize();
        assertTrue(Files.exists(target), page + " links to " + link.group(1));
      }
    }
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    String index = Files.readString(Path.of("docs/README.md"));
    try (Stream<Path> pages = Files.list(Path.of("docs"))) {
      pages
          .map(page -> String.valueOf(page.getFileName()))
          .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
          .forEach(name -> assertTrue(index.contains("](" + name + ")"), name));
    }
  }

  /**
   * A run is made small; what needs the data of others, a network or the reader's own files is left
   * out.
   */
  @Test
  void everyCommandThatNeedsNoDataRuns() throws Exception {
    int run = 0;
    for (Path page : pages()) {
      writeFilesThatArePrinted(page);
      for (String command : commands(page)) {
        List<String> words =
            new ArrayList<>(List.of(command.replaceAll("\\s+#.*", "").split(" +", -1)));
        words.remove(0);
        if (command.contains(" fetch ")
            || OF_OWN_FILES.contains(words.get(0))
            || !needsNoData(words)
            || !isInThisBuild(words)) {
          continue;
        }
        words.replaceAll(
            word ->
                word.startsWith("experiments/") ? Path.of(word).toAbsolutePath().toString() : word);
        if (words.get(0).equals("run")) {
          words.addAll(List.of("seeds=2", "budgets=[0.3, 0.6]"));
          if (data(words).anyMatch(Shapes.class::isInstance)) {
            words.add("data.train=40");
          }
        }
        Ended ended = LetheProcess.in(folder).run(words.toArray(String[]::new));
        assertEquals(0, ended.exitCode(), () -> page + ": " + command + "\n" + ended.err());
        assertFalse(ended.out().isBlank(), page + ": " + command + " says nothing");
        run++;
      }
    }
    assertTrue(run >= 7, "only " + run + " commands were run");
  }

  /** The launcher builds anew where another engine is named; a test has the engines it has. */
  private static boolean isInThisBuild(List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith("engine="))
        .allMatch(word -> Engines.namesInThisBuild().contains(word.substring("engine=".length())));
  }

  private static boolean needsNoData(List<String> words) {
    return data(words).allMatch(data -> data instanceof Gaussians || data instanceof Shapes);
  }

  /** The data sources of the experiment files that a command names. */
  private static Stream<DataSource> data(List<String> words) {
    return words.stream()
        .filter(word -> word.contains("experiments/"))
        .map(word -> ExperimentFile.read(Path.of(word), List.of()))
        .flatMap(file -> file.variants().values().stream())
        .map(spec -> spec.data());
  }

  /** A block whose first line is a comment that begins with a file's name is that file. */
  private void writeFilesThatArePrinted(Path page) throws IOException {
    for (String block : blocks(page, "yaml")) {
      Matcher name = Pattern.compile("# (\\w+\\.yaml)\\b").matcher(block);
      if (name.lookingAt()) {
        Files.writeString(folder.resolve(String.valueOf(name.group(1))), block);
      }
    }
  }

  @Test
  void theExampleWithATableOfOnesOwnIsAccepted() throws IOException {
    List<String> examples = blocks(Path.of("README.md"), "yaml");
    assertFalse(examples.isEmpty());
    for (String example : examples) {
      Path file = Files.writeString(folder.resolve("mine.yaml"), example);
      assertEquals("mine", ExperimentFile.read(file, List.of()).name());
    }
  }
}
