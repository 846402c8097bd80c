package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lethe.network.Batch;
import org.lethe.network.Engines;

/** Guards against outputs out of order, lost at the end, or held without bound on a device. */
@Tag("full")
class DeviceGatheringTest {
  @BeforeAll
  static void start() {
    Engines.get("libtorch");
  }

  /** Two numbers a sample: its first input, and ten times that. */
  private static Tensor output(Batch batch) {
    float[] values = new float[2 * batch.size()];
    for (int i = 0; i < batch.size(); i++) {
      values[2 * i] = batch.inputs()[i];
      values[2 * i + 1] = 10 * batch.inputs()[i];
    }
    return Tensors.kept(() -> Tensors.of(values, Natives.CPU, batch.size(), 2));
  }

  private static Batch batch(float... inputs) {
    return new Batch(inputs, new int[inputs.length], new int[inputs.length]);
  }

  @Test
  void numbersWaitUntilThereAreManyAndComeInOrder() {
    float[] into = new float[14];
    List<Long> waiting = new ArrayList<>();
    try (DeviceGathering gathering =
        new DeviceGathering(DeviceGatheringTest::output, into, /* most= */ 8)) {
      for (Batch each : List.of(batch(1, 2), batch(3), batch(4, 5), batch(6))) {
        gathering.add(each);
        waiting.add(gathering.waiting());
      }
      assertEquals(List.of(4L, 6L, 0L, 2L), waiting, "of ten, all are brought over");
      assertEquals(0, into[10], "the last is waited for by nobody yet");
      gathering.finish();
      gathering.finish();
    }
    assertArrayEquals(new float[] {1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 0, 0}, into);
  }

  @Test
  void whatFailsInBetweenLeavesNothing() {
    DeviceGathering gathering =
        new DeviceGathering(
            batch -> {
              if (batch.size() == 2) {
                throw new IllegalStateException("no");
              }
              return output(batch);
            },
            new float[6]);
    gathering.add(batch(1));
    assertThrows(IllegalStateException.class, () -> gathering.add(batch(2, 3)));
    assertEquals(2, gathering.waiting());
    gathering.close();
    assertEquals(0, gathering.waiting());
  }
}
