/**
 * Searching the settings of an experiment: a sweep file comes in, with the keys that vary and what
 * is to be small or large on validation data; candidates go out, each an experiment with results of
 * its own, and what they are worth. The only package that imports Arbiter, whose spaces, generators
 * and conditions it uses; what that costs and why its runner is not used is in {@code
 * docs/decisions/sweeps.md}.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.sweep;
