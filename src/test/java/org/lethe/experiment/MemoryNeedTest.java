package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.DataHome;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;

/**
 * Guards against a machine that runs out of memory in the middle of the night, and against a run
 * that is refused although it fits.
 */
class MemoryNeedTest {
  private static final String PICTURES =
      """
      name: pictures
      data: {name: shapes, classes: [circle, square], size: 8, train: 20, validation: 4, test: 6}
      encoder: raw
      scorers: [random]
      learners:
        - name: network
          architecture: {name: small-cnn, width: 1, hidden: 3}
          training: {epochs: 1, batch: 16}
      budgets: [0.5]
      seeds: 2
      """;

  private static final long MEGABYTE = 1 << 20;

  private static MemoryNeed need(int threads) {
    ExperimentSpec spec =
        ExperimentFile.of(SettingsFile.parse(PICTURES, "x.yaml")).variants().values().stream()
            .findFirst()
            .orElseThrow();
    Variant variant = new Variant("only", spec, spec.data().open(DataHome.fromEnvironment()));
    return MemoryNeed.of(List.of(variant), threads);
  }

  /**
   * Parameters: convolutions 27 + 18 + 72 (3→1→2→4 channels, 3×3), batch normalisation 2·(1+2+4),
   * linear 4·3 + 3 and 3·2 + 2, together 154. One picture gives 64 + 64 + 16, then 32 + 32 + 8,
   * then 16 + 16 + 4, then 3 + 3 + 2 numbers, together 260. Sixteen of them and five vectors:
   * 4·(5·154 + 16·260) = 19,720 bytes.
   */
  @Test
  void itIsWhatLayersAndVectorsHold() {
    MemoryNeed one = need(1);
    assertEquals(19_720, one.training());
    // 60 pictures of 192 bytes; 60 × 2 outputs of the original and two references; 154 weights.
    assertEquals(60 * 192 + 4 * 60 * 2 * 3 + 4 * 154, one.heap());
    assertEquals("small-cnn in batches of 16", one.what());
    assertEquals(60 * 192, one.pictures());
    assertEquals(1, one.copies());
    assertEquals(2, need(5).copies(), "each seed draws its own");
    assertEquals(60 * 192 + 2 * (4 * 60 * 2 * 3 + 4 * 154), need(2).heap(), "two seeds");
    assertEquals(need(2).heap(), need(5).heap(), "there are no more seeds");
    assertEquals(5, need(5).sideBySide());
  }

  @Test
  void whatFitsRuns() {
    MemoryNeed need = new MemoryNeed(100 * MEGABYTE, 100 * MEGABYTE, 0, 0, "x in batches of 2", 7);
    MemoryNeed.Limits just = new MemoryNeed.Limits(100 * MEGABYTE, 1001 * MEGABYTE);
    assertDoesNotThrow(() -> need.requireFits(just));
    assertDoesNotThrow(() -> need(4).requireFits(MemoryNeed.Limits.here()));
    assertDoesNotThrow(() -> MemoryNeed.of(List.of(), 4).requireFits(just));
  }

  /** A card's memory decides, and not the machine's, where networks are computed on one. */
  @Test
  void onACardItsOwnMemoryCounts() {
    MemoryNeed need = new MemoryNeed(0, 500 * MEGABYTE, 0, 0, "resnet-18 in batches of 64", 8);
    MemoryNeed.Limits small = new MemoryNeed.Limits(1, 1, Optional.of(1600 * MEGABYTE));
    assertEquals(
        "8 trainings side by side of resnet-18 in batches of 64 need at least 4001 MB, and the"
            + " card has 1601 MB left; --threads 3 or a smaller training.batch needs less",
        assertThrows(BadInput.class, () -> need.requireFits(small)).getMessage());
    assertDoesNotThrow(
        () -> need.requireFits(new MemoryNeed.Limits(1, 1, Optional.of(4000 * MEGABYTE))));
    // Of 1600 MB a copy of 300 is less than a quarter, and of the 1300 that are left too; of 1000
    // it is more, so the third seed's are read by the processor.
    MemoryNeed beside = new MemoryNeed(0, 500 * MEGABYTE, 300 * MEGABYTE, 3, "resnet-18", 3);
    assertEquals(
        "3 trainings side by side of resnet-18 need at least 1501 MB, and the card has 1001 MB"
            + " left beside pictures; --threads 2 or a smaller training.batch needs less",
        assertThrows(BadInput.class, () -> beside.requireFits(small)).getMessage());
    // Pictures that are larger than the card are no reason to refuse.
    MemoryNeed large = new MemoryNeed(0, 500 * MEGABYTE, 3000 * MEGABYTE, 3, "resnet-18", 3);
    assertDoesNotThrow(() -> large.requireFits(small));
    assertDoesNotThrow(() -> beside.requireFits(new MemoryNeed.Limits(1, 3200 * MEGABYTE)));
  }

  private static String refused(MemoryNeed need, long heap, long machine) {
    MemoryNeed.Limits limits = new MemoryNeed.Limits(heap * MEGABYTE, machine * MEGABYTE);
    return String.valueOf(
        assertThrows(BadInput.class, () -> need.requireFits(limits)).getMessage());
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatNeedsLess() {
    MemoryNeed need =
        new MemoryNeed(3000 * MEGABYTE, 500 * MEGABYTE, 0, 0, "resnet-18 in batches of 64", 8);
    assertEquals(
        "the pictures, embeddings and outputs of 8 seeds side by side need at least 3001 MB, and"
            + " Java's heap has 1025 MB; LETHE_JAVA_OPTS=-Xmx4g gives more, fewer --threads need"
            + " less",
        refused(need, 1024, 100_000));
    assertEquals(
        "8 trainings side by side of resnet-18 in batches of 64 need at least 4001 MB, and this"
            + " machine has 2801 MB for networks; --threads 5 or a smaller training.batch needs"
            + " less",
        refused(need, 4096, 4000));
    assertEquals(
        "1 training of resnet-18 in batches of 64 needs at least 501 MB, and this machine has"
            + " 351 MB for networks; a smaller training.batch or a smaller architecture needs less",
        refused(new MemoryNeed(0, 500 * MEGABYTE, 0, 0, "resnet-18 in batches of 64", 1), 10, 500));
  }
}
