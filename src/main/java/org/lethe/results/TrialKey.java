package org.lethe.results;

/**
 * What distinguishes one trial of an experiment from another: the columns of every table. The names
 * are labels as the experiment file gives them.
 *
 * @param budget share of p1's training samples that was removed, in [0, 1]
 * @param removed the same as a count
 */
public record TrialKey(
    String dataset,
    String variant,
    String encoder,
    String scorer,
    String learner,
    String unlearner,
    String engine,
    double budget,
    int removed,
    long seed) {}
