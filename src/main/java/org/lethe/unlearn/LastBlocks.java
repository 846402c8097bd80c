package org.lethe.unlearn;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lethe.network.Blueprint;
import org.lethe.network.Constraint;
import org.lethe.network.Mask;
import org.lethe.network.MaskPolicy;
import org.lethe.network.Network;
import org.lethe.network.Operation;
import org.lethe.network.ParameterVector;
import org.lethe.network.Segment;
import org.lethe.settings.BadInput;

/**
 * The end of a network that CF-k and EU-k train, and the rest that they freeze. A block is a stage
 * of a residual network, else a convolution or linear layer with the batch normalisation behind it;
 * the head is counted apart.
 *
 * @param trained nodes that move
 */
record LastBlocks(Blueprint blueprint, Set<String> trained) {

  /** For the settings of both unlearners. */
  static void check(int k) {
    if (k < 0) {
      throw new IllegalArgumentException("k is " + k + "; allowed: 0 or more");
    }
  }

  /**
   * @param k how many blocks before the head
   * @throws BadInput if the network has fewer
   */
  static LastBlocks of(Blueprint blueprint, int k, boolean includeHead, String unlearner) {
    List<Set<String>> blocks = blocks(blueprint);
    if (k > blocks.size()) {
      throw new BadInput(
          "unlearner "
              + unlearner
              + ": k is "
              + k
              + ", but the network has "
              + blocks.size()
              + " blocks before its head");
    }
    Set<String> trained = new LinkedHashSet<>();
    blocks.subList(blocks.size() - k, blocks.size()).forEach(trained::addAll);
    if (includeHead) {
      trained.add(blueprint.head().name());
    }
    return new LastBlocks(blueprint, trained);
  }

  /** Learnable nodes before the head, block by block. */
  static List<Set<String>> blocks(Blueprint blueprint) {
    List<Set<String>> blocks = new ArrayList<>();
    String open = "";
    for (Blueprint.Node node : blueprint.nodes()) {
      boolean learnable =
          node.operation() instanceof Operation.Convolution
              || node.operation() instanceof Operation.BatchNorm
              || node.operation() instanceof Operation.Linear;
      if (!learnable || node.equals(blueprint.head())) {
        continue;
      }
      int dot = node.name().indexOf('.');
      String stage = dot < 0 ? "" : node.name().substring(0, dot);
      boolean joins =
          !blocks.isEmpty()
              && (stage.isEmpty()
                  ? open.isEmpty() && node.operation() instanceof Operation.BatchNorm
                  : stage.equals(open));
      if (!joins) {
        blocks.add(new LinkedHashSet<>());
      }
      blocks.get(blocks.size() - 1).add(node.name());
      open = stage;
    }
    return blocks;
  }

  /**
   * Trains them alone: the others keep their parameters exactly, and their batch normalisation
   * stays in evaluation mode.
   *
   * @param network one of the blueprint, as the training begins
   * @param training its steps under the constraint that freezes the others
   */
  void train(Network network, Consumer<Constraint> training) {
    network.holdStatistics(frozenNorms());
    try (ParameterVector start = network.parameters().copy();
        ParameterVector moves = start.zeros().set(mask().toArray())) {
      training.accept(MaskPolicy.HARD_FREEZE.of(moves, start));
    }
    network.holdStatistics(Set.of());
  }

  /** Set where a parameter moves. */
  private Mask mask() {
    BitSet bits = new BitSet(blueprint.parameters());
    for (Segment segment : blueprint.segments()) {
      if (trained.contains(segment.node())) {
        bits.set(segment.offset(), segment.offset() + segment.length());
      }
    }
    return new Mask(bits, blueprint.parameters());
  }

  private Set<String> frozenNorms() {
    return blueprint.batchNorms().stream()
        .map(Blueprint.Node::name)
        .filter(name -> !trained.contains(name))
        .collect(Collectors.toSet());
  }

  /** Takes them back to where another network of the blueprint has them, statistics too. */
  void reset(Network network, Network to) {
    float[] parameters = network.parameters().toArray();
    float[] toParameters = to.parameters().toArray();
    for (Segment segment : blueprint.segments()) {
      if (trained.contains(segment.node())) {
        int at = segment.offset();
        System.arraycopy(toParameters, at, parameters, at, segment.length());
      }
    }
    network.parameters().set(parameters);
    float[] statistics = network.statistics();
    float[] toStatistics = to.statistics();
    int at = 0;
    for (Blueprint.Node node : blueprint.batchNorms()) {
      int length = 2 * ((Operation.BatchNorm) node.operation()).channels();
      if (trained.contains(node.name())) {
        System.arraycopy(toStatistics, at, statistics, at, length);
      }
      at += length;
    }
    network.setStatistics(statistics);
  }
}
