package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.Batches;
import org.lethe.network.Blueprint;
import org.lethe.network.Engines;
import org.lethe.network.Gathering;
import org.lethe.network.Network;
import org.lethe.network.Precision;
import org.lethe.network.Samples;
import org.lethe.network.SmallCnn;

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

  private static Samples pictures() {
    byte[][] pixels = new byte[7][3 * 8 * 8];
    for (int i = 0; i < pixels.length; i++) {
      Arrays.fill(pixels[i], (byte) (20 * i + 1));
    }
    int[] rows = {0, 1, 2, 3, 4, 5, 6};
    return new Samples(new Content.Pictures(pixels, 3, 8, 8), rows, new int[7]);
  }

  @Test
  void aNetworkThatIsApartIsAskedWithoutWaitingAndSaysTheSame() {
    LibtorchEngine waiting = LibtorchEngine.get(Natives.CPU, Precision.FLOAT32);
    Samples samples = pictures();
    Blueprint blueprint =
        new SmallCnn(4, 8).blueprint(Samples.shape(samples.content()), /* classes= */ 3);
    String head = blueprint.head().name();
    try (Network here = waiting.network(blueprint, new Seed(1));
        Network apart = waiting.asIfApart().network(blueprint, new Seed(1))) {
      float[] into = new float[21];
      try (Gathering gathering = apart.gathering(head, into)) {
        gathering.add(samples.read(samples.rows()));
        assertArrayEquals(new float[21], into, "nobody has waited yet");
        gathering.finish();
      }
      assertArrayEquals(Batches.logits(here, samples), into);
      for (Blueprint.Node node : blueprint.nodes()) {
        assertArrayEquals(
            Batches.activations(here, node.name(), samples),
            Batches.activations(apart, node.name(), samples),
            node.name());
      }
    }
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
