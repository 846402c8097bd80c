package org.lethe.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;
import org.lethe.settings.Suggestion;

/**
 * The rows of a CSV file, one after the other. A quoted field may hold line feeds, so that a row is
 * not a line; messages give both. Every row has as many fields as the header.
 */
public final class CsvRows implements Iterator<CSVRecord> {

  /**
   * How a table is written down.
   *
   * @param delimiter between fields
   * @param quotes whether {@code "…"} encloses fields with delimiters, line feeds and doubled
   *     quotes
   * @param columns their names where the file has no header line; else empty
   */
  public record Form(char delimiter, boolean quotes, List<String> columns, Charset encoding) {
    /** RFC 4180 in UTF-8 with a header line. */
    public static final Form COMMAS = new Form(',', true, List.of(), StandardCharsets.UTF_8);

    public Form {
      columns = List.copyOf(columns);
    }
  }

  private static final Pattern LINE_BREAK = Pattern.compile("\r\n|[\r\n]");

  private final String place;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> columns;
  private final boolean headerLine;
  private @Nullable CSVRecord ahead;
  private long lastLine;

  /**
   * @param place what messages call the file
   */
  public CsvRows(InputStream input, String place, Form form) throws IOException {
    this.place = place;
    CSVFormat.Builder format =
        CSVFormat.RFC4180.builder().setDelimiter(form.delimiter()).setIgnoreEmptyLines(true);
    if (!form.quotes()) {
      format.setQuote(null);
    }
    parser =
        CSVParser.builder()
            .setReader(new StrictReader(input, place, form.encoding()))
            .setFormat(format.get())
            .get();
    records = parser.iterator();
    headerLine = form.columns().isEmpty();
    columns = headerLine ? header() : form.columns();
  }

  private List<String> header() {
    if (!hasNext() || ahead == null) {
      throw new BadInput(place + " is empty: a header line was expected");
    }
    List<String> names = Arrays.asList(ahead.values());
    ahead = null;
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new BadInput(place + " has two columns called " + Shown.text(name));
      }
    }
    return List.copyOf(names);
  }

  /** The names of the columns in their order. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Where the column of this name is.
   *
   * @throws BadInput if there is none
   */
  public int column(String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new BadInput(
          place + " has no column " + Shown.text(name) + Suggestion.text(name, columns));
    }
    return index;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null) {
      long linesBefore = parser.getCurrentLineNumber();
      try {
        ahead = records.hasNext() ? records.next() : null;
        lastLine = parser.getCurrentLineNumber();
      } catch (UncheckedIOException e) {
        if (e.getCause() instanceof CSVException broken) {
          throw new BadInput(
              place
                  + ", from line "
                  + (linesBefore + 1)
                  + " on, is no table: "
                  + broken.getMessage(),
              e);
        }
        throw e;
      }
    }
    return ahead != null;
  }

  @Override
  public CSVRecord next() {
    CSVRecord row = hasNext() ? ahead : null;
    if (row == null) {
      throw new NoSuchElementException(place);
    }
    ahead = null;
    if (row.size() != columns.size()) {
      throw new BadInput(
          at(row)
              + ": "
              + row.size()
              + (row.size() == 1 ? " field" : " fields")
              + " where the table has "
              + columns.size()
              + " columns");
    }
    return row;
  }

  /** Rows are counted from 1 without the header. */
  public long number(CSVRecord row) {
    return row.getRecordNumber() - (headerLine ? 1 : 0);
  }

  /** The place of a row for messages, while it is the latest that was read. */
  public String at(CSVRecord row) {
    // from its end: empty lines may stand before it
    long within =
        row.stream().mapToLong(field -> LINE_BREAK.matcher(field).results().count()).sum();
    return place + ", row " + number(row) + " (line " + (lastLine - within) + ")";
  }
}
