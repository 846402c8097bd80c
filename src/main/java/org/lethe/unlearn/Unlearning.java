package org.lethe.unlearn;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lethe.nd.Seed;
import org.lethe.network.Blueprint;
import org.lethe.network.Checkpoints;
import org.lethe.network.Engine;
import org.lethe.network.Network;
import org.lethe.network.Recipe;
import org.lethe.network.Samples;
import org.lethe.settings.BadInput;

/**
 * One unlearning problem.
 *
 * @param engine makes networks of the original's kind
 * @param original the trained network; not to be changed
 * @param forget D_f, at least one
 * @param retain D_r; may be empty for methods that do not look at it
 * @param validation held-out samples of p1's classes, for what is chosen on the way
 * @param recipe how the original was trained
 * @param trainingSeed the seed that {@link org.lethe.network.Fit#fresh} made the original with
 * @param seed of this run
 * @param checkpoints where this run keeps its state
 * @param phases told how long what took
 */
public record Unlearning(
    Engine engine,
    Network original,
    Samples forget,
    Samples retain,
    Optional<Samples> validation,
    Recipe recipe,
    Seed trainingSeed,
    Seed seed,
    Checkpoints checkpoints,
    Phases phases) {

  /** A network of the original's kind with the original's initial parameters. */
  public Network initial() {
    return engine.network(blueprint(), trainingSeed.derive("initial"));
  }

  /** A network of the original's kind with initial parameters of its own. */
  public Network random(String purpose) {
    return engine.network(blueprint(), seed.derive(purpose));
  }

  /**
   * D_r for a method that cannot do without.
   *
   * @param unlearner its name, for the message
   * @throws BadInput if there are no retain samples
   */
  public Samples retainFor(String unlearner) {
    if (retain.size() == 0) {
      throw new BadInput(
          "unlearner " + unlearner + " needs the retain samples, and there are none");
    }
    return retain;
  }

  /**
   * A copy of the original after some work on it, whose time is booked as {@code unlearn}. Work
   * that fails takes the copy with it.
   */
  public Network changed(Consumer<Network> work) {
    return timed(
        "unlearn",
        () -> {
          Network network = original.copy();
          try {
            work.accept(network);
            return network;
          } catch (RuntimeException | Error e) {
            network.close();
            throw e;
          }
        });
  }

  /** What the original computes. */
  public Blueprint blueprint() {
    return original.blueprint();
  }

  /** Does something and books its time under a name. */
  public <T> T timed(String phase, Supplier<T> work) {
    return phases.timed(phase, work);
  }
}
