package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.RealModels;

/**
 * Guards against a program that works only where there is a network: one that asks a hub for a
 * model that is here, or a library that phones home. The process runs in a network namespace of its
 * own, in which not even the loopback device is up.
 */
class NetworkOffTest {
  private static final List<String> WITHOUT_NETWORK =
      List.of("unshare", "--map-root-user", "--net");

  @TempDir private Path folder;

  @Test
  void aSelectionWithAModelThatIsHereNeedsNoNetwork() throws Exception {
    Path model = RealModels.folder("potion-base-2m-int8");
    assumeTrue(run(List.of("true")) == 0, "no network namespaces on this machine");
    Files.writeString(
        folder.resolve("forget.txt"),
        "free prize call now\nwin a prize\nclaim your prize\nfree entry\ncall to win\nfree call\n");
    Files.writeString(
        folder.resolve("retain.txt"),
        "see you at home\nthe meeting moved\nthanks, later\ntea at home\nare you in\nlater then\n");
    int exit =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                LetheProcess.classPath().stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(System.getProperty("path.separator"))),
                "org.lethe.cli.Lethe",
                "select",
                "--forget",
                "forget.txt",
                "--retain",
                "retain.txt",
                "--encoder",
                "{name: onnx-text, model: '" + model + "'}",
                "--budget",
                "2",
                "--out",
                "out"));
    assertEquals(0, exit, () -> said("err.txt"));
    assertEquals(2, Files.readAllLines(folder.resolve("out/removed.txt")).size());
    assertTrue(Files.isRegularFile(folder.resolve("out/index.html")));
  }

  private int run(List<String> command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(WITHOUT_NETWORK);
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    builder.environment().put("LETHE_HOME", folder.resolve(".lethe").toString());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return -1; // there is no such program here
    }
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "still running");
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String said(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
