package org.lethe.results;

import java.util.Optional;

/**
 * How much earlier than random deletion a rule halves a metric, paired by seed.
 *
 * @param saved crossing of random deletion minus crossing of this rule, a share of p1's training
 *     samples, over the seeds where both crossed; positive = the rule needs fewer; empty where
 *     there is no such seed
 * @param n seeds that both curves have
 * @param both in how many of them both crossed
 */
public record SavingRow(
    CurveKey curve,
    String metric,
    String split,
    CrossingDefinition definition,
    Optional<Estimate> saved,
    int n,
    int both) {}
