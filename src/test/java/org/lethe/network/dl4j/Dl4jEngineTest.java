package org.lethe.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lethe.network.Blueprint;
import org.lethe.network.Engine;
import org.lethe.network.NetworkContract;
import org.lethe.network.ResNet18;
import org.lethe.network.Shape;

/** Deeplearning4j keeps the contract, and is the fast build. */
class Dl4jEngineTest extends NetworkContract {
  @Override
  protected Engine engine() {
    return Dl4jEngine.get();
  }

  @Test
  void oneDnnIsInTheBuildAndInUse() {
    String description = String.join("\n", Dl4jEngine.get().description());
    assertTrue(description.contains("oneDNN"), description);
    assertTrue(description.contains("-onednn"), description);
    assertEquals("dl4j", Dl4jEngine.get().name());
    assertEquals("dl4j", Dl4jEngine.nameInThisBuild());
  }

  /** 11,183,562 would be with the running statistics among the parameters. */
  @Test
  void resNet18Has11173962LearnableParameters() {
    Blueprint blueprint = new ResNet18().blueprint(new Shape(3, 32, 32), 10);
    assertEquals(11_173_962, blueprint.parameters());
    assertEquals(9_600, blueprint.statistics());
    assertEquals(
        11_159_232,
        blueprint.segments().stream()
            .filter(segment -> segment.shape().length == 4)
            .mapToInt(org.lethe.network.Segment::length)
            .sum());
  }
}
