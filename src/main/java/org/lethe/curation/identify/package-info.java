/**
 * Finding p1 in a pool that nobody has labelled: a few labelled samples come in, the next ones to
 * label go out, and in the end the forget set with a probability for each sample and honest
 * estimates of its precision and recall.
 *
 * <p>A {@link Round} is what is known of the pool; a {@link QueryStrategy} says what to ask next;
 * an {@link Identification} says which samples are p1. {@link IdentifySession} keeps both in a
 * folder while a person answers, {@link IdentifySimulation} answers from hidden labels and
 * measures.
 *
 * <p>Shapes: n samples in the pool, d features.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.curation.identify;
