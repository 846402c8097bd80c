package org.lethe.submit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.settings.BadInput;
import org.lethe.settings.Reference;
import org.lethe.testing.GeneratedPage;
import org.lethe.testing.Refused;

/**
 * Guards the profile: a key that is mistyped and silently ignored would send a thousand jobs to the
 * wrong place, a value that is code would run there.
 */
class SiteTest {

  private static String refusal(String yaml) {
    return Refused.message(BadInput.class, () -> Site.parse(yaml, "site.yaml"));
  }

  @Test
  void aProfileMayBeEmpty() {
    Site site = Site.unspecified();

    assertEquals(Optional.empty(), site.partition());
    assertEquals("04:00:00", site.walltime().toString());
    assertEquals(0, site.gpus());
    assertEquals(Optional.empty(), site.container().image());
  }

  @Test
  void cardsAreCountedAtTheEndOfTheirRequest() {
    assertEquals(1, Site.parse("gres: gpu:1g.18gb:1", "site.yaml").gpus());
    assertEquals(2, Site.parse("gres: gpu:2", "site.yaml").gpus());
    assertEquals(1, Site.parse("gres: gpu", "site.yaml").gpus());
  }

  @Test
  void whatIsRefusedDoesNotSpeakToTheTerminal() {
    // the one-character CSI of C1, and a turn of the writing direction
    String said = refusal("partition: \"a\\x9b2Jb\\u202ec\"");
    assertTrue(said.contains("partition is \"a 2Jb c\"; allowed: one word"), said);
    said = refusal("options: [\"--comment=\\x9b2J\\u202e\"]");
    assertTrue(said.contains("options has \"--comment= 2J \""), said);
    said = Refused.message(BadInput.class, () -> Words.yaml("a\u009b2J\u202e"));
    assertEquals("\"a 2J \" has a line break or control character", said);
  }

  @Test
  void aMistypedKeyIsToldWithWhatWasMeant() {
    String message = refusal("partion: gpu");

    assertTrue(message.startsWith("site.yaml:1: partion: unknown key"), message);
    assertTrue(message.contains("did you mean partition?"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "partition: 'gpu; rm -rf ~'",
        "account: \"a\\nb\"",
        "gres: gpu:1 --uid=0",
        "memory: plenty",
        "memory: 0G",
        "cpus: 0",
        "hours-per-slice: 0",
        "seconds-per-trial: -1",
        "max-concurrent: 0",
        "passes: 0",
        "passes: 11",
        "walltime: forever",
        "walltime: 0",
        "modules: ['java 17']",
        "environment: {'A B': c}",
        "program: []",
        "options: [mail-type=END]",
        "options: ['--array=0-9']",
        "options: ['-d afterok:1']",
        "options: [\"--mail-type=END\\n#SBATCH --uid=0\"]",
        "kubernetes: {user: 0}"
      })
  void whatIsOutOfRangeIsRefusedAtItsLine(String yaml) {
    String message = refusal(yaml);

    assertTrue(message.startsWith("site.yaml:1: "), message);
    assertTrue(message.matches("(?s).*(allowed|expected|set by lethe submit).*"), message);
    assertEquals(1, message.lines().count(), message);
  }

  /** As `man sbatch` lists them: minutes, minutes:seconds, hours:minutes:seconds, days-hours… */
  @ParameterizedTest
  @CsvSource({
    "90, 5400",
    "1:30, 90",
    "04:00:00, 14400",
    "100:00:00, 360000",
    "1-12, 129600",
    "1-12:30, 131400",
    "1-12:30:15, 131415"
  })
  void timeIsReadAsSlurmReadsIt(String text, long seconds) {
    assertEquals(Optional.of(new Walltime(seconds)), Walltime.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNLIMITED", "INFINITE", "", "4h", "1:2:3:4", "-5"})
  void whatIsNoTimeIsNone(String text) {
    assertEquals(Optional.empty(), Walltime.of(text));
  }

  /** 4 h: warned 120 s before the end, own deadline 30 s before that: 14400 − 150. */
  @Test
  void workersStopBeforeTheyAreStopped() {
    assertEquals(14_250, new Walltime(14_400).deadline().toSeconds());
    // A minute: 60 − 15 − 7.
    assertEquals(38, new Walltime(60).deadline().toSeconds());
    for (long seconds = 1; seconds < 100; seconds++) {
      assertTrue(new Walltime(seconds).deadline().toSeconds() >= 0, "at " + seconds);
    }
  }

  @Test
  void theProfilesThatPagesShowAreProfiles() throws Exception {
    Pattern fence = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    int seen = 0;
    for (String page : List.of("docs/cluster.md", "docker/README.md")) {
      Matcher block = fence.matcher(Files.readString(Path.of(page)));
      while (block.find()) {
        String profile = String.valueOf(block.group(1));
        assertDoesNotThrow(() -> Site.parse(profile, page), profile);
        seen++;
      }
    }
    assertEquals(3, seen);
  }

  @Test
  void thePageIsWhatTheRecordsSay() throws Exception {
    GeneratedPage.assertUpToDate(
        Path.of("docs/cluster.md"),
        new Reference(List.of()).markdown(Site.class, "Keys of a site profile"));
  }
}
