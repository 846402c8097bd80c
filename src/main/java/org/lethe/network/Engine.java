package org.lethe.network;

import java.util.List;
import java.util.Optional;
import org.lethe.nd.Seed;

/** Something that builds networks: Deeplearning4j or libtorch. Safe for several threads. */
public interface Engine {

  /** The name in an experiment file: {@code dl4j} or {@code libtorch}. */
  String name();

  /** What it computes with. */
  default Precision precision() {
    return Precision.FLOAT32;
  }

  /** The card that it computes on; nothing where it computes on the processor, or cannot say. */
  default Optional<Card> card() {
    return Optional.empty();
  }

  /**
   * The memory that its networks take: its card's, or this process's in the machine's memory;
   * nothing where neither can say.
   */
  default Optional<PeakMemory> memory() {
    return card().<PeakMemory>map(card -> card).or(ResidentMemory::ofThisProcess);
  }

  /** Build, device, helpers, threads and memory limits, one line each, for people. */
  List<String> description();

  /**
   * How many threads each network computes with from now on. Numbers depend on it: equal counts
   * give equal bits.
   */
  void setThreads(int threads);

  /**
   * A network with the given parameters.
   *
   * @param parameters in the order of {@link Blueprint#segments}, {@code [p]}; copied
   * @param statistics in the order of {@link Blueprint#batchNorms}; copied
   */
  Network network(Blueprint blueprint, float[] parameters, float[] statistics);

  /** An untrained network. */
  default Network network(Blueprint blueprint, Seed seed) {
    return network(blueprint, blueprint.initial(seed), blueprint.initialStatistics());
  }
}
