package org.lethe.unlearn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Checkpoint;
import org.lethe.network.Checkpoints;
import org.lethe.network.LogitLoss;
import org.lethe.network.Losses;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.ResNet18;
import org.lethe.network.Samples;
import org.lethe.network.Segment;
import org.lethe.network.Shape;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Fixtures T11 and T13 (docs/decisions/targets.md): distances to teachers number by number, and
 * parts of a network that must not move. Guards against a divergence that is off by a factor of
 * K·T², a rewind that takes a missing moment, and frozen batch normalisation whose statistics
 * creep.
 */
@ParameterizedClass
@MethodSource("org.lethe.unlearn.FixtureEngine#inThisBuild")
class TeacherTest {
  private final FixtureEngine on;

  TeacherTest(FixtureEngine on) {
    this.on = on;
  }

  private static final float[] STUDENT = {1, 0, -1};
  private static final float[] TEACHER = {0, 1, 2};

  private static double value(LogitLoss loss, float[] gradient) {
    return loss.of(STUDENT, 1, 3, gradient);
  }

  /** T²·KL at T = 4 is 1.3196299122, and its gradient T·(p_s − p_t). */
  @Test
  void theDistanceOfScrubIsTSquaredTimesTheDivergence() {
    float[] gradient = new float[3];
    assertEquals(1.3196299122, value(Losses.distillation(TEACHER, 3, 4), gradient), 1e-6);
    assertArrayEquals(new float[] {0.659815f, 0, -0.659815f}, gradient, 1e-6f);
    assertEquals(1.1504207652, value(Losses.distillation(TEACHER, 3, 1), gradient), 1e-6);
  }

  /** KL/K: 1.1504207652 / 3 = 0.3834735884. */
  @Test
  void theDistanceOfBadTeacherIsAMeanOverElements() {
    float[] targets = Losses.softmax(TEACHER, 3, 1);
    LogitLoss loss = Losses.divergence(targets, 1, 1, Losses.Reduction.ELEMENT_MEAN);
    assertEquals(0.3834735884, value(loss, new float[3]), 1e-6);
  }

  @Test
  void aStudentThatEqualsItsTeacherIsAtAStationaryPoint() {
    try (Network network = TinyTask.original(on.engine());
        ParameterVector gradient = network.parameters().zeros()) {
      Batch batch = TinyTask.FORGET.read(new int[] {0, 1, 2, 3});
      float[] said = network.logits(batch.inputs(), batch.size());
      double loss =
          network.gradient(
              batch.inputs(),
              batch.size(),
              Losses.distillation(said, TinyTask.CLASSES, 4),
              BatchNormMode.EVALUATION,
              gradient);
      assertEquals(0, loss, 1e-6);
      assertEquals(0, Math.sqrt(gradient.dot(gradient)), 1e-5);
    }
  }

  /** E = (0, 4, 9, 14, 12), target 10: moment 2; of equally near ones the earliest. */
  @Test
  void rewindGoesToTheFirstMomentThatIsNearest() {
    float[] errors = {0, 4, 9, 14, 12};
    assertEquals(2, Scrub.nearest(errors, 10));
    assertEquals(0, Scrub.nearest(errors, -5));
    assertEquals(1, Scrub.nearest(new float[] {2, 4, 4, 2}, 5));
  }

  private static Unlearner unlearner(String yaml) {
    return TinyTask.unlearner(yaml);
  }

  /** With nothing learned the final error is the original's, and moment 0 is the original. */
  @Test
  void aRewindToTheBeginningGivesTheOriginal() {
    try (Network original = TinyTask.original(on.engine());
        Network result =
            unlearner("{name: scrub, rewind: true, learning-rate: 0, decay: 0}")
                .unlearn(TinyTask.of(on.engine(), original, new Seed(1), Checkpoints.NONE))) {
      assertArrayEquals(original.parameters().toArray(), result.parameters().toArray());
      assertArrayEquals(original.statistics(), result.statistics());
    }
  }

  @Test
  void aRewindWithoutValidationSamplesIsRefused() {
    try (Network original = TinyTask.original(on.engine())) {
      Unlearning task = TinyTask.of(on.engine(), original, new Seed(1), Checkpoints.NONE);
      for (Optional<Samples> none :
          List.of(Optional.<Samples>empty(), Optional.of(TinyTask.NOTHING))) {
        Unlearning without =
            new Unlearning(
                task.engine(),
                task.original(),
                task.forget(),
                task.retain(),
                none,
                task.recipe(),
                task.trainingSeed(),
                task.seed(),
                task.checkpoints(),
                task.phases());
        String message =
            Refused.message(
                BadInput.class, () -> unlearner("{name: scrub, rewind: true}").unlearn(without));
        assertTrue(message.contains("validation samples"), message);
      }
    }
  }

  private static float[] of(Network network, Set<String> nodes) {
    float[] all = network.parameters().toArray();
    List<Float> chosen = new ArrayList<>();
    for (Segment segment : network.blueprint().segments()) {
      if (nodes.contains(segment.node())) {
        for (int i = 0; i < segment.length(); i++) {
          chosen.add(all[segment.offset() + i]);
        }
      }
    }
    float[] values = new float[chosen.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = chosen.get(i);
    }
    return values;
  }

  private static final Set<String> FROZEN = Set.of("conv1", "bn1", "conv2", "bn2", "conv3", "bn3");

  @Test
  void whatCfAndEuFreezeStaysToTheLastBit() {
    for (String yaml :
        List.of("{name: cf-k, descent: {epochs: 3, batch: 7, decay: 1e-2}}", "{name: eu-k}")) {
      try (Network original = TinyTask.original(on.engine());
          Network result =
              unlearner(yaml)
                  .unlearn(TinyTask.of(on.engine(), original, new Seed(1), Checkpoints.NONE))) {
        assertArrayEquals(of(original, FROZEN), of(result, FROZEN), yaml);
        assertArrayEquals(original.statistics(), result.statistics(), yaml);
        for (String moved : List.of("fc1", "fc")) {
          assertFalse(Arrays.equals(of(original, Set.of(moved)), of(result, Set.of(moved))), yaml);
        }
      }
    }
  }

  @Test
  void theBlocksOfEuAreInitialBeforeTheFirstStep() {
    try (Network original = TinyTask.original(on.engine())) {
      Unlearning task = TinyTask.of(on.engine(), original, new Seed(1), Checkpoints.NONE);
      try (Network network = original.copy();
          Network initial = task.initial()) {
        LastBlocks blocks = LastBlocks.of(task.blueprint(), 2, true, "eu-k");
        blocks.reset(network, initial);
        Set<String> reset = Set.of("conv3", "bn3", "fc1", "fc");
        assertEquals(reset, blocks.trained());
        assertArrayEquals(of(initial, reset), of(network, reset));
        assertArrayEquals(
            of(original, Set.of("conv1", "bn2")), of(network, Set.of("conv1", "bn2")));
        // The statistics of bn3 are the last 16: 0 and 1 before training.
        float[] statistics = network.statistics();
        int end = statistics.length;
        assertArrayEquals(
            new float[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1},
            Arrays.copyOfRange(statistics, end - 16, end));
        assertNotEquals(0, statistics[0]);
      }
    }
  }

  @Test
  void aBlockIsAStageOrALayerWithItsNormalisation() {
    Blueprint residual = new ResNet18().blueprint(new Shape(3, 32, 32), 10);
    assertEquals(5, LastBlocks.blocks(residual).size()); // stem and four stages
    assertTrue(LastBlocks.blocks(residual).get(4).contains("layer4.1.bn2"));
    assertEquals(Set.of("conv1", "bn1"), LastBlocks.blocks(residual).get(0));
    Blueprint mlp = new Mlp(List.of(8, 4)).blueprint(new Shape(5, 1, 1), 2);
    assertEquals(List.of(Set.of("linear1"), Set.of("linear2")), LastBlocks.blocks(mlp));
    BadInput refused = assertThrows(BadInput.class, () -> LastBlocks.of(mlp, 3, true, "cf-k"));
    assertTrue(String.valueOf(refused.getMessage()).contains("2 blocks"));
  }

  /** The moments of SCRUB+R must survive a stop: they are in its checkpoints. */
  @Test
  void theMomentsOfARewindAreInItsCheckpoints() {
    List<Checkpoint> saved = new ArrayList<>();
    Checkpoints listening =
        new Checkpoints() {
          @Override
          public Optional<Checkpoint> latest() {
            return Optional.empty();
          }

          @Override
          public void save(Checkpoint checkpoint) {
            saved.add(checkpoint);
          }
        };
    try (Network original = TinyTask.original(on.engine());
        Network result =
            new Scrub(
                    1,
                    0.5,
                    1,
                    2,
                    2,
                    8,
                    8,
                    Scrub.Steps.SGD,
                    0.01,
                    List.of(),
                    0,
                    true,
                    Augmentation.NONE)
                .unlearn(TinyTask.of(on.engine(), original, new Seed(1), listening))) {
      assertEquals(2, saved.size());
      assertTrue(
          saved
              .get(1)
              .extra()
              .keySet()
              .containsAll(Set.of("errors", "parameters.0", "parameters.1", "parameters.2")));
      assertEquals(TinyTask.CLASSES, result.blueprint().classes());
    }
  }
}
