package org.lethe.curation.identify;

/**
 * How good an identified set is thought to be.
 *
 * @param threshold from which probability on a sample is identified
 * @param identified how many samples that makes, those labelled as p1 among them
 * @param expectedPrecision mean probability of the identified samples: what the model itself
 *     believes; 1 if there is none
 * @param expectedRecall the identified part of the sum of all probabilities; 1 if there is none
 * @param precision on the audit, whose labels neither the model nor its calibration has seen: the
 *     share of p1 among what would be identified
 * @param recall likewise the share of p1 that would be identified
 */
public record Quality(
    double threshold,
    int identified,
    double expectedPrecision,
    double expectedRecall,
    ExactProportion precision,
    ExactProportion recall) {}
