package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Guards the arithmetic of published tables, and against mixing up the gap of means with the mean
 * of gaps.
 */
class ReferenceGapsTest {

  @Test
  void averageAndTugOfWarAreThoseOfThePublishedRow() {
    // SalUn's 10 % row (its table 1; fixture T14), percentage points as fractions
    ReferenceGaps gaps = new ReferenceGaps(0.0239, 0.0038, 0.0033, 0.0151);
    assertEquals(0.011525, gaps.average(), 1e-15);
    assertEquals(0.9691819303, gaps.tugOfWar(), 1e-9);
    // (1 − 0.0151)(1 − 0.0038)(1 − 0.0033)
    assertEquals(0.9849 * 0.9962 * 0.9967, gaps.tugOfWarMembership(), 1e-15);
  }

  @Test
  void opposedDifferencesCancelInTheGapOfMeansOnly() {
    UnlearningScores retrained = new UnlearningScores(0.05, 1, 0.94, 0.12);
    List<UnlearningScores> unlearned =
        List.of(
            new UnlearningScores(0.03, 1, 0.92, 0.12), new UnlearningScores(0.07, 0.9, 0.92, 0.16));
    ReferenceGaps ofMeans = ReferenceGaps.ofMeans(unlearned, List.of(retrained, retrained));
    assertGaps(0, 0.05, 0.02, 0.02, ofMeans);
    ReferenceGaps meanOf =
        ReferenceGaps.meanOf(
            unlearned.stream().map(u -> ReferenceGaps.between(u, retrained)).toList());
    assertGaps(0.02, 0.05, 0.02, 0.02, meanOf);
  }

  private static void assertGaps(double ua, double ra, double ta, double mia, ReferenceGaps gaps) {
    assertEquals(ua, gaps.unlearning(), 1e-15);
    assertEquals(ra, gaps.remaining(), 1e-15);
    assertEquals(ta, gaps.test(), 1e-15);
    assertEquals(mia, gaps.membership(), 1e-15);
  }

  @Test
  void aRetrainedModelHasNoGapToItself() {
    UnlearningScores scores = new UnlearningScores(0.05, 1, 0.94, 0.12);
    ReferenceGaps gaps = ReferenceGaps.between(scores, scores);
    assertEquals(0, gaps.average());
    assertEquals(1, gaps.tugOfWar());
    assertEquals(1, gaps.tugOfWarMembership());
  }

  @Test
  void percentagesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new UnlearningScores(5.41, 100, 94.4, 13));
    assertThrows(IllegalArgumentException.class, () -> new ReferenceGaps(2.39, 0, 0, 0));
  }
}
