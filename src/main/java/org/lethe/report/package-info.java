/**
 * Records in; one self-contained page, figures (SVG, PDF) and tables (CSV, Markdown, LaTeX) out.
 * Reads a results folder and nothing else, so that it works on results copied from elsewhere.
 *
 * <p>A {@link Findings} is what the records say. {@link Tables} and {@link Figures} turn it into
 * {@link Table}s and {@link Figure}s, which know no file format; {@link TableFormat}, {@link Plot}
 * and {@link Page} write them.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.report;
