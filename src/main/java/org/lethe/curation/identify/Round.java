package org.lethe.curation.identify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;

/**
 * A pool as a {@link QueryStrategy} sees it: features, the answers it may learn from, and the
 * probe's opinion. The answers of the audit are hidden here, since what was chosen with their help
 * could not be judged by them.
 *
 * <p>Samples are put in the order of a random key that belongs to the sample: sums run in that
 * order and ties fall in it, so that no result depends on how the pool was listed.
 */
public final class Round {
  private final Features features;
  private final long[] keys;
  private final int[] forget;
  private final int[] retain;
  private final int[] open;
  private final int[] unlabelled;
  private final Optional<double[]> logits;

  /**
   * @param features {@code [n, d]}
   * @param keys one for each sample, drawn by {@link #keys}; {@code [n]}
   * @param answers {@code [n]}
   * @param audit whose answers are kept for judging, {@code [n]}
   * @param probe learns from the answers what a member of p1 looks like
   */
  static Round of(Features features, long[] keys, Answer[] answers, boolean[] audit, Probe probe) {
    Round blind = new Round(features, keys, answers, audit, Optional.empty());
    return new Round(features, keys, answers, audit, probe.logits(blind));
  }

  private Round(
      Features features,
      long[] keys,
      Answer[] answers,
      boolean[] audit,
      Optional<double[]> logits) {
    int n = features.rows();
    if (keys.length != n || answers.length != n || audit.length != n) {
      throw new IllegalArgumentException(
          "features="
              + n
              + ", keys="
              + keys.length
              + ", answers="
              + answers.length
              + ", audit="
              + audit.length);
    }
    this.features = features;
    this.keys = keys;
    this.logits = logits;
    int[] order = inOrder(keys);
    forget = IntStream.of(order).filter(i -> answers[i] == Answer.FORGET && !audit[i]).toArray();
    retain = IntStream.of(order).filter(i -> answers[i] == Answer.RETAIN && !audit[i]).toArray();
    open = IntStream.of(order).filter(i -> answers[i] == Answer.UNKNOWN && !audit[i]).toArray();
    unlabelled = IntStream.of(order).filter(i -> audit[i] || !answers[i].isSide()).toArray();
  }

  /** The keys of a pool: they depend on a sample's id, not on its place. */
  static long[] keys(List<String> ids, Seed seed) {
    return ids.stream().mapToLong(id -> seed.derive(id).value()).toArray();
  }

  /** Rows by ascending key. */
  static int[] inOrder(long[] keys) {
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> keys[i]).thenComparing(i -> i))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** {@code [n, d]}. */
  Features features() {
    return features;
  }

  /** A sample's own randomness. */
  Seed seed(int row) {
    return new Seed(keys[row]);
  }

  /** Labelled members of p1, without the audit's, by key; shared. */
  int[] forget() {
    return forget;
  }

  /** Labelled members of p2, likewise. */
  int[] retain() {
    return retain;
  }

  /** What may be asked for, by key; shared. */
  int[] open() {
    return open;
  }

  /** All samples whose side is not known here, the audit's among them, by key; shared. */
  int[] unlabelled() {
    return unlabelled;
  }

  /**
   * The probe's log-odds of p1 against p2 for every sample, {@code [n]}, as they are: neither
   * calibrated nor at the pool's prior. Empty as long as no member of p1 is labelled.
   */
  Optional<double[]> logits() {
    return logits;
  }

  /** The open samples with the largest scores; ties in the order of their keys. */
  List<Proposal> largest(double[] scoreOfRow, int count, DoubleFunction<String> why) {
    return IntStream.of(open)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scoreOfRow[i]))
        .limit(count)
        .map(i -> new Proposal(i, scoreOfRow[i], why.apply(scoreOfRow[i])))
        .toList();
  }

  /** Open samples by chance, where a strategy has nothing to go by yet. */
  List<Proposal> byChance(int count, String why) {
    List<Proposal> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(count, open.length); i++) {
      chosen.add(new Proposal(open[i], 0, why));
    }
    return chosen;
  }
}
