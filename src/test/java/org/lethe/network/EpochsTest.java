package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * Guards against a network of NaN that is kept because no loss was looked at after its last step.
 */
class EpochsTest {
  @Test
  void aNetworkThatIsNotFiniteIsNeitherKeptNorReturned() {
    Blueprint blueprint = new Mlp(List.of()).blueprint(new Shape(1, 1, 1), 2);
    Checkpoints unused =
        new Checkpoints() {
          @Override
          public Optional<Checkpoint> latest() {
            return Optional.empty();
          }

          @Override
          public void save(Checkpoint checkpoint) {
            throw new AssertionError("a broken network was saved");
          }
        };
    Batch batch = new Batch(new float[] {1}, new int[] {0}, new int[] {0});
    try (Network network = new ReferenceEngine().network(blueprint, new Seed(1));
        Descent descent = new Descent(network, new Sgd(0, 0), Constraint.NONE)) {
      ArithmeticException failure =
          assertThrows(
              ArithmeticException.class,
              () ->
                  Epochs.run(
                      descent,
                      1,
                      unused,
                      epoch ->
                          descent.step(
                              batch,
                              Losses.crossEntropy(batch.labels()),
                              BatchNormMode.TRAIN,
                              Double.POSITIVE_INFINITY)));
      assertEquals("epoch 1 of 1: the network is not finite after step 1", failure.getMessage());
    }
  }

  @Test
  void aCheckpointOfAnotherArchitectureIsLeftAside() {
    Blueprint narrow = new Mlp(List.of()).blueprint(new Shape(1, 1, 1), 2);
    Checkpoint wide =
        new Checkpoint(1, 3, new float[6], new float[0], List.of(new float[6]), Map.of(), 0);
    List<Integer> begun = new ArrayList<>();
    Checkpoints foreign =
        new Checkpoints() {
          @Override
          public Optional<Checkpoint> latest() {
            return Optional.of(wide);
          }

          @Override
          public void save(Checkpoint checkpoint) {}
        };
    try (Network network = new ReferenceEngine().network(narrow, new Seed(1));
        Descent descent = new Descent(network, new Sgd(0.9, 0), Constraint.NONE)) {
      Epochs.run(descent, 2, foreign, begun::add);
    }
    assertEquals(List.of(0, 1), begun, "it begins with the first epoch");
  }
}
