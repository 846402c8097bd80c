/** The commands: parsing and printing only. */
@org.jspecify.annotations.NullMarked
package org.lethe.cli;
