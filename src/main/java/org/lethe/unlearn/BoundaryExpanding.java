package org.lethe.unlearn;

import java.util.Arrays;
import java.util.function.Consumer;
import org.lethe.network.Blueprint;
import org.lethe.network.Constraint;
import org.lethe.network.Losses;
import org.lethe.network.Mask;
import org.lethe.network.MaskPolicy;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Boundary expanding (Chen, Gao, Liu, Peng and Wang, CVPR 2023): gives the network a further
 * "shadow" class K, learns it for the forget samples, and takes its output away again. The new row
 * of the head begins as that of an untrained network. No retain samples.
 *
 * <p>Published comparisons forget to remove the output ({@code keep-shadow: true}), which counts as
 * forgotten whatever is taken for the shadow class, and train with decay; the authors' code removes
 * it and has no decay. A mask lets the whole new row move.
 */
@Described("Learns a further class for the forget samples, and removes it; no retain samples.")
public record BoundaryExpanding(
    @Setting(value = "whether the output of the further class stays, true, or not", or = "false")
        boolean keepShadow,
    @Setting(value = "the descent", or = "{learning-rate: 1e-5}") Descents descent)
    implements Stepper {
  static final String NAME = "boundary-expanding";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Network unlearn(Unlearning task) {
    return shadowed(task, network -> walk(network, task, Constraint.NONE));
  }

  @Override
  public Network unlearn(Unlearning task, Mask mask, MaskPolicy policy) {
    return shadowed(
        task,
        network -> {
          float[] free = new float[network.parameters().length()];
          Arrays.fill(free, 1);
          try (ParameterVector start = network.parameters().copy();
              ParameterVector kept = start.zeros()) {
            kept.set(widened(mask.toArray(), free, task.blueprint()));
            walk(network, task, policy.of(kept, start));
          }
        });
  }

  /** Puts the shadow class on, does all steps, and takes it off again. */
  private Network shadowed(Unlearning task, Consumer<Network> steps) {
    return task.timed(
        "unlearn",
        () -> {
          Network network = expanded(task);
          try {
            steps.accept(network);
          } catch (RuntimeException | Error e) {
            network.close();
            throw e;
          }
          return finished(network, task);
        });
  }

  /**
   * All steps.
   *
   * @param network one of {@link #expanded}, changed in place
   * @param constraint on vectors of such a network
   */
  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    int shadow = network.blueprint().classes() - 1;
    descent.overForget(
        network,
        task,
        constraint,
        batch -> {
          int[] labels = new int[batch.size()];
          Arrays.fill(labels, shadow);
          return Losses.crossEntropy(labels);
        });
  }

  /** A copy of the original with one more output. */
  static Network expanded(Unlearning task) {
    Blueprint narrow = task.blueprint();
    Blueprint wide = narrow.withClasses(narrow.classes() + 1);
    float[] untrained = wide.initial(task.seed().derive("shadow"));
    float[] parameters = widened(task.original().parameters().toArray(), untrained, narrow);
    return task.engine().network(wide, parameters, task.original().statistics());
  }

  /** The network itself, or one without its last output in its place. */
  private Network finished(Network wide, Unlearning task) {
    if (keepShadow) {
      return wide;
    }
    try (wide) {
      float[] parameters = narrowed(wide.parameters().toArray(), task.blueprint());
      return task.engine().network(task.blueprint(), parameters, wide.statistics());
    }
  }

  /**
   * Numbers of a network with those of one more output put in, {@code [p + in + 1]}. The head comes
   * last: its weights {@code [K, in]}, then its biases.
   *
   * @param values {@code [p]}
   * @param further where the numbers of the further output are taken from, {@code [p + in + 1]}
   */
  static float[] widened(float[] values, float[] further, Blueprint narrow) {
    int biases = values.length - narrow.classes();
    float[] wide = further.clone();
    System.arraycopy(values, 0, wide, 0, biases);
    System.arraycopy(values, biases, wide, wide.length - 1 - narrow.classes(), narrow.classes());
    return wide;
  }

  /** Numbers of a network without those of its last output, {@code [p]}. */
  static float[] narrowed(float[] wide, Blueprint narrow) {
    int p = narrow.parameters();
    int biases = p - narrow.classes();
    float[] values = Arrays.copyOf(wide, p);
    System.arraycopy(wide, wide.length - 1 - narrow.classes(), values, biases, narrow.classes());
    return values;
  }
}
