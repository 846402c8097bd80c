package org.lethe.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The epochs of one training, resumed from and saved to its checkpoints. */
public final class Epochs {
  private static final int MOST = 100_000;

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
   * @throws ArithmeticException if the network is not finite after an epoch; the message says after
   *     which step. A loss is seen only before a step, so the last step needs this look
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
    Network network = descent.network();
    Optional<Checkpoint> latest = checkpoints.latest();
    latest.ifPresent(checkpoint -> restore(checkpoint, descent, extra));
    for (int e = latest.map(Checkpoint::epochs).orElse(0); e < epochs; e++) {
      epoch.accept(e);
      requireFinite(descent);
      if (checkpoints != Checkpoints.NONE) {
        List<float[]> state = new ArrayList<>();
        descent.optimiser().state().forEach(vector -> state.add(vector.toArray()));
        checkpoints.save(
            new Checkpoint(
                e + 1,
                descent.optimiser().steps(),
                network.parameters().toArray(),
                network.statistics(),
                state,
                Map.copyOf(extra)));
      }
    }
  }

  /** In single precision Σθ² overflows from |θ| ≈ 10¹⁹ on: such a network is lost as well. */
  private static void requireFinite(Descent descent) {
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
