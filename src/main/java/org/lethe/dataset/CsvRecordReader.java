package org.lethe.dataset;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.split.InputStreamInputSplit;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.jspecify.annotations.Nullable;

/**
 * DataVec's record reader for CSV as RFC 4180 has it. DataVec's own goes by lines and tears a
 * quoted field with a line feed apart. Reads a stream once, from beginning to end.
 */
final class CsvRecordReader extends BaseRecordReader {
  private static final long serialVersionUID = 1L;
  private static final String ONCE = "a stream is read once, from beginning to end";

  private final transient CsvRows.Form form;
  private transient @Nullable CsvRows rows;
  private transient @Nullable CSVRecord current;

  CsvRecordReader(CsvRows.Form form) {
    this.form = form;
  }

  /** Opens the one stream of a split; its address is what messages call it. */
  static CsvRecordReader of(InputStream input, String place, CsvRows.Form form) throws IOException {
    CsvRecordReader reader = new CsvRecordReader(form);
    reader.rows = new CsvRows(input, place, form);
    return reader;
  }

  @Override
  public void initialize(InputSplit split) throws IOException {
    if (!(split instanceof InputStreamInputSplit stream)) {
      throw new IllegalArgumentException("expected one stream, found " + split);
    }
    URI[] places = split.locations();
    rows = new CsvRows(stream.getIs(), places.length == 0 ? "stream" : places[0].toString(), form);
  }

  @Override
  public void initialize(Configuration configuration, InputSplit split) throws IOException {
    initialize(split);
  }

  CsvRows rows() {
    if (rows == null) {
      throw new IllegalStateException("not initialised");
    }
    return rows;
  }

  /** The place of the row that was read last, for messages. */
  String place() {
    if (current == null) {
      throw new IllegalStateException("no row was read");
    }
    return rows().at(current);
  }

  /** Its number, from 1, without the header. */
  long number() {
    return current == null ? 0 : rows().number(current);
  }

  @Override
  public boolean hasNext() {
    return rows().hasNext();
  }

  @Override
  public List<Writable> next() {
    current = rows().next();
    List<Writable> fields = new ArrayList<>(current.size());
    for (String field : current) {
      fields.add(new Text(field));
    }
    return fields;
  }

  @Override
  public Record nextRecord() {
    return new org.datavec.api.records.impl.Record(next(), null);
  }

  @Override
  public @Nullable List<String> getLabels() {
    return null;
  }

  @Override
  public boolean resetSupported() {
    return false;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException(ONCE);
  }

  @Override
  public List<Writable> record(URI uri, DataInputStream input) throws IOException {
    return of(input, uri.toString(), form).next();
  }

  @Override
  public Record loadFromMetaData(RecordMetaData metaData) {
    throw new UnsupportedOperationException(ONCE);
  }

  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> metaData) {
    throw new UnsupportedOperationException(ONCE);
  }

  @Override
  public void setConf(Configuration configuration) {
    // There is nothing to configure: the form is all, and it was given.
  }

  @Override
  public Configuration getConf() {
    return new Configuration();
  }

  @Override
  public void close() {
    // The stream belongs to whoever opened it.
  }
}
