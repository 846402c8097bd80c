package org.lethe.unlearn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.Adam;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Epochs;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.Samples;
import org.lethe.network.Sgd;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Moves away from the original on the forget samples and stays with it on the retain samples
 * (SCRUB; Kurmanji, Triantafillou, Hayes, Triantafillou 2023). The teacher is θ_o in evaluation
 * mode, d_T(s, t) = T²·mean KL(softmax(t/T) ‖ softmax(s/T)). In epoch e = 1, 2, … a pass over D_f
 * descends −d_T while e ≤ max-epochs, then a pass over D_r always descends γ·CE + α·d_T. The
 * learning rate falls to a tenth after each of the decay epochs.
 *
 * <p>With {@code rewind} (SCRUB+R) the network is taken back to the moment at which its error on
 * the forget samples was nearest to what the final network has on validation samples of the forget
 * classes; moment 0 is the original (which the published code never keeps), ties go to the
 * earliest.
 *
 * <p>Student and teacher are equal at first, so the first steps away from it are stationary but for
 * decay and the batch statistics that the student goes by.
 */
@Described("Moves away from the original on the forget samples, stays with it on the others.")
public record Scrub(
    @Setting(value = "weight γ of the cross-entropy on the retain samples", or = "0.99")
        double gamma,
    @Setting(value = "weight α of the distance to the original there", or = "0.001") double alpha,
    @Setting(value = "first epochs that also move away on the forget samples", or = "2")
        int maxEpochs,
    @Setting(value = "temperature T of the distance", or = "4") double temperature,
    @Setting(value = "epochs", or = "3") int epochs,
    @Setting(value = "samples of one step on the retain samples", or = "256") int retainBatch,
    @Setting(value = "samples of one step on the forget samples", or = "512") int forgetBatch,
    @Setting(value = "sgd (momentum 0.9) or adam", or = "sgd") Steps optimiser,
    @Setting(value = "learning rate", or = "5e-4") double learningRate,
    @Setting(
            value = "epochs, from 1, after which the learning rate falls to a tenth",
            or = "[3, 5, 9]")
        List<Integer> decayEpochs,
    @Setting(value = "coupled ℓ2 decay of all learnable parameters", or = "5e-4") double decay,
    @Setting(value = "whether the best moment is gone back to (SCRUB+R)", or = "false")
        boolean rewind,
    @Setting(value = "what is done to pictures: none or pad-crop-flip", or = "pad-crop-flip")
        Augmentation augmentation)
    implements Unlearner {
  static final String NAME = "scrub";
  private static final String ERRORS = "errors";

  /** Which optimiser makes the steps. */
  public enum Steps {
    SGD,
    ADAM
  }

  public Scrub {
    decayEpochs = List.copyOf(decayEpochs);
    if (!(gamma >= 0) || !(alpha >= 0)) {
      throw new IllegalArgumentException(
          "gamma is " + gamma + ", alpha is " + alpha + "; allowed: 0 or more");
    }
    Epochs.check(epochs);
    if (maxEpochs < 0) {
      throw new IllegalArgumentException("max-epochs is " + maxEpochs + "; allowed: 0 or more");
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + "; allowed: more than 0");
    }
    if (retainBatch < 1 || forgetBatch < 1) {
      throw new IllegalArgumentException(
          "retain-batch is "
              + retainBatch
              + ", forget-batch is "
              + forgetBatch
              + "; allowed: 1 or more");
    }
    if (!(learningRate >= 0) || !(decay >= 0)) {
      throw new IllegalArgumentException(
          "learning-rate is " + learningRate + ", decay is " + decay + "; allowed: 0 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Network unlearn(Unlearning task) {
    Samples retain = task.retainFor(NAME);
    if (rewind && task.validation().filter(held -> held.size() > 0).isEmpty()) {
      throw new BadInput(
          "unlearner scrub with rewind needs validation samples of the forget classes, and there"
              + " are none");
    }
    return task.changed(network -> scrubbed(network, task, retain));
  }

  private void scrubbed(Network network, Unlearning task, Samples retain) {
    // Moments by their number: parameters and statistics, and the errors on D_f at each.
    Map<String, float[]> moments = new HashMap<>();
    try (Network teacher = task.original().copy();
        Descent steps =
            new Descent(
                network,
                optimiser == Steps.SGD ? new Sgd(0.9, decay) : new Adam(decay),
                Constraint.NONE)) {
      if (rewind) {
        keep(network, task, moments, 0);
      }
      Epochs.run(
          steps,
          epochs,
          task.checkpoints(),
          moments,
          epoch -> {
            double rate = learningRate * Math.pow(0.1, (double) passedDecays(epoch + 1));
            if (epoch + 1 <= maxEpochs) {
              away(steps, teacher, task.forget(), task.seed().derive("forget", epoch), rate);
            }
            stay(steps, teacher, retain, task.seed().derive("retain", epoch), rate);
            if (rewind) {
              keep(network, task, moments, epoch + 1);
            }
          });
    }
    if (rewind) {
      goBack(network, task, moments);
    }
  }

  private long passedDecays(int epoch) {
    return decayEpochs.stream().filter(at -> epoch > at).count();
  }

  private void away(Descent steps, Network teacher, Samples forget, Seed epoch, double rate) {
    Batches.shuffled(
        forget,
        forgetBatch,
        augmentation,
        epoch,
        batch -> {
          float[] said = teacher.logits(batch);
          int classes = teacher.blueprint().classes();
          steps.step(
              batch,
              Losses.scaled(-1, Losses.distillation(said, classes, temperature)),
              BatchNormMode.TRAIN,
              rate);
        });
  }

  private void stay(Descent steps, Network teacher, Samples retain, Seed epoch, double rate) {
    Batches.shuffled(
        retain,
        retainBatch,
        augmentation,
        epoch,
        batch -> {
          float[] said = teacher.logits(batch);
          int classes = teacher.blueprint().classes();
          steps.step(
              batch,
              Losses.sum(
                  Losses.scaled(gamma, Losses.crossEntropy(batch.labels())),
                  Losses.scaled(alpha, Losses.distillation(said, classes, temperature))),
              BatchNormMode.TRAIN,
              rate);
        });
  }

  private static void keep(
      Network network, Unlearning task, Map<String, float[]> moments, int moment) {
    moments.put("parameters." + moment, network.parameters().toArray());
    moments.put("statistics." + moment, network.statistics());
    float[] before = moments.getOrDefault(ERRORS, new float[0]);
    float[] errors = Arrays.copyOf(before, moment + 1);
    errors[moment] = (float) error(network, task.forget());
    moments.put(ERRORS, errors);
  }

  private void goBack(Network network, Unlearning task, Map<String, float[]> moments) {
    double target = error(network, task.validation().orElseThrow());
    float[] errors = Objects.requireNonNull(moments.get(ERRORS));
    int moment = nearest(errors, target);
    network.parameters().set(Objects.requireNonNull(moments.get("parameters." + moment)));
    network.setStatistics(Objects.requireNonNull(moments.get("statistics." + moment)));
  }

  /** The first of the errors that is nearest to the target. */
  static int nearest(float[] errors, double target) {
    int best = 0;
    for (int i = 1; i < errors.length; i++) {
      if (Math.abs(errors[i] - target) < Math.abs(errors[best] - target)) {
        best = i;
      }
    }
    return best;
  }

  /** The share of samples whose most probable class is not theirs. */
  private static double error(Network network, Samples samples) {
    int[] predicted =
        Predicted.classes(Batches.logits(network, samples), network.blueprint().classes());
    int wrong = 0;
    for (int i = 0; i < predicted.length; i++) {
      wrong += predicted[i] == samples.labels()[i] ? 0 : 1;
    }
    return wrong / (double) predicted.length;
  }
}
