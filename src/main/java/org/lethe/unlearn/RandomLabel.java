package org.lethe.unlearn;

import java.util.function.UnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.Batches;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.Samples;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Learns random labels for the forget samples and true ones for the retain samples (Golatkar et al.
 * 2020; in this form the host of SalUn, Fan et al. 2024).
 *
 * <p>The defaults are the published code for CIFAR-10, which differs from its paper: a label is
 * drawn from all K classes, the true one included, where the paper draws y' ≠ y; and there is no
 * weight of the retain loss, only as many more steps as there are more retain samples, and they
 * come last. Its code for CIFAR-100 is {@code {redraw: epoch, order: concat-shuffle}}; Amnesiac
 * (Graves et al. 2021) is {@code {labels: exclude-true, redraw: once, order: concat-shuffle}}.
 */
@Described("Learns random labels for the forget samples and the true ones for the retain samples.")
public record RandomLabel(
    @Setting(value = "what a random label may be", or = "uniform-all") Labels labels,
    @Setting(
            value = "when labels are drawn anew; batch and epoch have the same distribution",
            or = "batch")
        Redraw redraw,
    @Setting(
            value = "how an epoch goes through forget and retain samples",
            or = "forget-then-retain")
        Order order,
    @Setting(value = "the descent", or = "{}") Descents descent)
    implements Stepper {
  static final String NAME = "random-label";

  /** What a random label may be. */
  public enum Labels {
    /** Any of the K classes: one in K keeps its label. */
    UNIFORM_ALL {
      @Override
      int draw(UniformRandomProvider random, int truth, int classes) {
        return random.nextInt(classes);
      }
    },
    /** Any class but the true one. */
    EXCLUDE_TRUE {
      @Override
      int draw(UniformRandomProvider random, int truth, int classes) {
        int label = random.nextInt(classes - 1);
        return label < truth ? label : label + 1;
      }
    };

    /** A label from 0 … classes−1. */
    abstract int draw(UniformRandomProvider random, int truth, int classes);
  }

  /** When labels are drawn. */
  public enum Redraw {
    /** For each batch, when it is used. */
    BATCH,
    /** For all forget samples, when an epoch begins. */
    EPOCH,
    /** For all forget samples, once: the same wrong labels in every epoch. */
    ONCE
  }

  /** How an epoch goes through the samples. */
  public enum Order {
    /** All forget batches, then all retain batches; momentum is carried over. */
    FORGET_THEN_RETAIN,
    /** Both shuffled together. */
    CONCAT_SHUFFLE
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    Samples forget = task.forget();
    Samples retain = task.retain();
    descent.walk(
        network,
        task,
        constraint,
        (steps, epoch) -> {
          UnaryOperator<Batch> relabelled = relabelling(task, epoch);
          if (order == Order.CONCAT_SHUFFLE) {
            Seed seed = task.seed().derive("all", epoch);
            pass(steps, forget.and(retain), seed, relabelled);
          } else {
            pass(steps, forget, task.seed().derive("forget", epoch), relabelled);
            pass(steps, retain, task.seed().derive("retain", epoch), UnaryOperator.identity());
          }
        });
  }

  /** How many steps an epoch has. */
  int stepsOfEpoch(Unlearning task) {
    int forget = task.forget().size();
    int retain = task.retain().size();
    return order == Order.CONCAT_SHUFFLE
        ? Batches.count(forget + retain, descent.batch())
        : Batches.count(forget, descent.batch()) + Batches.count(retain, descent.batch());
  }

  private void pass(Descent steps, Samples samples, Seed epoch, UnaryOperator<Batch> relabelled) {
    descent.pass(
        steps, samples, epoch, batch -> Losses.crossEntropy(relabelled.apply(batch).labels()));
  }

  /** Gives the forget samples of a batch, those whose positions come first, random labels. */
  private UnaryOperator<Batch> relabelling(Unlearning task, int epoch) {
    int[] truth = task.forget().labels();
    int classes = task.blueprint().classes();
    Seed seed = task.seed().derive("labels");
    UniformRandomProvider random =
        (redraw == Redraw.ONCE ? seed : seed.derive("epoch", epoch)).random();
    int[] drawn = new int[truth.length];
    if (redraw != Redraw.BATCH) {
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = labels.draw(random, truth[i], classes);
      }
    }
    return batch -> {
      int[] wrong = batch.labels().clone();
      for (int i = 0; i < wrong.length; i++) {
        int position = batch.positions()[i];
        if (position < drawn.length) {
          wrong[i] =
              redraw == Redraw.BATCH
                  ? labels.draw(random, truth[position], classes)
                  : drawn[position];
        }
      }
      return batch.labelled(wrong);
    };
  }
}
