package org.lethe.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** How all tables here are written: RFC 4180, but LF, so that equal rows are equal bytes. */
final class Csv {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private Csv() {}

  /** A table in UTF-8. */
  static byte[] of(List<String> header, Stream<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(text, FORMAT)) {
      csv.printRecord(header);
      for (List<String> row : (Iterable<List<String>>) rows::iterator) {
        csv.printRecord(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringBuilder does not fail
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
