package org.lethe.results;

/** One line of {@code summary.csv}: one metric on one split at one budget of one curve. */
public record SummaryRow(
    CurveKey curve,
    double budget,
    String metric,
    String split,
    Estimate estimate,
    String unit,
    Direction direction) {}
