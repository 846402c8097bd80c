package org.lethe.results;

/**
 * A trial and what made it.
 *
 * @param by of the file that it was read from
 */
public record TracedTrial(TrialRecord trial, Provenance by) {}
