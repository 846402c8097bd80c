package org.lethe.sweep;

import java.util.ArrayList;
import java.util.List;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Successive halving (Jamieson and Talwalkar, AISTATS 2016): every candidate gets little, the best
 * share of them more, and so on; only those that got everything are results. What is given is
 * seeds, or the value of a key such as epochs.
 */
@Described(
    "Every candidate gets little, the best share of them more, and so on; only those that got"
        + " everything are results.")
public record Halving(
    @Setting(value = "what candidates get more of: seeds, or a dotted key", or = "seeds")
        String over,
    @Setting(value = "what every candidate gets at first", or = "1") int from,
    @Setting(
            value = "what the last ones get; for seeds 0, which means all of the experiment's",
            or = "0")
        int to,
    @Setting(value = "one in so many goes on, and gets so many times as much", or = "3")
        int factor) {

  /** The resource that needs no key. */
  static final String SEEDS = "seeds";

  public Halving {
    if (from < 1) {
      throw new IllegalArgumentException("from is " + from + "; allowed: 1 or more");
    }
    if (factor < 2) {
      throw new IllegalArgumentException("factor is " + factor + "; allowed: 2 or more");
    }
    if (to == 0 && !over.equals(SEEDS)) {
      throw new IllegalArgumentException("to is missing; allowed: more than from, " + from);
    }
    if (to != 0 && to <= from) {
      throw new IllegalArgumentException(
          "to is " + to + "; allowed: more than from, which is " + from);
    }
  }

  boolean isOverSeeds() {
    return over.equals(SEEDS);
  }

  /**
   * What the candidates of each rung get: from, from·factor, …, and at last all.
   *
   * @param seeds how many the experiment has
   */
  List<Integer> rungs(int seeds) {
    int last = to == 0 ? seeds : to;
    List<Integer> rungs = new ArrayList<>();
    for (long resource = from; resource < last; resource *= factor) {
      rungs.add((int) resource);
    }
    rungs.add(last);
    return List.copyOf(rungs);
  }

  /** How many of so many candidates go on. */
  int survivors(int candidates) {
    return Math.max(1, candidates / factor);
  }
}
