package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/** The real command: what is here, and whether it is whole. */
class ModelsCommandTest {
  @TempDir Path folder;

  private Ended models(String... arguments) throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 3];
    all[0] = "models";
    all[1] = arguments[0];
    all[2] = "--home";
    all[3] = "home";
    System.arraycopy(arguments, 1, all, 4, arguments.length - 1);
    return LetheProcess.in(folder).run(all);
  }

  @Test
  void eachKnownModelIsListedWithTheWayToGetIt() throws Exception {
    Ended ended = models("list");
    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().contains("all-minilm-l6-v2 "), ended::out);
    assertTrue(ended.out().contains("lethe models fetch all-minilm-l6-v2"), ended::out);
    assertTrue(ended.out().contains("licence: Apache-2.0"), ended::out);
  }

  @Test
  void aModelThatIsCutOffIsFoundAndNamed() throws Exception {
    Path model = folder.resolve("home/all-minilm-l6-v2/onnx/model.onnx");
    Files.createDirectories(model.getParent());
    Files.writeString(model, "the beginning of a graph");
    Ended ended = models("verify");
    assertEquals(2, ended.exitCode(), ended::out);
    assertTrue(ended.out().contains("all-minilm-l6-v2: BAD: "), ended::out);
    assertTrue(ended.out().contains("is cut off"), ended::out);
    assertEquals("lethe: 1 of 1 models cannot be used", ended.err().strip());
  }

  @Test
  void withoutModelsVerifySaysSo() throws Exception {
    Ended ended = models("verify");
    assertEquals(2, ended.exitCode(), ended::out);
    assertTrue(ended.err().contains("lethe models list"), ended::err);
  }
}
