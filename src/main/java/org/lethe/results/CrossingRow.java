package org.lethe.results;

import java.util.Optional;

/**
 * One line of {@code crossings.csv}: the budget at which forgetting is halved.
 *
 * @param budget over the seeds that reached it; empty where none did
 * @param n seeds of the curve
 * @param reached how many of them crossed
 */
public record CrossingRow(
    CurveKey curve,
    String metric,
    String split,
    CrossingDefinition definition,
    Optional<Estimate> budget,
    int n,
    int reached) {}
