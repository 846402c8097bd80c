package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lethe.results.RankingRecord;
import org.lethe.results.Records;

/** Guards against an overlap that is shown for the wrong pair, or without its chance level. */
class AgreementFiguresTest {
  private static final List<String> RULES = List.of("random", "lr-cos");

  private static Findings findings(List<RankingRecord> rankings) {
    return Findings.of(
        Studies.text("spaces"),
        new Records(
            Studies.textTrials(RULES, 4, 2), List.of(), rankings, List.of(), List.of(), List.of()));
  }

  private static RankingRecord ranking(String variant, long seed, Integer... order) {
    return new RankingRecord(
        "sms-spam", variant, "tfidf", "lr-cos", "", seed, "samples", List.of(order));
  }

  @Test
  void aStudyOfOneFeatureSpaceHasNone() {
    AgreementFigures none = new AgreementFigures(findings(List.of()));
    assertTrue(none.gallery().isEmpty());
    assertTrue(none.table().isEmpty());
  }

  /** At 50 % the seeds share both and none of two: 50 %; by chance 7/18; τ is 1 and −1. */
  @Test
  void eachPairHasAFigureWithItsChanceAndARow() {
    AgreementFigures figures =
        new AgreementFigures(
            findings(
                List.of(
                    ranking("words", 1, 0, 1, 2, 3),
                    ranking("words", 2, 0, 1, 2, 3),
                    ranking("model", 1, 0, 1, 2, 3),
                    ranking("model", 2, 3, 2, 1, 0))));
    List<Figure> drawn = figures.gallery().orElseThrow().views().get(0).figures();
    assertEquals(List.of("agreement-model-and-words"), drawn.stream().map(Figure::name).toList());
    Figure only = drawn.get(0);
    assertEquals("lr-cos", only.series().get(0).rule());
    assertEquals(20, only.series().get(0).points().size());
    assertEquals(20, only.guides().get(0).x().length);
    assertFalse(new Plot(Typeface.load()).svg(only).isBlank());

    List<Cell> row = figures.table().rows().get(0);
    assertEquals(
        List.of("model", "words", "lr-cos"), row.subList(0, 3).stream().map(Cell::text).toList());
    assertEquals("0", row.get(3).fields().get(0));
    assertEquals("0.5", row.get(6).fields().get(0));
    assertEquals(7.0 / 18, Double.parseDouble(row.get(7).fields().get(0)), 1e-12);
  }
}
