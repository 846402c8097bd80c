package org.lethe.learner;

/**
 * A Gaussian law with known covariance whose mean was estimated.
 *
 * @param mean {@code [d]}
 */
public record GaussianModel(double[] mean) implements Model {}
