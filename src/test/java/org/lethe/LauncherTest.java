package org.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guards the first thing a new user starts: {@code ./lethe} must build exactly when it has to, find
 * its folder wherever it is called from, and say in one line what is missing. Maven and Java are
 * small stand-ins that write down how they were called, so that nothing is really built.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  @TempDir Path folder;

  private Path home;
  private Path jdk;
  private Path user;

  LauncherTest() {
    home = Path.of("");
    jdk = Path.of("");
    user = Path.of("");
  }

  @BeforeEach
  void aCheckoutInAPathWithBlanks() throws IOException {
    home = Files.createDirectories(folder.resolve("a check out"));
    jdk = Files.createDirectories(folder.resolve("a jdk"));
    user = Files.createDirectories(folder.resolve("user's place"));
    Files.copy(Path.of("lethe"), home.resolve("lethe"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("models"));
    Files.writeString(home.resolve("src/main/Some.java"), "class Some {}");
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.createDirectories(jdk.resolve("bin"));
    release(17);
    script(jdk.resolve("bin/java"), "pwd\nfor a in \"$@\"; do echo \"<$a>\"; done");
    script(jdk.resolve("bin/javac"), "exit 9");
    maven("exit 0");
  }

  @Test
  void buildsOnceAndThenStartsAtOnce() throws Exception {
    Ended first = launch("run", "my file.yaml", "");
    assertEquals(0, first.exitCode, first.err);
    assertEquals("Building Lethe (first run, a minute or two) …", first.err.strip());
    assertEquals(user.toRealPath().toString(), first.out.lines().findFirst().orElseThrow());
    assertTrue(first.out.endsWith("<org.lethe.cli.Lethe>\n<run>\n<my file.yaml>\n<>\n"), first.out);
    assertTrue(first.out.contains("<" + home.toRealPath() + "/target/lethe.jar:"), first.out);
    Ended second = launch("--version");
    assertEquals("", second.err);
    assertEquals(1, builds());
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "report", "collect"})
  void whatOnlyReadsRecordsIsCompiledInHaste(String command) throws Exception {
    assertTrue(launch(command, "m.jsonl").out.contains("<-XX:TieredStopAtLevel=1>\n"));
    assertFalse(launch("run", command).out.contains("TieredStopAtLevel"));
  }

  @Test
  void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
    launch();
    Files.writeString(home.resolve("src/main/Another.java"), "class Another {}");
    later(home.resolve("src/main/Another.java"));
    assertEquals(
        "Building Lethe (its sources or profiles have changed, a minute or two) …",
        launch().err.strip());
    assertEquals(2, builds());
    Files.setLastModifiedTime(home.resolve("src/main/Another.java"), FileTime.from(Instant.EPOCH));
    Files.delete(home.resolve("src/main/Some.java"));
    later(home.resolve("src/main"));
    launch();
    assertEquals(3, builds());
  }

  @Test
  void whatIsEditedDuringABuildIsBuiltAtTheNextStart() throws Exception {
    maven("sleep 0.05; echo edited > src/main/Some.java; sleep 0.05; echo > target/lethe.jar");
    launch();
    launch();
    assertEquals(2, builds());
  }

  @Test
  void buildsAgainWhenALibraryIsGone() throws Exception {
    launch();
    Files.delete(home.resolve("target/some library.jar"));
    launch();
    assertEquals(2, builds());
  }

  @Test
  void isFoundThroughSymbolicLinks() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("indirect"), Path.of("../a check out/lethe"));
    Files.createSymbolicLink(bin.resolve("lethe"), Path.of("indirect"));
    Ended ended = launch(bin.resolve("lethe"), Map.of(), List.of("doctor"));
    assertEquals(0, ended.exitCode, ended.err);
    assertTrue(ended.out.contains(home.toRealPath() + "/target/lethe.jar"), ended.out);
  }

  @Test
  void twoFirstStartsBuildOnce() throws Exception {
    maven("sleep 0.5");
    List<Process> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(process(home.resolve("lethe"), Map.of(), List.of()).start());
    }
    for (Process process : both) {
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
      assertEquals(0, process.exitValue());
    }
    assertEquals(1, builds());
  }

  @Test
  void aFailedBuildShowsItsErrorAndNamesItsLog() throws Exception {
    maven("echo '[ERROR] Some.java:[1,1] no such symbol'; echo more; exit 1");
    Ended ended = launch();
    assertEquals(1, ended.exitCode);
    Path log = home.toRealPath().resolve("target/build.log");
    assertTrue(ended.err.contains("[ERROR] Some.java:[1,1] no such symbol"), ended.err);
    assertTrue(
        ended.err.endsWith("lethe: the build failed; all of its output is in " + log + "\n"),
        ended.err);
    assertTrue(Files.readString(log).contains("more"));
    assertEquals("", ended.out);
  }

  @Test
  void sayWhatIsMissingInOneLine() throws Exception {
    release(11);
    Ended old = launch();
    assertEquals(2, old.exitCode);
    assertEquals(
        "lethe: "
            + jdk
            + "/bin/java is version 11; a JDK, 17 or newer, is needed (see JAVA_HOME)\n",
        old.err);
    release(21);
    Files.delete(jdk.resolve("bin/javac"));
    assertEquals(
        "lethe: " + jdk + "/bin/java has no compiler beside it; install a whole JDK, 17 or newer\n",
        launch().err);
    Ended none = launch(home.resolve("lethe"), Map.of("JAVA_HOME", "/none"), List.of());
    assertEquals(
        "lethe: no Java at /none/bin/java; install a JDK, 17 or newer, or set JAVA_HOME to one\n",
        none.err);
    assertEquals(0, builds());
  }

  @Test
  void optionsForTheJvmComeAfterOursSoThatTheyWin() throws Exception {
    Ended ended =
        launch(home.resolve("lethe"), Map.of("LETHE_JAVA_OPTS", "-Xmx4g -Da=b"), List.of());
    assertTrue(ended.out.indexOf("<-Xmx4g>\n<-Da=b>") > ended.out.indexOf("<-Xmx1g>"), ended.out);
    assertFalse(ended.out.contains("<>"), ended.out);
  }

  /** A job, an image and a packed copy run as the launcher does. */
  @Test
  void whateverStartsLetheGivesTheSameOptions() throws Exception {
    List<String> ours = launch().out.lines().filter(line -> line.startsWith("<-X")).toList();
    assertTrue(ours.size() > 2, ours.toString());
    for (String other :
        List.of(
            "docker/lethe",
            "scripts/bring-offline.sh",
            "src/main/java/org/lethe/submit/Program.java")) {
      String text = Files.readString(Path.of(other));
      for (String option : ours) {
        String words = option.substring(1, option.length() - 1);
        // a packed copy may have more memory
        assertTrue(words.startsWith("-Xmx") || text.contains(words), other + " lacks " + words);
      }
    }
  }

  /** As the build leaves it: with the natives where the profile was asked for. */
  private void mavenWithProfiles() throws IOException {
    maven(
        """
        echo "$*" >> '%s'
        case $* in
          *-Plibtorch-gpu*) native=pytorch-2.10.0-1.5.13-linux-x86_64-gpu.jar ;;
          *-Plibtorch*) native=pytorch-2.10.0-1.5.13-linux-x86_64.jar ;;
          *) native= ;;
        esac
        if [ -n "$native" ]; then
          echo > "target/$native"
          echo "$PWD/target/some library.jar:$PWD/target/$native" > target/classpath.txt
        fi
        """
            .formatted(folder.resolve("arguments.txt")));
  }

  private String lastBuild() throws IOException {
    List<String> all = Files.readAllLines(folder.resolve("arguments.txt"));
    return all.get(all.size() - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "run some.yaml engine=libtorch, -Plibtorch ",
    "bench --engine libtorch, -Plibtorch ",
    "bench --engine=libtorch-cuda, -Plibtorch-gpu ",
    "run named.yaml, -Plibtorch ",
  })
  void whatNamesTheEngineLibtorchHasItBuiltIn(String command, String profile) throws Exception {
    mavenWithProfiles();
    Files.writeString(user.resolve("some.yaml"), "engine: dl4j # not libtorch\n");
    Files.writeString(user.resolve("named.yaml"), "name: x\nengine: libtorch\n");
    launch("run", "some.yaml");
    assertFalse(lastBuild().contains("-P"), lastBuild());
    Ended ended = launch(command.split(" "));
    assertEquals(0, ended.exitCode, ended.err);
    assertTrue((lastBuild() + " ").contains(profile), lastBuild());
    assertEquals(2, builds());
    launch(command.split(" "));
    launch("run", "some.yaml");
    assertEquals(2, builds(), "an engine more does no harm");
  }

  /** Without them the kernel clears its arrays anew in every step; what the user says stays. */
  @Test
  void libtorchKeepsItsMemoryBetweenSteps() throws Exception {
    mavenWithProfiles();
    script(jdk.resolve("bin/java"), "env | grep ^MALLOC_ | sort | tr '\\n' ' '");
    assertEquals("", launch("run").out);
    assertEquals(
        "MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=67108864"
            + " MALLOC_TRIM_THRESHOLD_=17179869184 ",
        launch("bench", "--engine", "libtorch").out);
    assertTrue(
        launch(home.resolve("lethe"), Map.of("MALLOC_ARENA_MAX", "2"), List.of())
            .out
            .contains("MALLOC_ARENA_MAX=2 "));
  }

  private record Ended(int exitCode, String out, String err) {}

  private Ended launch(String... arguments) throws Exception {
    return launch(home.resolve("lethe"), Map.of(), List.of(arguments));
  }

  private Ended launch(Path launcher, Map<String, String> environment, List<String> arguments)
      throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        process(launcher, environment, arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private ProcessBuilder process(
      Path launcher, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(user.toFile());
    builder.environment().remove("LETHE_JAVA_OPTS");
    builder.environment().keySet().removeIf(name -> name.startsWith("MALLOC_"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().merge("PATH", folder + "/tools:", (path, tools) -> tools + path);
    builder.environment().putAll(environment);
    return builder;
  }

  /** A Maven that writes down that it was called and leaves what a build leaves. */
  private void maven(String more) throws IOException {
    script(
        folder.resolve("tools/mvn"),
        """
        echo built >> '%s'
        echo > target/lethe.jar
        echo > 'target/some library.jar'
        echo "$PWD/target/some library.jar" > target/classpath.txt
        %s
        """
            .formatted(folder.resolve("builds.txt"), more));
  }

  private int builds() throws IOException {
    Path list = folder.resolve("builds.txt");
    return Files.exists(list) ? Files.readAllLines(list).size() : 0;
  }

  private void release(int version) throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
  }

  private static void later(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(2)));
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
