/** Examples to features, fitted on training rows only. Shapes: n examples, d features. */
@org.jspecify.annotations.NullMarked
package org.lethe.encoder;
