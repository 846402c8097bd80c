package org.lethe.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards the contract of exit codes, with a shell script in the place of the program: a slice that
 * stops early must go on, one that cannot must not be started for ever, and a hole must be seen.
 */
@Timeout(60)
class LocalTest {
  @TempDir Path folder;

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  /** Writes a line for each start: the verb and the index. */
  private Local local(int trials, String body, String... settings) throws IOException {
    String script =
        "echo \"$*\" | sed 's/ .*--index / /; s/ .*--results.*//' >> '" + starts() + "'\n" + body;
    Site site = BatchOnDisk.siteWith(folder, script, settings);
    return new Local(BatchOnDisk.of(folder, trials), site, Map.of(), said::add);
  }

  private Path starts() {
    return folder.resolve("starts.txt");
  }

  private List<String> started(String verb) throws IOException {
    try (Stream<String> lines = Files.lines(starts())) {
      return lines.filter(line -> line.startsWith(verb)).sorted().toList();
    }
  }

  @Test
  void everySliceIsWorkedOffBetweenCacheAndTables() throws Exception {
    int code = local(10, "exit 0").run(3, 10);

    assertEquals(0, code);
    List<String> lines = Files.readAllLines(starts());
    assertEquals("prepare", lines.get(0));
    assertEquals(List.of("work 0", "work 1", "work 2"), started("work"));
    assertEquals(List.of("collect", "status"), lines.subList(4, 6));
  }

  /** A trial that failed is tried again by the next worker, not by the one that saw it fail. */
  @Test
  void laterPassesStartEverySliceAgain() throws Exception {
    local(10, "exit 0", "passes: 2").run(2, 10);

    assertEquals(List.of("work 0", "work 0", "work 1", "work 1"), started("work"));
    assertEquals(1, started("collect").size());
  }

  @Test
  void fewTrialsAreNotCutIntoEmptySlices() throws Exception {
    local(2, "exit 0").run(8, 10);

    assertEquals(List.of("work 0", "work 1"), started("work"));
  }

  @Test
  void slicesThatStopOrDieGoOn() throws Exception {
    // The first start of slice 0 is stopped, the first of slice 1 dies.
    String body =
        "case \"$*\" in *'--index 0'*) n=75 ;; *'--index 1'*) n=137 ;; *) exit 0 ;; esac\n"
            + "[ -e '"
            + folder
            + "'/again-$n ] || { touch '"
            + folder
            + "'/again-$n; exit $n; }\n";

    int code = local(10, body).run(2, 10);

    assertEquals(0, code);
    assertEquals(List.of("work 0", "work 0", "work 1", "work 1"), started("work"));
    assertTrue(said.contains("slice 0 ended with 75 and is started again"), said::toString);
    assertTrue(said.contains("slice 1 ended with 137 and is started again"), said::toString);
  }

  @Test
  void slicesThatNeverEndWellAreGivenUpAndTheStatusTells() throws Exception {
    String body =
        "case \"$*\" in work*'--index 1'*) exit 134 ;; status*) echo 'missing: 5'; exit 3 ;;"
            + " esac\n";

    int code = local(10, body).run(2, 4);

    assertEquals(3, code);
    assertEquals(List.of("work 0", "work 1", "work 1", "work 1", "work 1"), started("work"));
    assertTrue(
        said.stream().anyMatch(line -> line.startsWith("slice 1 ended with 134 4 times; see ")),
        said::toString);
    assertTrue(said.contains("missing: 5"), said::toString);
  }

  @Test
  void whatCannotBeUsedIsNotTriedAgain() throws Exception {
    String body =
        "case \"$*\" in work*'--index 1'*) echo 'lethe: cache misses abc' >&2; exit 65 ;; esac\n";

    String message = Refused.message(BadInput.class, () -> local(10, body).run(2, 10));

    assertEquals("slice 1 (exit code 65): lethe: cache misses abc", message);
    assertEquals(List.of("work 0", "work 1"), started("work"));
  }

  @Test
  void withoutItsCacheNothingIsStarted() throws Exception {
    String message =
        Refused.message(BadInput.class, () -> local(10, "echo no data here; exit 2").run(2, 10));

    assertTrue(
        message.startsWith("the cache cannot be prepared (exit code 2): no data here ("), message);
    assertEquals(List.of("prepare"), Files.readAllLines(starts()));
  }

  @Test
  void whoeverStopsItStopsTheWorkers() throws Exception {
    String body =
        "case $1 in work) trap 'echo told > \""
            + folder
            + "/told\"; exit 75' TERM; touch '"
            + folder
            + "/up'; while :; do sleep 0.05; done ;; esac\n";
    Local local = local(1, body);
    Thread running =
        new Thread(() -> assertThrows(InterruptedException.class, () -> local.run(1, 10)));
    running.start();
    while (!Files.exists(folder.resolve("up"))) {
      Thread.sleep(10);
    }

    running.interrupt();
    running.join();

    assertTrue(Files.exists(folder.resolve("told")), "TERM, and time to say so");
    assertFalse(Files.readAllLines(starts()).contains("collect"));
  }
}
