/**
 * Frontiers, exact laws and bounds of distributional unlearning: pure functions of numbers in, pure
 * numbers out.
 *
 * <p>Legend, as in the paper (Allouah, Guerraoui, Koyejo, arXiv 2507.15112) and {@code
 * docs/theory.md}: p1 is the forget law, p2 the retain law, p the law after the edit; α = KL(p1‖p)
 * is removal, ε = KL(p2‖p) is damage, κ = KL(p1‖p2) the divergence of the two laws, all in nats. n1
 * forget samples of which f are deleted, n2 retain samples, N = n1 − f + n2 that are left; q = (n1
 * − f)/n1 the kept share, budget = f/n1, r = n1/n2, w = (n1 − f)/N the weight of p1 in what is
 * left; δ = √(2κ) the distance of the two means in standard deviations; d dimensions.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.theory;
