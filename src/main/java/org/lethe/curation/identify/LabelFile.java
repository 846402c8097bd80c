package org.lethe.curation.identify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;
import org.lethe.dataset.CsvRows;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;
import org.lethe.settings.Suggestion;

/**
 * A table that somebody has filled in: columns {@code id} and {@code label} in any place, others
 * are left alone. The label is {@code forget}, {@code retain}, {@code skip}, or empty where there
 * is no answer yet.
 */
final class LabelFile {

  private LabelFile() {}

  /**
   * One answer with its place for messages.
   *
   * @param source column {@code source} where there is one, else empty
   */
  record Entry(String id, Answer answer, String source, String place) {}

  /**
   * The rows that have an answer, in the order of the file.
   *
   * @param ids that may be labelled
   * @throws BadInput if the file is missing or no such table, if an id is unknown or named twice,
   *     or a label is none
   */
  static List<Entry> read(Path file, Set<String> ids) {
    try (InputStream content = Files.newInputStream(existing(file))) {
      return read(new CsvRows(content, file.toString(), CsvRows.Form.COMMAS), ids);
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read: " + e, e);
    }
  }

  /** The file, which is there. */
  static Path existing(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(file + (Files.exists(file) ? " is no file" : ": no such file"));
    }
    return file;
  }

  private static List<Entry> read(CsvRows rows, Set<String> ids) {
    int id = rows.column("id");
    int label = rows.column("label");
    Optional<Integer> source =
        rows.columns().contains("source") ? Optional.of(rows.column("source")) : Optional.empty();
    List<Entry> entries = new ArrayList<>();
    Map<String, String> places = new HashMap<>();
    while (rows.hasNext()) {
      CSVRecord row = rows.next();
      String place = rows.at(row);
      String named = row.get(id).strip();
      if (!ids.contains(named)) {
        throw new BadInput(place + ": the pool has no sample with the id " + Shown.text(named));
      }
      String earlier = places.putIfAbsent(named, place);
      if (earlier != null) {
        throw new BadInput(place + ": id " + Shown.text(named) + " is that of " + earlier + " too");
      }
      String word = row.get(label);
      if (!word.isBlank()) {
        Answer answer =
            Answer.of(word)
                .orElseThrow(
                    () ->
                        new BadInput(
                            place
                                + ": label "
                                + Shown.text(word)
                                + Suggestion.text(word, Answer.WORDS)
                                + ", or nothing"));
        entries.add(new Entry(named, answer, source.map(row::get).orElse(""), place));
      }
    }
    return entries;
  }
}
