package org.lethe.evaluation;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;
import org.lethe.network.Sgd;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Relearn time (Golatkar, Achille, Soatto, Eternal Sunshine of the Spotless Net, CVPR 2020;
 * Kurmanji et al., SCRUB, NeurIPS 2023): how many short epochs of training bring the loss on the
 * removed samples back to the original's. Far fewer than a retrained network needs: they are still
 * known. Far more: the network was damaged.
 *
 * <p>A copy of the network goes down the cross-entropy plus λ/2‖θ − θ_u‖² by plain SGD, batch norm
 * in evaluation mode; an epoch is so many samples drawn with replacement. Before each epoch the
 * loss on the removed samples is measured, and the answer is the number of these looks: 1 for a
 * network that never forgot. One that is not there at the cap has the cap plus 1, and {@code
 * relearned} is 0.
 */
@Described("How many short epochs of training bring the removed samples back.")
public record RelearnTime(
    @Setting(
            value = "what it is trained on: everything (all training samples) or removed",
            or = "everything")
        Source source,
    @Setting(value = "samples of an epoch, drawn with replacement", or = "500") int epoch,
    @Setting(value = "samples of one step", or = "256") int batch,
    @Setting(value = "learning rate", or = "0.01") double learningRate,
    @Setting(value = "λ of the pull back to the unlearned parameters", or = "5e-4") double pull,
    @Setting(value = "how far above the original's loss still counts, in nats", or = "1e-5")
        double margin,
    @Setting(value = "epochs before it is given up", or = "100") int most)
    implements NetworkProbe {
  static final String NAME = "relearn-time";

  /** Golatkar's settings, as SCRUB's code has them. */
  public static final RelearnTime DEFAULT =
      new RelearnTime(Source.EVERYTHING, 500, 256, 0.01, 5e-4, 1e-5, 100);

  /** What it is trained on. */
  public enum Source {
    /** All training samples, the removed ones among them: Golatkar's and SCRUB's. */
    EVERYTHING,
    /** The removed samples alone. */
    REMOVED
  }

  public RelearnTime {
    atLeast("epoch", epoch, 1);
    atLeast("batch", batch, 1);
    atLeast("most", most, 1);
    if (!(learningRate > 0 && learningRate < 100)) {
      throw new IllegalArgumentException(
          "learning-rate is " + learningRate + "; allowed: more than 0, less than 100");
    }
    if (!(pull >= 0) || Double.isInfinite(pull)) {
      throw new IllegalArgumentException("pull is " + pull + "; allowed: 0 or more");
    }
    if (!(margin >= 0) || Double.isInfinite(margin)) {
      throw new IllegalArgumentException("margin is " + margin + "; allowed: 0 or more");
    }
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " is " + value + "; allowed: " + least + " or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Measurement> measure(ProbedNetwork probed) {
    int looks = looks(probed);
    return List.of(
        row("relearn-epochs", looks, "epochs"),
        row("relearned", looks <= most ? 1 : 0, "fraction"));
  }

  private static Measurement row(String metric, double value, String unit) {
    return new Measurement(metric, Split.FORGET_DELETED.word(), value, unit, Direction.NEITHER);
  }

  /**
   * How often one has to look until the removed samples are known as the original knew them, 1 to
   * {@code most} + 1.
   */
  int looks(ProbedNetwork probed) {
    Samples drawn = source == Source.EVERYTHING ? probed.training() : probed.removed();
    double goal = probed.originalLoss() + margin;
    try (Network network = probed.network().copy();
        ParameterVector start = network.parameters().copy();
        Descent steps = new Descent(network, new Sgd(0, 0), Constraint.NONE)) {
      for (int done = 0; done < most; done++) {
        if (loss(network, probed.removed()) <= goal) {
          return done + 1;
        }
        train(steps, start, draw(drawn, probed.seed().derive("epoch", done)));
      }
    }
    return most + 1;
  }

  private void train(Descent steps, ParameterVector start, Samples samples) {
    Batches.inOrder(
        samples,
        batch,
        Augmentation.NONE,
        new Seed(0), // nothing is augmented
        drawn -> {
          steps.add(1, drawn, Losses.crossEntropy(drawn.labels()), BatchNormMode.EVALUATION);
          steps.add(pull, steps.network().parameters());
          steps.add(-pull, start);
          steps.apply(learningRate);
        });
    steps.check(); // a network that was lost would else count as one that never knows
  }

  private Samples draw(Samples all, Seed seed) {
    UniformRandomProvider random = seed.random();
    int[] positions = new int[epoch];
    Arrays.setAll(positions, i -> random.nextInt(all.size()));
    return all.select(positions);
  }

  /** The mean cross-entropy of a network on some samples, in nats, in evaluation mode. */
  public static double loss(Network network, Samples samples) {
    float[] logits = Batches.logits(network, samples);
    int classes = network.blueprint().classes();
    double sum = 0;
    for (int i = 0; i < samples.size(); i++) {
      sum += loss(logits, i * classes, classes, samples.labels()[i]);
    }
    return sum / samples.size();
  }

  /** ln Σ e^z − z_y, from the largest logit so that nothing overflows. */
  private static double loss(float[] logits, int from, int classes, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, logits[from + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[from + c] - largest);
    }
    return Math.log(sum) + largest - logits[from + label];
  }
}
