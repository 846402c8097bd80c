package org.lethe.results;

import java.util.OptionalLong;

/**
 * One line of {@code cost.csv}: what one phase cost on one curve. The shared ends of curves are
 * rows of their own (scorer {@link TrialRecord#SHARED_SCORER}), so that totals count no trial
 * twice; a ranking that several learners share stands with each.
 *
 * @param phase {@code score}, {@code train}, {@code evaluate}, and of searched budgets {@code
 *     search}
 * @param seconds total over trials, or searches
 * @param mean seconds a trial, or search
 * @param sd sample standard deviation over trials; NaN for n = 1, written as an empty cell
 * @param max the slowest trial, seconds
 * @param n trials that report this phase
 * @param peakBytes the most memory in use in this phase of any trial, as {@link
 *     TrialRecord#peakBytes}
 */
public record CostRow(
    CurveKey curve,
    String phase,
    double seconds,
    double mean,
    double sd,
    double max,
    int n,
    OptionalLong peakBytes) {}
