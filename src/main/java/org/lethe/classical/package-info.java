/** Learners without a network: linear models on sparse or dense features, a Gaussian mean. */
@org.jspecify.annotations.NullMarked
package org.lethe.classical;
