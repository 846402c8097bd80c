/** Rows that an encoder made, with their ids: in files of other tools, and kept by content. */
@org.jspecify.annotations.NullMarked
package org.lethe.embedding;
