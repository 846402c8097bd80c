/**
 * How settings are written, documented, read from YAML and refused: the records that carry them say
 * the rest.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.settings;
