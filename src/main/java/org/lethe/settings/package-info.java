/**
 * How settings are written, documented, read from YAML and refused: a {@link SettingsFile} is read
 * with the line of every value, a {@link Binder} turns it into records, {@link Canonical} writes
 * records back with every default resolved, {@link Reference} documents them. The records
 * themselves live with what they configure.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.settings;
