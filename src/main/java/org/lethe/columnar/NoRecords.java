package org.lethe.columnar;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Columns are read as columns: nothing is put together into records. */
final class NoRecords extends GroupConverter {
  @Override
  public Converter getConverter(int field) {
    return this;
  }

  @Override
  public PrimitiveConverter asPrimitiveConverter() {
    return new PrimitiveConverter() {};
  }

  @Override
  public void start() {
    // no record begins
  }

  @Override
  public void end() {
    // nor ends
  }
}
