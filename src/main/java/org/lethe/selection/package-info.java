/** Scores and a budget to a removal set, and its portable manifest. */
@org.jspecify.annotations.NullMarked
package org.lethe.selection;
