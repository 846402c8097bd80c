package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.ResultFolder;

/**
 * Opens the page in a real browser: guards against a security policy that refuses the page's own
 * script, and against errors that only a browser sees.
 */
@Tag("full")
class BrowserTest {

  @TempDir static Path folder;

  @Test
  void thePageRunsWithoutAnErrorAndDrawsItsFigures() throws Exception {
    for (ResultFolder results :
        List.of(
            Studies.folder(
                folder.resolve("gaussians"), Studies.gaussians(), Studies.gaussianTrials(10, 2)),
            Studies.folder(folder.resolve("small"), Studies.small(), Studies.smallTrials()))) {
      Path page = Report.write(results);
      Path log = folder.resolve("chromium.log");
      String dom = open(page, log);
      assertEquals(List.of(), complaints(log));
      assertTrue(dom.contains("data-ready=\"true\""), "the script came to its end");
      assertTrue(dom.contains("class=\"line\""), "a figure was drawn");
      assertTrue(dom.contains("title=\"Sort by this column\""), "tables can be sorted");
      assertFalse(dom.contains("<script>alert"), "labels are text");
    }
  }

  @Test
  void thePageOfASelectionRunsToo() throws Exception {
    Path selection = Files.createDirectories(folder.resolve("selection"));
    SelectionPage.write(SelectionPageTest.story(SelectionPageTest.picture()), selection);
    Path log = folder.resolve("selection.log");
    String dom = open(selection.resolve("index.html"), log);
    assertEquals(List.of(), complaints(log));
    assertTrue(dom.contains("data-ready=\"true\""), "the script came to its end");
  }

  private static List<String> complaints(Path log) throws IOException {
    return Files.readString(log)
        .lines()
        .filter(line -> line.contains("CONSOLE") || line.contains("Refused"))
        .toList();
  }

  /** Counts the figures that answer the arrow keys and open their numbers, all of them numbers. */
  private static final String TRY_EVERY_FIGURE =
      """
      <script>
      let answered = 0;
      for (const plot of document.querySelectorAll('.plot')) {
        plot.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}));
        const details = plot.closest('figure').querySelector('details');
        details.open = true;
        details.dispatchEvent(new Event('toggle'));
        const tip = plot.querySelector('.tip').textContent;
        const cells = [...details.querySelectorAll('td')].map((cell) => cell.textContent);
        const told = tip + cells.join();
        if (tip && cells.length > 0 && !/undefined|NaN/.test(told)) answered += 1;
      }
      document.documentElement.dataset.answered = answered;
      </script>
      """;

  @Test
  void everyFigureTellsItsValuesToTheKeyboard() throws Exception {
    Path page =
        Report.write(
            Studies.folder(
                folder.resolve("values"), Studies.gaussians(), Studies.gaussianTrials(10, 2)));
    String html = Files.readString(page);
    int figures = html.split("class=\"plot\"", -1).length - 1;
    assertTrue(figures > 10 && html.contains("id=\"numbers\""), figures + " figures");
    // the policy of the page would refuse the script of this test
    Path tried =
        Files.writeString(
            folder.resolve("tried.html"),
            html.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                .replace("</body>", TRY_EVERY_FIGURE + "</body>"));
    String dom = open(tried, folder.resolve("tried.log"));
    assertTrue(
        dom.contains("data-answered=\"" + figures + "\""),
        () -> dom.substring(0, Math.min(300, dom.length())));
  }

  /** Sorts the table of candidates by its last column and filters it for one word. */
  private static final String SORT_AND_FILTER =
      """
      <script>
      const section = document.getElementById('candidates');
      const rows = () => [...section.querySelectorAll('tbody tr')];
      const before = rows().map((row) => row.cells[0].textContent).join();
      const heads = section.querySelectorAll('th button');
      heads[heads.length - 1].click();
      const after = rows().map((row) => row.cells[0].textContent).join();
      const input = section.querySelector('input');
      input.value = 'refused';
      input.dispatchEvent(new Event('input'));
      const shown = rows().filter((row) => !row.hidden);
      document.documentElement.dataset.sorted = String(before !== after);
      document.documentElement.dataset.shown = String(shown.length);
      </script>
      """;

  @Test
  void thePageOfASweepSortsFiltersAndTellsItsValues() throws Exception {
    Path page =
        SweepPage.write(
            SweepPageTest.folder(folder.resolve("sweep"), SweepPageTest.result(30, true)));
    Path log = folder.resolve("sweep.log");
    String dom = open(page, log);
    assertEquals(
        List.of(),
        Files.readString(log)
            .lines()
            .filter(line -> line.contains("CONSOLE") || line.contains("Refused"))
            .toList());
    assertTrue(dom.contains("data-ready=\"true\""), "the script came to its end");
    assertFalse(dom.contains(SweepPageTest.HOSTILE), "labels are text");
    String html = Files.readString(page);
    int figures = html.split("class=\"plot\"", -1).length - 1;
    Path tried =
        Files.writeString(
            folder.resolve("tried-sweep.html"),
            html.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                .replace("</body>", TRY_EVERY_FIGURE + SORT_AND_FILTER + "</body>"));
    String answered = open(tried, folder.resolve("tried-sweep.log"));
    assertTrue(answered.contains("data-answered=\"" + figures + "\""), figures + " figures");
    assertTrue(answered.contains("data-sorted=\"true\""), "a click sorts");
    // five kinds of outcome in turn, thirty candidates
    assertTrue(answered.contains("data-shown=\"" + 30 / 5 + "\""), "the filter leaves the refused");
  }

  private static String open(Path page, Path log) throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no chromium on PATH");
    List<String> command = new ArrayList<>();
    command.add(browser.orElseThrow().toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            "--user-data-dir=" + folder.resolve("profile"),
            "--dump-dom",
            page.toUri().toString()));
    Path out = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("chromium did not end; " + Files.readString(log));
    }
    assertEquals(0, process.exitValue(), () -> "see " + log);
    return Files.readString(out);
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(
            place ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
