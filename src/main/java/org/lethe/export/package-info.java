/**
 * Records in the forms of other tools: one table in a Parquet file, event files for TensorBoard,
 * runs on an MLflow server. What is exported is read from the records alone; nothing here is ever
 * read back.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.export;
