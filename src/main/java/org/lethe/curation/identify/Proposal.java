package org.lethe.curation.identify;

/**
 * A sample to be labelled next.
 *
 * @param row in the pool
 * @param score what it was chosen for, higher is asked first; its meaning is the strategy's
 * @param why the same for people, without the sample's content
 */
public record Proposal(int row, double score, String why) {}
