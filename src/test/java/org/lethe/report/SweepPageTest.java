package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Direction;
import org.lethe.results.SweepAxis;
import org.lethe.results.SweepAxis.Kind;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepGoal;
import org.lethe.results.SweepResult;

/**
 * Guards the page of a sweep: it can be made at any moment of one, says nothing of the best while
 * there is none, and shows what files of strangers say as text.
 */
class SweepPageTest {
  static final String HOSTILE = "<script>alert(1)</script>";

  private static final List<Status> OUTCOMES =
      List.of(Status.COMPLETE, Status.INFEASIBLE, Status.HALVED, Status.REFUSED, Status.FAILED);

  @TempDir private Path folder;

  /** Two goals, four keys of all kinds, every status, one condition that leaves a key out. */
  static SweepResult result(int count, boolean finished) {
    List<SweepCandidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Status status = OUTCOMES.get(i % OUTCOMES.size());
      boolean measured = status != Status.REFUSED && status != Status.FAILED;
      double forget = 0.1 + 0.8 * i / count;
      double keep = 0.9 - 0.7 * i / count;
      candidates.add(
          new SweepCandidate(
              i,
              String.format(Locale.ROOT, "%016x", i),
              List.of(
                  i % 2 == 0 ? "random" : HOSTILE,
                  i % 3 == 0 ? "" : String.valueOf(1 + i % 7),
                  String.valueOf(Math.pow(10, -3 + i % 5)),
                  String.valueOf(i / 10.0)),
              "",
              status,
              measured ? "" : HOSTILE,
              measured
                  ? List.of(List.of(forget, forget + 0.02), List.of(keep, keep + 0.01))
                  : List.of(),
              measured ? List.of(forget, keep) : List.of(),
              false));
    }
    return new SweepResult(
        "toy",
        HOSTILE,
        "random",
        List.of(
            new SweepAxis("scorers.0", Kind.CATEGORY),
            new SweepAxis("scorers.0.k", Kind.NUMBER),
            new SweepAxis("learners.0.c", Kind.LOG),
            new SweepAxis("data.mean2", Kind.NUMBER)),
        List.of(
            new SweepGoal("forget", Direction.LOWER_IS_BETTER),
            new SweepGoal("keep", Direction.LOWER_IS_BETTER)),
        count,
        0,
        finished,
        finished ? "all were drawn" : "",
        candidates);
  }

  static SweepFolder folder(Path place, SweepResult result) {
    SweepFolder folder = SweepFolder.open(place);
    folder.write(result);
    return folder;
  }

  @Test
  void thePageHasTheFrontEveryKeyFailuresAndAllCandidates() throws Exception {
    Path page = SweepPage.write(folder(folder.resolve("toy"), result(30, true)));
    String html = Files.readString(page);
    for (String id : new String[] {"best", "front", "parallel", "keys", "failures", "candidates"}) {
      assertTrue(html.contains("<section id=\"" + id + "\""), id);
    }
    assertFalse(html.contains(HOSTILE), "labels are text");
    assertTrue(Files.size(page.resolveSibling("figures/parallel.svg")) > 1000);
    assertTrue(Files.size(page.resolveSibling("figures/key-3-2.pdf")) > 1000);
  }

  @Test
  void aSweepThatHasJustBegunHasAPageToo() throws Exception {
    String html = SweepPage.live(folder(folder.resolve("toy"), result(0, false)));
    assertTrue(html.contains("The search has not ended."), html);
    assertFalse(html.contains("id=\"best\""), html);
    // one candidate, which is not measured; then one that is
    SweepPage.live(folder(folder.resolve("failed"), result(1, false)));
    SweepPage.live(folder(folder.resolve("two"), result(2, false)));
  }

  @Test
  void equalResultsGiveEqualPages() {
    assertEquals(
        SweepPage.live(folder(folder.resolve("a"), result(12, true))),
        SweepPage.live(folder(folder.resolve("b"), result(12, true))));
  }

  @Test
  void keysAreShortenedAsLongAsTheyDiffer() {
    Table table = new SweepTables(result(3, true)).candidates();
    assertEquals(
        List.of("#", "scorers.0", "k", "c", "mean2", "forget ↓", "keep ↓", "status"),
        table.columns().stream().map(Column::title).toList());
  }
}
