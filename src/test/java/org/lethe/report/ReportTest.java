package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Failure;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * Guards the page: that nothing on it runs but its own script, that it needs no network, that it
 * says first what went wrong, and that making it again changes nothing.
 */
class ReportTest {

  @TempDir static Path shared;
  private static ResultFolder text;
  private static ResultFolder small;
  private static String textPage;
  private static String smallPage;

  @BeforeAll
  static void writeBoth() throws IOException {
    text =
        Studies.folder(
            shared.resolve("text"),
            Studies.text("SMS"),
            Studies.textTrials(Studies.TEXT_RULES, 10, 3));
    text.recordFailure(
        new Failure(
            "ab12cd34",
            Studies.textTrials(List.of("random"), 2, 1).get(0).key(),
            "no retain samples <b>left</b>",
            "at x",
            "2026-11-21T00:00:00Z"));
    textPage = Files.readString(Report.write(text));
    small = Studies.folder(shared.resolve("small"), Studies.small(), Studies.smallTrials());
    smallPage = Files.readString(Report.write(small));
  }

  @Test
  void thePolicyAllowsExactlyTheScriptAndTheStyleThatAreThere() throws Exception {
    String policy =
        group("Content-Security-Policy\" content=\"([^\"]+)\"", smallPage).replace("&#x27;", "'");
    assertTrue(policy.startsWith("default-src 'none';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertTrue(
        policy.contains("script-src '" + hash(group("<script>(.*?)</script>", smallPage)) + "'"));
    assertTrue(
        policy.contains("style-src '" + hash(group("<style>(.*?)</style>", smallPage)) + "'"));
    assertFalse(
        Pattern.compile("<[^>]+\\s(style|on[a-z]+)=").matcher(smallPage).find(),
        "inline styles and handlers would be refused");
  }

  @Test
  void thePageLoadsNothingFromElsewhere() {
    Matcher address =
        Pattern.compile("(?:src|href|url|import)\\s*[=(]\\s*[\"']?([^\"'\\s>)]*)")
            .matcher(textPage);
    int links = 0;
    while (address.find()) {
      links++;
      assertTrue(address.group(1).matches("#.*|figures/.*|tables/.*"), address.group());
    }
    assertTrue(links > 20);
    assertEquals(
        List.of(),
        Pattern.compile("https?://[^\"'\\s<]*")
            .matcher(textPage)
            .results()
            .map(r -> r.group())
            .filter(url -> !url.equals("http://www.w3.org/2000/svg"))
            .toList());
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    for (ResultFolder folder : List.of(text, small)) {
      Path report = folder.path().resolve("report");
      String page = folder == text ? textPage : smallPage;
      Matcher link = Pattern.compile("href=\"((?:figures|tables)/[^\"]+)\"").matcher(page);
      int links = 0;
      while (link.find()) {
        links++;
        assertTrue(Files.size(report.resolve(link.group(1))) > 0, link.group(1));
      }
      assertTrue(links > 10);
    }
  }

  @Test
  void aPageIsNotReplacedBeforeAllThatItLinksToIs(@TempDir Path folder) throws IOException {
    Path page = Report.write(small, folder);
    Files.writeString(page, "old");
    Path print;
    try (Stream<Path> figures = Files.list(folder.resolve("figures"))) {
      print = figures.filter(file -> file.toString().endsWith(".pdf")).findFirst().orElseThrow();
    }
    Files.delete(print);
    Files.createDirectories(print.resolve("in the way"));
    assertThrows(BadInput.class, () -> Report.write(small, folder));
    assertEquals("old", Files.readString(page));
  }

  @Test
  void aPageThatIsServedAloneLinksToNoFile() {
    String live = Report.live(text, "More trials may <come>.");
    assertTrue(live.contains("More trials may &lt;come&gt;."));
    assertFalse(Pattern.compile("href=\"(?:figures|tables)/").matcher(live).find());
    assertTrue(live.contains("id=\"failures\""), "all else is there");
  }

  @Test
  void aHostileLabelIsOnlyText() throws Exception {
    assertFalse(smallPage.contains("<script>alert"), "in the page or in its data");
    assertTrue(smallPage.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assertTrue(smallPage.contains("<h1>Small &amp; &lt;b&gt;bold&lt;/b&gt;</h1>"));
    JsonNode data =
        new ObjectMapper()
            .readTree(group("<script[^>]*id=\"data\"[^>]*>(.*?)</script>", smallPage));
    assertTrue(data.get("rules").has(Studies.HOSTILE), "and the script still reads the label");
  }

  @Test
  void theDataHoldsWhatTheFiguresShow() throws Exception {
    JsonNode data =
        new ObjectMapper()
            .readTree(group("<script[^>]*id=\"data\"[^>]*>(.*?)</script>", smallPage));
    JsonNode series = data.get("figures").get("curve-recall-forget-test.made").get("series");
    for (JsonNode one : series) {
      if (one.get("rule").asText().equals("lr-cos")) {
        assertEquals(0.4, one.get("y").get(2).asDouble(), 1e-9);
        assertEquals(3, one.get("n").get(2).asInt());
      }
    }
  }

  @Test
  void failuresComeBeforeFiguresAndFailedExpectationsFirst() {
    int missed = textPage.indexOf("not reproduced</span></summary>");
    int met = textPage.indexOf(" reproduced</span></summary>", missed + 20);
    int failed = textPage.indexOf("no retain samples &lt;b&gt;left&lt;/b&gt;</td>");
    int figures = textPage.indexOf("id=\"curves\"");
    assertTrue(0 < missed && missed < failed && failed < figures, missed + " " + failed);
    assertTrue(met < 0 || missed < met);
  }

  @Test
  void whatAllComparisonsOfAVerdictShareIsSaidOnce() {
    String missed =
        group("<summary><span class=\"verdict not-reproduced\">(.*?)</details>", textPage);
    assertTrue(missed.contains("metric: recall"), missed);
    assertFalse(missed.contains("<td>recall</td>"), "and not in every row");
    assertTrue(missed.contains("<td>vmf</td>"), "what differs is in the rows");
  }

  @Test
  void axesSayWhatBecameOfTheSamples(@TempDir Path folder) throws IOException {
    List<TrialRecord> trials =
        Stream.concat(
                Studies.smallTrials().stream(),
                Studies.smallTrials().stream().map(trial -> Studies.by("salun", trial)))
            .toList();
    Path page = Report.write(Studies.folder(folder.resolve("r"), Studies.small(), trials));
    Path figures = page.resolveSibling("figures");
    assertTrue(
        Files.readString(figures.resolve("curve-recall-forget-test.retrain.svg"))
            .contains("share of p1 removed"));
    String unlearned = Files.readString(figures.resolve("curve-recall-forget-test.salun.svg"));
    assertTrue(unlearned.contains("share of p1 unlearned"));
    assertFalse(unlearned.contains("removed"));
  }

  @Test
  void itSaysHowItWasMade() {
    assertTrue(textPage.contains("sha256 of data.csv"));
    assertTrue(textPage.contains("<dt>commit</dt>"));
    assertTrue(textPage.contains("name: sms-spam"), "the settings");
    assertTrue(textPage.contains("Only a part of the published data is there."));
  }

  @Test
  void everyFigureCanBeReachedAndIsDescribed() {
    Matcher plot = Pattern.compile("<div class=\"plot\"([^>]*)>").matcher(textPage);
    int plots = 0;
    while (plot.find()) {
      plots++;
      assertTrue(plot.group(1).contains("tabindex=\"0\""));
      assertTrue(plot.group(1).contains("aria-label="));
    }
    assertTrue(plots > 4);
  }

  @Test
  void makingItAgainChangesNothing() throws IOException {
    assertEquals(smallPage, Files.readString(Report.write(small)));
  }

  @Test
  void filesAreTheSameUnderEveryLocale(@TempDir Path folder) throws IOException {
    Locale before = Locale.getDefault();
    try {
      Map<String, Integer> first = Map.of();
      for (String tag : List.of("en-US", "ar-EG", "tr-TR", "hi-IN-u-nu-deva")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        Path target = folder.resolve(tag);
        Report.write(small, target);
        Map<String, Integer> contents = contents(target);
        first = first.isEmpty() ? contents : first;
        assertEquals(first, contents, tag);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void figuresOfAnEarlierReportGoAndOtherFilesStay(@TempDir Path folder) throws IOException {
    ResultFolder results =
        Studies.folder(folder.resolve("r"), Studies.small(), Studies.smallTrials());
    Path old = results.path().resolve("report/figures/old.svg");
    Path own = results.path().resolve("report/figures/notes.txt");
    Files.createDirectories(old.getParent());
    Files.writeString(old, "old");
    Files.writeString(own, "mine");
    Report.write(results);
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(own));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    BadInput error = assertThrows(BadInput.class, () -> Report.write(small, file));
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
  }

  @Test
  void recordsWithoutTrialsStillGiveAPage(@TempDir Path folder) throws IOException {
    ResultFolder empty = ResultFolder.open(folder.resolve("r"));
    empty.writeStudy(Studies.small(), "name: small\n");
    String page = Files.readString(Report.write(empty));
    assertTrue(page.contains("can be read from these records"));
  }

  @Test
  void thePageItselfIsSmall() {
    assertTrue(smallPage.length() < 200_000, "length=" + smallPage.length());
    assertTrue(textPage.length() < 1_000_000, "length=" + textPage.length());
  }

  private static Map<String, Integer> contents(Path folder) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private static String group(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  private static String hash(String content) throws Exception {
    return "sha256-"
        + Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(content.getBytes(StandardCharsets.UTF_8)));
  }
}
