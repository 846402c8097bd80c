/** Samples of somebody's own: which of them are p1, and which of those are to be deleted. */
@org.jspecify.annotations.NullMarked
package org.lethe.curation;
