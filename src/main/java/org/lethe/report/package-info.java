/** Tables, curves and pages from records alone. */
@org.jspecify.annotations.NullMarked
package org.lethe.report;
