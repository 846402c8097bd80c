/**
 * Candidates (the forget samples, a copy of the retained ones, perhaps what the original model
 * says) come in; one number a forget sample goes out: how much it deserves to be removed. One rule,
 * one file. Shapes: n1 forget and n2 retain samples, d features.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.scorer;
