package org.lethe.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which cards ND4J's CUDA build can drive. It guards against a run that starts on a card without
 * machine code for it and ends in "no kernel image", or refuses one that would do.
 */
class CudaCardTest {
  private static CudaCard card(int major, int minor) {
    return new CudaCard("Card", major, minor, 16_000, "535.104.05");
  }

  /** K80, Titan X, Jetson TX1, P100, GTX 1080, V100, T4, A100, RTX 3090, Orin, RTX 4090. */
  @ParameterizedTest
  @CsvSource({"3,7", "5,2", "5,3", "6,0", "6,1", "7,0", "7,5", "8,0", "8,6", "8,7", "8,9"})
  void whatHasCodeOrAnOlderMinorVersionsRuns(int major, int minor) {
    assertEquals(Optional.empty(), card(major, minor).refusal());
  }

  /** K40, H100 and H200, B200, RTX 5090. */
  @ParameterizedTest
  @CsvSource({"3,5,older", "9,0,newer", "10,0,newer", "12,0,newer"})
  void whatHasNoneIsRefusedWithTheReason(int major, int minor, String why) {
    String refusal = card(major, minor).refusal().orElseThrow();
    assertTrue(refusal.contains(major + "." + minor), refusal);
    assertTrue(refusal.contains(why), refusal);
    assertTrue(refusal.contains("without -Pcuda"), refusal);
  }

  @Test
  void anOldDriverIsRefused() {
    String refusal = new CudaCard("T4", 7, 5, 15_360, "440.33.01").refusal().orElseThrow();
    assertTrue(refusal.contains("440.33.01") && refusal.contains("450"), refusal);
  }

  @Test
  void aSmallCardIsRefused() {
    String refusal = new CudaCard("GT 1030", 6, 1, 1_024, "535.1").refusal().orElseThrow();
    assertTrue(refusal.contains("1024 MB") && refusal.contains("1500"), refusal);
  }

  @Test
  void aLineOfTheDriverIsACard() {
    CudaCard card = CudaCard.parse("NVIDIA A100-SXM4-40GB, 8.0, 40960, 525.60.13");
    assertEquals(new CudaCard("NVIDIA A100-SXM4-40GB", 8, 0, 40_960, "525.60.13"), card);
    assertEquals(
        "NVIDIA A100-SXM4-40GB, compute capability 8.0, 40960 MB, driver 525.60.13",
        card.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "No devices were found",
        "Field \"compute_cap\" is not a valid field to query.",
        "A100, 8, 40960, 525",
        "A100, [N/A], 40960, 525.60"
      })
  void anythingElseIsShownAsItIs(String line) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> CudaCard.parse(line));
    assertTrue(String.valueOf(refused.getMessage()).endsWith(line), refused.getMessage());
  }

  @Test
  void hiddenCardsAreNotAskedAbout() {
    assertEquals(3, CudaCard.command(null).size());
    assertEquals(3, CudaCard.command(" ").size());
    List<String> command = CudaCard.command("1,2");
    assertEquals("--id=1,2", command.get(3));
  }
}
