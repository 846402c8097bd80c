/**
 * Tables in <a href="https://parquet.apache.org/docs/file-format/">Parquet</a> files: what others
 * wrote comes in as texts and rows of numbers, what goes out is read by any of the tools that know
 * the format. Written with parquet-java, without Hadoop and without natives: see {@code
 * docs/decisions/parquet.md}.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.parquet;
