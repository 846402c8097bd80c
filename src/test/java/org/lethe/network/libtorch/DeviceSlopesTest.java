package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Checkpoints;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Epochs;
import org.lethe.network.LogitLoss;
import org.lethe.network.Losses;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Precision;
import org.lethe.network.Sgd;
import org.lethe.network.Shape;
import org.lethe.network.Slopes;

/**
 * Guards against a loss that is another one where nobody waits for it, and against a training that
 * is lost without a word, or with the word of a later step.
 */
@Tag("full")
class DeviceSlopesTest {
  private static final int[] LABELS = {0, 2, 1, 2, 0};
  private static final Blueprint BLUEPRINT = new Mlp(List.of(8)).blueprint(new Shape(4, 1, 1), 3);
  private static LibtorchEngine waiting;
  private static LibtorchEngine apart;

  @BeforeAll
  static void start() {
    waiting = LibtorchEngine.get(Natives.CPU, Precision.FLOAT32);
    waiting.setThreads(1);
    apart = waiting.asIfApart();
  }

  private static Network network() {
    return apart.network(BLUEPRINT, new Seed(1));
  }

  /** Five samples whose numbers are a step's own. */
  private static Batch batch(int step) {
    float[] inputs = new float[20];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (i * 7 + step * 3) % 11 / 11f;
    }
    return new Batch(inputs, LABELS, LABELS);
  }

  private static Batch lost() {
    float[] inputs = new float[20];
    Arrays.fill(inputs, Float.NaN);
    return new Batch(inputs, LABELS, LABELS);
  }

  @Test
  void lossAndGradientAreThoseOfTheProcessor() {
    try (Network network = network();
        Slopes slopes = network.slopes();
        ParameterVector here = network.parameters().zeros();
        ParameterVector there = network.parameters().zeros()) {
      double[] expected = new double[3];
      for (int i = 0; i < 3; i++) {
        LogitLoss loss = Losses.crossEntropy(LABELS);
        expected[i] = network.gradient(batch(i), loss, BatchNormMode.TRAIN, here);
        assertEquals(
            OptionalDouble.empty(), slopes.gradient(batch(i), loss, BatchNormMode.TRAIN, there));
        assertArrayEquals(here.toArray(), there.toArray(), 1e-7f);
      }
      assertArrayEquals(expected, slopes.losses(), 1e-12);
      assertEquals(0, slopes.losses().length, "each is given once");
    }
  }

  @Test
  void whatTheDeviceDoesNotKnowIsKnownAtOnce() {
    try (Network network = network();
        Slopes slopes = network.slopes();
        ParameterVector gradient = network.parameters().zeros()) {
      LogitLoss loss = Losses.squaredNorm();
      assertEquals(
          network.gradient(batch(1), loss, BatchNormMode.TRAIN, gradient),
          slopes.gradient(batch(1), loss, BatchNormMode.TRAIN, gradient).orElseThrow());
      assertEquals(0, slopes.losses().length);
    }
  }

  /** A card that is given such an index answers nobody in the process any more. */
  @Test
  void aLabelThatIsNoClassDoesNotReachTheDevice() {
    int[] labels = {0, 2, 1, 3, 0};
    try (Network network = network();
        Slopes slopes = network.slopes();
        ParameterVector gradient = network.parameters().zeros()) {
      assertThrows(
          IndexOutOfBoundsException.class,
          () ->
              slopes.gradient(
                  batch(1), Losses.crossEntropy(labels), BatchNormMode.TRAIN, gradient));
      assertEquals(0, slopes.losses().length);
    }
  }

  private static void step(Descent descent, Batch batch) {
    descent.step(batch, Losses.crossEntropy(LABELS), BatchNormMode.TRAIN, 0.1);
  }

  @Test
  void aTrainingGoesTheSameWay() {
    try (Network known = waiting.network(BLUEPRINT, new Seed(1));
        Network ahead = network();
        Descent first = new Descent(known, new Sgd(0.9, 5e-4), Constraint.NONE);
        Descent second = new Descent(ahead, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      for (int i = 0; i < 300; i++) {
        step(first, batch(i));
        step(second, batch(i));
      }
      second.check();
      assertArrayEquals(known.parameters().toArray(), ahead.parameters().toArray(), 1e-5f);
    }
  }

  /** Every later loss is NaN as well. */
  @Test
  void theFirstStepThatIsLostIsNamedAtTheEndOfItsEpoch() {
    try (Network network = network();
        Descent descent = new Descent(network, new Sgd(0.9, 0), Constraint.NONE)) {
      ArithmeticException error =
          assertThrows(
              ArithmeticException.class,
              () ->
                  Epochs.run(
                      descent,
                      3,
                      Checkpoints.NONE,
                      epoch -> {
                        for (int i = 1; i <= 10; i++) {
                          step(descent, epoch == 1 && i == 7 ? lost() : batch(i));
                        }
                      }));
      assertEquals("epoch 2 of 3: the loss became NaN at step 17", error.getMessage());
    }
  }

  @Test
  void anEndlessEpochIsLookedAtInBetween() {
    try (Network network = network();
        Descent descent = new Descent(network, new Sgd(0.9, 0), Constraint.NONE)) {
      ArithmeticException error =
          assertThrows(
              ArithmeticException.class,
              () -> {
                for (int i = 1; i <= 10_000; i++) {
                  step(descent, i == 5 ? lost() : batch(i));
                }
              });
      assertEquals("the loss became NaN at step 5", error.getMessage());
      assertTrue(descent.optimiser().steps() < 300, "steps: " + descent.optimiser().steps());
    }
  }
}
