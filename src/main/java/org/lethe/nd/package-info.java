/** Seeds, rows of numbers and the linear algebra that everyone shares. */
@org.jspecify.annotations.NullMarked
package org.lethe.nd;
