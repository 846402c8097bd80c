package org.lethe.results;

/**
 * One rule against random deletion at one budget, paired by seed.
 *
 * @param curve the rule's
 * @param difference value with this rule minus value with random deletion, over the seeds that have
 *     both
 * @param direction of the metric: a positive difference is good where higher is better
 */
public record PairedRow(
    CurveKey curve,
    double budget,
    String metric,
    String split,
    Estimate difference,
    String unit,
    Direction direction) {}
