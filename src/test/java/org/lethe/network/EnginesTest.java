package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lethe.settings.BadInput;

/** It guards against an engine that quietly is another than the one that was asked for. */
class EnginesTest {
  @Test
  void autoIsWhatTheBuildHolds() {
    assertEquals("dl4j", Engines.resolve(Engines.AUTO));
    assertEquals("dl4j", Engines.resolve("dl4j"));
    assertEquals("dl4j-cuda", Engines.resolve("dl4j-cuda"), "planned here, run elsewhere");
  }

  @Test
  void anEngineOfAnotherBuildIsRefusedWithTheWayToGetIt() {
    BadInput refused = assertThrows(BadInput.class, () -> Engines.get("dl4j-cuda"));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("dl4j-cuda is not in this build"), message);
    assertTrue(message.contains("-Pcuda"), message);
  }

  @Test
  void anUnknownEngineIsRefusedWithASuggestion() {
    BadInput refused = assertThrows(BadInput.class, () -> Engines.get("dl4-cuda"));
    assertTrue(String.valueOf(refused.getMessage()).contains("dl4j-cuda"), refused.getMessage());
  }

  @Test
  void libtorchIsStartedOrItsProfileIsNamed() {
    assertEquals("libtorch", Engines.resolve("libtorch"));
    if (Engines.namesInThisBuild().contains("libtorch")) {
      assertEquals("libtorch", Engines.get("libtorch").name());
    } else {
      BadInput refused = assertThrows(BadInput.class, () -> Engines.get("libtorch"));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("LETHE_PROFILES=libtorch"), message);
    }
  }

  @Test
  void aPrecisionThatTheEngineLacksIsRefused() {
    BadInput refused = assertThrows(BadInput.class, () -> Engines.get("dl4j", Precision.BFLOAT16));
    assertEquals(
        "precision is bfloat16, but engine dl4j computes in float32 alone; allowed: float32, or"
            + " engine: libtorch",
        refused.getMessage());
  }
}
