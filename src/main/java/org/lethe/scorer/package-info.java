/**
 * How much each forget sample deserves to be removed. Shapes: n1 forget and n2 retain samples, d
 * features.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.scorer;
