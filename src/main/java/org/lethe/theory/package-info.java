/**
 * Frontiers, exact finite-sample laws and bounds: pure functions of numbers. Shapes: d features.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.theory;
