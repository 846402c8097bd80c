package org.lethe.results;

/**
 * A mean over seeds with its 95 % interval: Student's t below 10 seeds, percentile bootstrap over
 * seeds from 10.
 *
 * @param mean mean over the seeds that have a value
 * @param sd sample standard deviation; NaN for n = 1, written as an empty cell
 * @param low lower end of the interval; NaN for n = 1
 * @param high upper end
 * @param n how many seeds
 */
public record Estimate(double mean, double sd, double low, double high, int n) {}
