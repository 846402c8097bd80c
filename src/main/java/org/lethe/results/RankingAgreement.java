package org.lethe.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Whether one rule chooses the same samples in two feature spaces, paired by seed.
 *
 * @param first the variant whose name comes first
 * @param second the other variant
 * @param kendall Kendall's τ of the two orders (a permutation each, ties were broken before): 1 for
 *     equal orders, 0 for unrelated ones, −1 for reversed ones
 * @param overlaps of the removal sets, ascending in budget
 */
public record RankingAgreement(
    String dataset,
    String scorer,
    String learner,
    String first,
    String second,
    Estimate kendall,
    List<Overlap> overlaps) {

  private static final int STEPS = 20;

  /**
   * The two removal sets of one budget.
   *
   * @param budget share of the forget samples that is removed
   * @param jaccard how many samples are in both, of those that are in either
   * @param chance what two random sets of this size have on average
   */
  public record Overlap(double budget, Estimate jaccard, double chance) {}

  public RankingAgreement {
    overlaps = List.copyOf(overlaps);
  }

  private record Rule(String dataset, String scorer, String learner) {}

  /** Every pair of variants for every rule that looks at features, at budgets of 5 % to 100 %. */
  public static List<RankingAgreement> of(Collection<RankingRecord> rankings) {
    Map<Rule, SortedMap<String, SortedMap<Long, RankingRecord>>> byRule = new HashMap<>();
    for (RankingRecord each : rankings) {
      if (!each.scorer().equals(Summary.RANDOM)) { // the same in every space
        byRule
            .computeIfAbsent(
                new Rule(each.dataset(), each.scorer(), each.learner()), rule -> new TreeMap<>())
            .computeIfAbsent(each.variant(), variant -> new TreeMap<>())
            .put(each.seed(), each);
      }
    }
    List<RankingAgreement> all = new ArrayList<>();
    byRule.forEach(
        (rule, variants) -> {
          List<String> names = List.copyOf(variants.keySet());
          for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
              List<RankingRecord[]> pairs =
                  pairs(
                      variants.getOrDefault(names.get(i), new TreeMap<>()),
                      variants.getOrDefault(names.get(j), new TreeMap<>()));
              if (!pairs.isEmpty()) {
                all.add(of(rule, names.get(i), names.get(j), pairs));
              }
            }
          }
        });
    all.sort(
        Comparator.comparing(RankingAgreement::dataset)
            .thenComparing(RankingAgreement::first)
            .thenComparing(RankingAgreement::second)
            .thenComparing(RankingAgreement::scorer)
            .thenComparing(RankingAgreement::learner));
    return List.copyOf(all);
  }

  private static List<RankingRecord[]> pairs(
      SortedMap<Long, RankingRecord> first, SortedMap<Long, RankingRecord> second) {
    List<RankingRecord[]> pairs = new ArrayList<>();
    first.forEach(
        (seed, one) -> {
          RankingRecord other = second.get(seed);
          if (other != null && other.samples().equals(one.samples())) {
            pairs.add(new RankingRecord[] {one, other});
          }
        });
    return pairs;
  }

  private static RankingAgreement of(
      Rule rule, String first, String second, List<RankingRecord[]> pairs) {
    List<Overlap> overlaps = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      double budget = (double) step / STEPS;
      double[] jaccard =
          pairs.stream()
              .mapToDouble(pair -> jaccard(pair[0].order(), pair[1].order(), count(pair, budget)))
              .toArray();
      double chance =
          pairs.stream()
              .mapToDouble(pair -> chance(pair[0].order().size(), count(pair, budget)))
              .average()
              .orElseThrow();
      overlaps.add(new Overlap(budget, Statistics.estimate(jaccard), chance));
    }
    double[] kendall =
        pairs.stream().mapToDouble(pair -> kendall(pair[0].order(), pair[1].order())).toArray();
    return new RankingAgreement(
        rule.dataset(),
        rule.scorer(),
        rule.learner(),
        first,
        second,
        Statistics.estimate(kendall),
        overlaps);
  }

  private static int count(RankingRecord[] pair, double budget) {
    return (int) Math.round(budget * pair[0].order().size());
  }

  /** |A ∩ B| / |A ∪ B| of the first k of both orders; 1 where nothing is removed. */
  static double jaccard(List<Integer> first, List<Integer> second, int k) {
    if (k == 0) {
      return 1;
    }
    boolean[] chosen = new boolean[first.size()];
    first.subList(0, k).forEach(position -> chosen[position] = true);
    long both = second.subList(0, k).stream().filter(position -> chosen[position]).count();
    return (double) both / (2L * k - both);
  }

  /**
   * The mean of I / (2k − I), where I is how many of k random positions of n are among k others:
   * hypergeometric, P(I = i) = C(k, i)·C(n − k, k − i) / C(n, k).
   */
  static double chance(int n, int k) {
    if (k == 0) {
      return 1;
    }
    double[] logFactorial = new double[n + 1];
    for (int i = 2; i <= n; i++) {
      logFactorial[i] = logFactorial[i - 1] + Math.log(i);
    }
    double all = logChoose(logFactorial, n, k);
    return IntStream.rangeClosed(Math.max(0, 2 * k - n), k)
        .mapToDouble(
            i ->
                Math.exp(
                        logChoose(logFactorial, k, i) + logChoose(logFactorial, n - k, k - i) - all)
                    * i
                    / (2.0 * k - i))
        .sum();
  }

  private static double logChoose(double[] logFactorial, int n, int k) {
    return logFactorial[n] - logFactorial[k] - logFactorial[n - k];
  }

  /** τ = 1 − 4·inversions / (n·(n − 1)); 1 for a single sample. */
  static double kendall(List<Integer> first, List<Integer> second) {
    int n = first.size();
    if (n < 2) {
      return 1;
    }
    int[] place = new int[n];
    for (int i = 0; i < n; i++) {
      place[first.get(i)] = i;
    }
    int[] places = second.stream().mapToInt(position -> place[position]).toArray();
    return 1 - 4.0 * inversions(places) / ((double) n * (n - 1));
  }

  /** Pairs that stand in the wrong order, counted while they are merged; sorts the array. */
  private static long inversions(int[] values) {
    if (values.length < 2) {
      return 0;
    }
    int middle = values.length / 2;
    int[] left = Arrays.copyOf(values, middle);
    int[] right = Arrays.copyOfRange(values, middle, values.length);
    long count = inversions(left) + inversions(right);
    for (int at = 0, l = 0, r = 0; at < values.length; at++) {
      if (r == right.length || (l < left.length && left[l] <= right[r])) {
        values[at] = left[l++];
      } else {
        count += left.length - l; // each of them is larger and stands before it
        values[at] = right[r++];
      }
    }
    return count;
  }
}
