/**
 * What a trial leaves behind and where, and the statistics over many: knows nothing of how it was
 * made.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.results;
