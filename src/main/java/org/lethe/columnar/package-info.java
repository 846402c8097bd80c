/**
 * Tables in <a href="https://parquet.apache.org/docs/file-format/">Parquet</a> and <a
 * href="https://arrow.apache.org/docs/format/Columnar.html">Arrow</a> files: what others wrote
 * comes in as texts and rows of numbers, what goes out is read by any of the tools that know the
 * format. Without Hadoop, without natives and without options of the JVM: see {@code
 * docs/decisions/parquet.md}.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.columnar;
