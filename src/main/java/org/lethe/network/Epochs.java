package org.lethe.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.logging.Logger;

/** The epochs of one training, resumed from and saved to its checkpoints. */
public final class Epochs {
  private static final int MOST = 100_000;
  private static final Logger LOG = Logger.getLogger(Epochs.class.getName());

  private Epochs() {}

  /**
   * For settings.
   *
   * @throws IllegalArgumentException if nobody can mean so many
   */
  public static void check(int epochs) {
    if (epochs < 0 || epochs > MOST) {
      throw new IllegalArgumentException("epochs is " + epochs + "; allowed: 0 to " + MOST);
    }
  }

  /**
   * Runs the epochs that are not yet done.
   *
   * @param descent begins where the latest checkpoint stood
   * @param epoch what one epoch (from 0) does; it must depend on its number alone
   * @throws ArithmeticException if a loss, or the network after an epoch, is not finite; the
   *     message says in which epoch and at which step. A loss is seen only before a step, so the
   *     last step needs the second look
   */
  public static void run(Descent descent, int epochs, Checkpoints checkpoints, IntConsumer epoch) {
    run(descent, epochs, checkpoints, new HashMap<>(), epoch);
  }

  /**
   * As above, with something of the method's own that is saved and restored too.
   *
   * @param extra filled from the latest checkpoint; what the method puts into it is saved
   */
  public static void run(
      Descent descent,
      int epochs,
      Checkpoints checkpoints,
      Map<String, float[]> extra,
      IntConsumer epoch) {
    Optional<Checkpoint> latest =
        checkpoints.latest().filter(checkpoint -> fits(checkpoint, descent.network()));
    latest.ifPresent(checkpoint -> restore(checkpoint, descent, extra));
    double before = latest.map(Checkpoint::seconds).orElse(0.0);
    long start = System.nanoTime();
    int done = latest.map(Checkpoint::epochs).orElse(0);
    checkpoints.passed(done, epochs);
    for (int e = done; e < epochs; e++) {
      try {
        epoch.accept(e);
        requireFinite(descent);
      } catch (ArithmeticException lost) {
        throw located(lost, e + 1, epochs);
      }
      if (checkpoints.due()) {
        double seconds = before + (System.nanoTime() - start) / 1e9;
        checkpoints.save(taken(descent, e + 1, extra, seconds));
      }
      checkpoints.passed(e + 1, epochs);
    }
  }

  private static Checkpoint taken(
      Descent descent, int epochs, Map<String, float[]> extra, double seconds) {
    List<float[]> state = new ArrayList<>();
    descent.optimiser().state().forEach(vector -> state.add(vector.toArray()));
    return new Checkpoint(
        epochs,
        descent.optimiser().steps(),
        descent.network().parameters().toArray(),
        descent.network().statistics(),
        state,
        Map.copyOf(extra),
        seconds);
  }

  private static ArithmeticException located(ArithmeticException lost, int epoch, int of) {
    ArithmeticException located =
        new ArithmeticException("epoch " + epoch + " of " + of + ": " + lost.getMessage());
    located.initCause(lost);
    return located;
  }

  /** A checkpoint of another architecture is none: to begin anew is right, if slower. */
  private static boolean fits(Checkpoint checkpoint, Network network) {
    int parameters = network.parameters().length();
    int statistics = network.statistics().length;
    boolean fits =
        checkpoint.parameters().length == parameters
            && checkpoint.statistics().length == statistics
            && checkpoint.optimiser().stream().allMatch(state -> state.length == parameters);
    if (!fits) {
      LOG.warning(
          "a checkpoint of another architecture is left aside: it has "
              + checkpoint.parameters().length
              + " parameters and "
              + checkpoint.statistics().length
              + " statistics, the network "
              + parameters
              + " and "
              + statistics);
    }
    return fits;
  }

  /** In single precision Σθ² overflows from |θ| ≈ 10¹⁹ on: such a network is lost as well. */
  private static void requireFinite(Descent descent) {
    descent.check();
    ParameterVector parameters = descent.network().parameters();
    boolean finite = Double.isFinite(parameters.dot(parameters));
    for (float value : descent.network().statistics()) {
      finite &= Float.isFinite(value);
    }
    if (!finite) {
      throw new ArithmeticException(
          "the network is not finite after step " + descent.optimiser().steps());
    }
  }

  private static void restore(Checkpoint checkpoint, Descent descent, Map<String, float[]> extra) {
    Network network = descent.network();
    network.parameters().set(checkpoint.parameters());
    network.setStatistics(checkpoint.statistics());
    List<ParameterVector> state = new ArrayList<>();
    for (float[] values : checkpoint.optimiser()) {
      state.add(network.parameters().zeros().set(values));
    }
    descent.optimiser().resume(state, checkpoint.steps());
    state.forEach(ParameterVector::close);
    extra.putAll(checkpoint.extra());
  }
}
