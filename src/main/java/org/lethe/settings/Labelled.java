package org.lethe.settings;

/**
 * A method with the name that tables show.
 *
 * @param label unique in its list; the method's name unless the file gives another
 */
public record Labelled<T>(String label, T method) {}
