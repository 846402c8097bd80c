/**
 * Examples with stable ids; forget and retain side; train, validation and test of both; where they
 * come from.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.dataset;
