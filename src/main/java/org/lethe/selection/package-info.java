/**
 * Scores and a budget come in, the removal set goes out: an order with a stated rule for ties, a
 * budget that is given or searched, and a manifest that carries the set elsewhere.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.selection;
