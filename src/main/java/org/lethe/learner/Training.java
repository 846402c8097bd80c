package org.lethe.learner;

import java.util.Optional;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;

/**
 * What a learner is given.
 *
 * @param examples labels and classes, {@code [n]}
 * @param features aligned with the examples, {@code [n, d]}
 * @param rows what to train on
 * @param original the model of budget 0 of the same seed, if it is known
 */
public record Training(
    ExampleSet examples, Features features, int[] rows, Optional<Model> original, Seed seed) {}
