package org.lethe.unlearn;

import java.util.Arrays;
import org.lethe.dataset.Augmentation;
import org.lethe.network.Adam;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Epochs;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.Samples;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Learns from an incompetent teacher on the forget samples and from the original on a part of the
 * retain samples (Chundawat, Tarun, Mandal, Kankanhalli 2023). The incompetent teacher is a network
 * of the same kind with random parameters; both teachers are in evaluation mode; true labels are
 * not used. With u = 1 on forget samples the target is t = u·softmax(z_bad/T) +
 * (1−u)·softmax(z_good/T), the loss KL(t ‖ softmax(z/T)) as the mean over n·K elements and without
 * T², as published: K times smaller than a mean over samples. With Adam that scale hardly matters.
 */
@Described("Learns from a random network on the forget samples, from the original on others.")
public record BadTeacher(
    @Setting(value = "share of the retain samples that is looked at, drawn once", or = "0.3")
        double retainShare,
    @Setting(value = "temperature T", or = "1") double temperature,
    @Setting(value = "passes over the samples", or = "1") int epochs,
    @Setting(value = "samples of one step", or = "256") int batch,
    @Setting(value = "learning rate of Adam", or = "1e-4") double learningRate,
    @Setting(value = "what is done to pictures: none or pad-crop-flip", or = "pad-crop-flip")
        Augmentation augmentation)
    implements Unlearner {
  static final String NAME = "bad-teacher";

  public BadTeacher {
    if (!(retainShare >= 0 && retainShare <= 1)) {
      throw new IllegalArgumentException("retain-share is " + retainShare + "; allowed: [0, 1]");
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + "; allowed: more than 0");
    }
    Epochs.check(epochs);
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
    if (!(learningRate >= 0)) {
      throw new IllegalArgumentException(
          "learning-rate is " + learningRate + "; allowed: 0 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Network unlearn(Unlearning task) {
    int[] order = task.seed().derive("retain-part").permutation(task.retain().size());
    int[] part = Arrays.copyOf(order, (int) Math.floor(retainShare * order.length));
    Samples samples = task.forget().and(task.retain().select(part));
    return task.changed(network -> taught(network, task, samples));
  }

  private void taught(Network network, Unlearning task, Samples samples) {
    int forget = task.forget().size();
    try (Network good = task.original().copy();
        Network bad = task.random("incompetent-teacher");
        Descent steps = new Descent(network, new Adam(0), Constraint.NONE)) {
      Epochs.run(
          steps,
          epochs,
          task.checkpoints(),
          epoch ->
              Batches.shuffled(
                  samples,
                  batch,
                  augmentation,
                  task.seed().derive("all", epoch),
                  each ->
                      steps.step(
                          each,
                          Losses.divergence(
                              targets(each, forget, good, bad),
                              temperature,
                              1,
                              Losses.Reduction.ELEMENT_MEAN),
                          BatchNormMode.TRAIN,
                          learningRate)));
    }
  }

  /** What the teacher of each sample says, {@code [n, K]}; forget samples come first. */
  private float[] targets(Batch batch, int forget, Network good, Network bad) {
    int classes = good.blueprint().classes();
    float[] targets = Losses.softmax(good.logits(batch), classes, temperature);
    float[] random = Losses.softmax(bad.logits(batch), classes, temperature);
    for (int i = 0; i < batch.size(); i++) {
      if (batch.positions()[i] < forget) {
        System.arraycopy(random, i * classes, targets, i * classes, classes);
      }
    }
    return targets;
  }
}
