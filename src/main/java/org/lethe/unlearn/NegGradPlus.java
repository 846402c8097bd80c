package org.lethe.unlearn;

import java.util.Arrays;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.Samples;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * NegGrad+ (Kurmanji et al. 2023): each step goes down α·ℓ(B_r) − (1 − α)·ℓ(B_f) for one batch of
 * retain and one of forget samples. An epoch has as many steps as there are retain batches; forget
 * batches are gone through again and again. The two are passed one after the other, so both move
 * the running statistics of batch normalisation.
 *
 * <p>Defaults are those of the small-scale code: no momentum, no decay. Where that code repeats the
 * same forget batches and the same augmentation within an epoch (a cache of Python's {@code
 * cycle}), each round here has an order and an augmentation of its own.
 */
@Described("Goes down the loss of the retain samples and up that of the forget samples at once.")
public record NegGradPlus(
    @Setting(value = "weight α of the retain loss, in [0, 1]; 1 − α climbs", or = "0.95")
        double alpha,
    @Setting(value = "the descent", or = "{momentum: 0, decay: 0}") Descents descent)
    implements Stepper {
  static final String NAME = "neg-grad-plus";

  public NegGradPlus {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha is " + alpha + "; allowed: [0, 1]");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    Samples retain = task.retainFor(NAME);
    descent.walk(
        network,
        task,
        constraint,
        (steps, epoch) -> {
          Cycle forget = new Cycle(task.forget(), descent, task.seed().derive("forget", epoch));
          descent.batches(
              retain,
              task.seed().derive("retain", epoch),
              batch -> {
                add(steps, alpha, batch);
                add(steps, alpha - 1, forget.next());
                steps.apply(descent.learningRate());
              });
        });
  }

  private static void add(Descent steps, double weight, Batch batch) {
    steps.add(weight, batch, Losses.crossEntropy(batch.labels()), BatchNormMode.TRAIN);
  }

  /** Batches without end, each round in an order of its own. */
  private static final class Cycle {
    private final Samples samples;
    private final Descents descent;
    private final Seed seed;
    private Seed round;
    private int rounds;
    private int[] order = {};
    private int used;

    Cycle(Samples samples, Descents descent, Seed seed) {
      this.samples = samples;
      this.descent = descent;
      this.seed = seed;
      this.round = seed;
    }

    Batch next() {
      if (used == order.length) {
        round = seed.derive("round", rounds++);
        order = round.derive("order").permutation(samples.size());
        used = 0;
      }
      int from = used;
      used = Math.min(order.length, from + descent.batch());
      return samples.read(Arrays.copyOfRange(order, from, used), descent.augmentation(), round);
    }
  }
}
