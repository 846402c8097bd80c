package org.lethe.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.lethe.nd.Seed;

/** An engine of which a test counts the trainings and steps, and which it lets fail. */
public final class ScriptedEngine implements Engine {
  private final Engine engine;
  private final AtomicInteger trainings = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();
  private volatile int last = Integer.MAX_VALUE;
  private volatile Optional<Card> card = Optional.empty();
  private volatile int room = Integer.MAX_VALUE;
  private volatile boolean late;

  /** The process is gone: nothing catches it. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  public ScriptedEngine(Engine engine) {
    this.engine = engine;
  }

  /** Networks that were made untrained. */
  public int trainings() {
    return trainings.get();
  }

  /** Gradients by parameters. */
  public int steps() {
    return steps.get();
  }

  /** Dies instead of computing the gradient after so many. */
  public ScriptedEngine dyingAfter(int gradients) {
    last = gradients;
    return this;
  }

  /** Has no memory for a gradient of more samples, and says so as JavaCPP does. */
  public ScriptedEngine withRoomFor(int samples) {
    room = samples;
    return this;
  }

  /** Knows no loss before somebody waits for it, as a card does. */
  public ScriptedEngine tellingLossesLate() {
    late = true;
    return this;
  }

  /** Computes on this card, as far as anybody knows. */
  public ScriptedEngine on(Card here) {
    card = Optional.of(here);
    return this;
  }

  @Override
  public Optional<Card> card() {
    return card;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public List<String> description() {
    return engine.description();
  }

  @Override
  public void setThreads(int threads) {
    engine.setThreads(threads);
  }

  @Override
  public Network network(Blueprint blueprint, float[] parameters, float[] statistics) {
    return new Scripted(engine.network(blueprint, parameters, statistics));
  }

  @Override
  public Network network(Blueprint blueprint, Seed seed) {
    trainings.incrementAndGet();
    return new Scripted(engine.network(blueprint, seed));
  }

  private final class Scripted implements Network {
    private final Network network;

    Scripted(Network network) {
      this.network = network;
    }

    @Override
    public Blueprint blueprint() {
      return network.blueprint();
    }

    @Override
    public ParameterVector parameters() {
      return network.parameters();
    }

    @Override
    public float[] statistics() {
      return network.statistics();
    }

    @Override
    public void setStatistics(float[] statistics) {
      network.setStatistics(statistics);
    }

    @Override
    public float[] activations(String node, float[] inputs, int examples) {
      return network.activations(node, inputs, examples);
    }

    @Override
    public double gradient(
        float[] inputs, int examples, LogitLoss loss, BatchNormMode mode, ParameterVector into) {
      if (steps.incrementAndGet() > last) {
        throw new Killed();
      }
      if (examples > room) {
        return NotEnoughMemory.pass(
            examples,
            () -> {
              throw new OutOfMemoryError(
                  "Physical memory usage is too high: physicalBytes (9G) > maxPhysicalBytes (8G)");
            });
      }
      return network.gradient(inputs, examples, loss, mode, into);
    }

    @Override
    public Slopes slopes() {
      return late ? new Late(this) : Network.super.slopes();
    }

    @Override
    public float[] inputGradient(float[] inputs, int examples, LogitLoss loss) {
      return network.inputGradient(inputs, examples, loss);
    }

    @Override
    public void holdStatistics(Set<String> nodes) {
      network.holdStatistics(nodes);
    }

    @Override
    public Network copy() {
      return new Scripted(network.copy());
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static final class Late implements Slopes {
    private final Network network;
    private final List<Double> waited = new ArrayList<>();

    Late(Network network) {
      this.network = network;
    }

    @Override
    public OptionalDouble gradient(
        Batch batch, LogitLoss loss, BatchNormMode mode, ParameterVector gradient) {
      waited.add(network.gradient(batch, loss, mode, gradient));
      return OptionalDouble.empty();
    }

    @Override
    public double[] losses() {
      double[] all = waited.stream().mapToDouble(Double::doubleValue).toArray();
      waited.clear();
      return all;
    }

    @Override
    public void close() {
      waited.clear();
    }
  }
}
