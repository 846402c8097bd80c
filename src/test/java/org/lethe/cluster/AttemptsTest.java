package org.lethe.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards what is counted against a trial: lines that many write at once, that were cut, that a
 * clock misdates, and whose process is gone, or is not, whatever the clock says.
 */
class AttemptsTest {
  private static final String ID = "0123456789abcdef";
  private static final int WRITERS = 64;
  private static final int EACH = 5;

  @TempDir Path results;

  private Attempts attempts() {
    return new Attempts(results);
  }

  @Test
  void sixtyFourWritersOfOneHistoryLoseNoLine() throws Exception {
    CountDownLatch together = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    List<Future<?>> writers = new ArrayList<>();
    try {
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        writers.add(
            threads.submit(
                () -> {
                  together.await();
                  for (int n = 0; n < EACH; n++) {
                    attempts().failed(ID, "exception", "writer " + writer + " failed in its way");
                  }
                  return null;
                }));
      }
      together.countDown();
      for (Future<?> writer : writers) {
        writer.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(WRITERS * EACH, attempts().of(ID).failed());
  }

  @Test
  void interruptionsCountOnlyWithoutProgress() {
    Attempts attempts = attempts();
    Place here = Place.here(Map.of());
    for (int i = 0; i < 5; i++) {
      attempts.start(ID, here);
      attempts.interrupted(ID, "signal TERM", true);
    }
    assertEquals(0, attempts.of(ID).idle());
    for (int i = 0; i < 2; i++) {
      attempts.start(ID, here);
      attempts.interrupted(ID, "signal TERM", false);
    }
    assertEquals(2, attempts.of(ID).idle());
    assertEquals(0, attempts.of(ID).failures());
    attempts.pardon(ID);
    assertEquals(0, attempts.of(ID).idle());
  }

  @Test
  void aLineThatWasCutCountsForNothingAndSpoilsNoOther() throws Exception {
    Attempts attempts = attempts();
    attempts.failed(ID, "exception", "first");
    byte[] cut = "{\"event\":\"failed\",\"cause\":\"höh".getBytes(StandardCharsets.UTF_8);
    Files.write(
        results.resolve(Attempts.nameOf(ID)),
        Arrays.copyOf(cut, cut.length - 2), // within the ö
        StandardOpenOption.APPEND);
    attempts.failed(ID, "exception", "zweite Höhe");
    assertEquals(2, attempts.of(ID).failures());
    assertEquals("zweite Höhe", attempts.of(ID).cause());
  }

  /** A clock that is set back an hour between the lines, and one that is set on by a year. */
  @Test
  void linesCountInTheirOrderWhateverTheClockSays() throws Exception {
    Path file = results.resolve(Attempts.nameOf(ID));
    Files.createDirectories(file.resolveSibling("."));
    String line = "{\"event\":\"%s\",\"time\":\"%s\",\"cause\":\"%s\",\"host\":\"h\"}%n";
    Files.writeString(
        file,
        String.format(line, "start", "2026-11-21T12:00:00Z", "")
            + String.format(line, "failed", "2026-11-21T11:00:00Z", "first")
            + String.format(line, "start", "2027-11-21T11:00:01Z", "")
            + String.format(line, "failed", "2026-11-21T11:00:02Z", "last"));
    Attempts.History history = attempts().of(ID);
    assertEquals(2, history.failures());
    assertEquals("last", history.cause());
    assertTrue(history.open().isEmpty());
  }

  @Test
  void aProcessIsKnownByAClockThatNobodySets() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      ProcessHandle handle = process.toHandle();
      long started = Place.started(handle);
      String host = Place.here(Map.of()).host();
      Place place = new Place(host, process.pid(), started, "", "cpu", "/");
      assertTrue(place.isAliveOn(host));
      assertFalse(place.isAliveOn("elsewhere"), "of other hosts nothing is known");
      assertFalse(
          new Place(host, process.pid(), started - 1, "", "cpu", "/").isAliveOn(host),
          "an earlier process of the same number");
      Path uptime = Path.of("/proc/uptime");
      if (Files.isReadable(uptime)) { // counted since the start of the machine, not since 1970
        double seconds = Double.parseDouble(Files.readString(uptime).split(" ", 2)[0]);
        assertTrue(started <= 1000 * seconds, started + " of " + seconds + " s");
      }
      process.destroyForcibly().waitFor();
      assertFalse(place.isAliveOn(host));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aDeadlineIsCountedByThatClockToo() throws Exception {
    Stop stop = new Stop(Optional.of(Duration.ofMillis(50)));
    assertFalse(stop.isAsked());
    Thread.sleep(60);
    assertTrue(stop.isAsked());
    assertTrue(stop.reason().contains("deadline"), stop.reason());
  }
}
