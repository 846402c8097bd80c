package org.lethe.unlearn;

import java.util.function.Consumer;
import java.util.function.Function;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Epochs;
import org.lethe.network.LogitLoss;
import org.lethe.network.Network;
import org.lethe.network.Samples;
import org.lethe.network.Sgd;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** The descent that most methods share: SGD at a constant learning rate. */
@Described("Epochs of SGD at a constant learning rate.")
public record Descents(
    @Setting(value = "passes over the samples", or = "10") int epochs,
    @Setting(value = "samples of one step", or = "256") int batch,
    @Setting(value = "learning rate", or = "0.01") double learningRate,
    @Setting(value = "classical momentum in [0, 1)", or = "0.9") double momentum,
    @Setting(value = "coupled ℓ2 decay of all learnable parameters", or = "5e-4") double decay,
    @Setting(
            value = "what is done to pictures on the way: none or pad-crop-flip",
            or = "pad-crop-flip")
        Augmentation augmentation) {

  public Descents {
    Epochs.check(epochs);
    Sgd.check(momentum, decay);
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
    if (!(learningRate >= 0 && learningRate < 100)) {
      throw new IllegalArgumentException(
          "learning-rate is " + learningRate + "; allowed: 0 or more, less than 100");
    }
  }

  /** What one epoch does. */
  @FunctionalInterface
  interface Epoch {
    /**
     * All steps of an epoch.
     *
     * @param epoch from 0
     */
    void run(Descent steps, int epoch);
  }

  /** All epochs on a network, by a fresh optimiser, resumed from the checkpoints of the task. */
  void walk(Network network, Unlearning task, Constraint constraint, Epoch epoch) {
    try (Descent steps = new Descent(network, new Sgd(momentum, decay), constraint)) {
      Epochs.run(steps, epochs, task.checkpoints(), e -> epoch.run(steps, e));
    }
  }

  /** As above, where an epoch is one pass over the forget samples. */
  void overForget(
      Network network, Unlearning task, Constraint constraint, Function<Batch, LogitLoss> loss) {
    walk(network, task, constraint, task.forget(), "forget", loss);
  }

  /** As above, where an epoch is one pass over the retain samples. */
  void overRetain(
      Network network, Unlearning task, Constraint constraint, Function<Batch, LogitLoss> loss) {
    walk(network, task, constraint, task.retain(), "retain", loss);
  }

  /**
   * @param order purpose of the seed that an epoch's order and augmentation come from
   */
  private void walk(
      Network network,
      Unlearning task,
      Constraint constraint,
      Samples samples,
      String order,
      Function<Batch, LogitLoss> loss) {
    walk(
        network,
        task,
        constraint,
        (steps, epoch) -> pass(steps, samples, task.seed().derive(order, epoch), loss));
  }

  /**
   * One pass over some samples, a step for each batch.
   *
   * @param epoch their order and augmentation come from this alone
   * @param loss what a batch goes down
   */
  void pass(Descent steps, Samples samples, Seed epoch, Function<Batch, LogitLoss> loss) {
    batches(
        samples,
        epoch,
        batch -> steps.step(batch, loss.apply(batch), BatchNormMode.TRAIN, learningRate));
  }

  /** The batches of one pass, for methods whose steps have several terms. */
  void batches(Samples samples, Seed epoch, Consumer<Batch> use) {
    Batches.shuffled(samples, batch, augmentation, epoch, use);
  }
}
