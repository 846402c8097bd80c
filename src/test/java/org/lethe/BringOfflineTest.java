package org.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards the way to a machine without network: a pack that lacks a jar, or a part that was damaged,
 * is found out where nothing can be fetched. The build and Java are small stand-ins.
 */
@EnabledOnOs(OS.LINUX)
class BringOfflineTest {
  @TempDir Path folder;

  private Path home;
  private Path jdk;

  BringOfflineTest() {
    home = Path.of("");
    jdk = Path.of("");
  }

  /** The class path of a build ends without the end of a line. */
  @BeforeEach
  void aBuiltCheckout() throws IOException {
    home = folder.resolve("a check out");
    jdk = folder.resolve("a jdk");
    Files.createDirectories(home.resolve("scripts"));
    Files.copy(
        Path.of("scripts/bring-offline.sh"),
        home.resolve("scripts/bring-offline.sh"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(home.resolve("experiments"));
    Files.writeString(home.resolve("experiments/one.yaml"), "name: one\n");
    Files.createDirectories(home.resolve("target"));
    for (String jar : List.of("lethe.jar", "z.jar", "a.jar", "natives.jar")) {
      Files.writeString(home.resolve("target").resolve(jar), jar.repeat(2000));
    }
    Files.writeString(
        home.resolve("target/classpath.txt"),
        "%1$s/z.jar:%1$s/a.jar:%1$s/natives.jar".formatted(home.resolve("target")));
    script(home.resolve("lethe"), "[ \"$LETHE_PROFILES\" = libtorch ]");
    Files.createDirectories(folder.resolve("cifar10"));
    Files.writeString(folder.resolve("cifar10/data.bin"), "pictures");
    // What java and jlink do of what is asked of them here.
    script(
        jdk.resolve("bin/java"),
        """
        if [ "$1" = --list-modules ]; then
          printf 'java.base@17.0.1\\njdk.incubator.vector@17.0.1\\njdk.unsupported@17.0.1\\n'
        else
          for a in "$@"; do echo "<$a>"; done
          echo "data <$LETHE_DATA>"
        fi\
        """);
    script(
        jdk.resolve("bin/jlink"),
        """
        [ "$1 $2" = '--add-modules java.base,jdk.unsupported' ] || exit 7
        while [ $# -gt 1 ]; do shift; done
        mkdir -p "$1/bin" && cp "$(dirname "$0")/java" "$1/bin/java\"\
        """);
  }

  private record Ended(int exitCode, String said) {}

  private Ended run(String... command) throws Exception {
    Path said = folder.resolve("said.txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().remove("LETHE_DATA");
    builder.environment().remove("LETHE_JAVA_OPTS");
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return new Ended(process.exitValue(), Files.readString(said));
  }

  private Ended pack() throws Exception {
    return run(
        home.resolve("scripts/bring-offline.sh").toString(),
        "pack",
        "parts",
        "--profiles",
        "libtorch",
        "--data",
        "cifar10",
        "--part",
        "300");
  }

  private Ended join() throws Exception {
    return run("bash", home.resolve("scripts/bring-offline.sh").toString(), "join", "parts", "far");
  }

  @Test
  void whatIsJoinedStartsWithEveryJarInItsOrder() throws Exception {
    Ended packed = pack();
    assertEquals(0, packed.exitCode, packed.said);
    assertTrue(Files.exists(folder.resolve("parts/lethe.tar.gz.part001")), "in parts");
    Ended joined = join();
    assertEquals(0, joined.exitCode, joined.said);
    Path there = folder.resolve("far/lethe");
    Ended started = run(there.resolve("lethe").toString(), "run", "my file.yaml");
    assertEquals(0, started.exitCode, started.said);
    String jars = there.toRealPath() + "/jars/";
    assertTrue(
        started.said.contains(
            "<%1$s100-lethe.jar:%1$s101-z.jar:%1$s102-a.jar:%1$s103-natives.jar>".formatted(jars)),
        started.said);
    assertTrue(
        started.said.endsWith(
            "<org.lethe.cli.Lethe>\n<run>\n<my file.yaml>\ndata <"
                + there.toRealPath()
                + "/data>\n"),
        started.said);
    assertEquals("pictures", Files.readString(there.resolve("data/cifar10/data.bin")));
    assertTrue(Files.exists(there.resolve("experiments/one.yaml")));
  }

  @Test
  void aDamagedPartIsRefusedBeforeAnythingIsWritten() throws Exception {
    assertEquals(0, pack().exitCode);
    Path part = folder.resolve("parts/lethe.tar.gz.part001");
    Files.write(part, new byte[] {1, 2, 3});
    Ended joined = join();
    assertEquals(2, joined.exitCode, joined.said);
    assertTrue(joined.said.contains("lethe.tar.gz.part001"), joined.said);
    assertTrue(joined.said.endsWith("is damaged or missing; bring it again\n"), joined.said);
    assertTrue(Files.notExists(folder.resolve("far")));
  }

  @Test
  void whatIsThereIsNotWrittenOver() throws Exception {
    Files.createDirectories(folder.resolve("parts"));
    Ended packed = pack();
    assertEquals(2, packed.exitCode, packed.said);
    assertEquals("bring-offline: parts is there already\n", packed.said);
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
