package org.lethe.curation.identify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;
import org.lethe.curation.OwnSamples;
import org.lethe.dataset.CsvRows;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;
import org.lethe.settings.Suggestion;

/**
 * What a session has found, {@code identified.csv}, as the two sides of its pool. It counts as a
 * whole: a pool with a sample more or less is another one.
 */
public final class IdentifiedFile {
  private static final String FORGET = Answer.FORGET.word();
  private static final Set<String> DECISIONS = Set.of(FORGET, Answer.RETAIN.word());

  private IdentifiedFile() {}

  /**
   * Divides a pool as was decided.
   *
   * @param file columns {@code id} and {@code decision}: {@code forget} or {@code retain}
   * @return forget and retain, each in the order of the pool
   * @throws BadInput if the file is no such table, is not about this pool, has samples that nothing
   *     was decided of, or leaves a side empty
   */
  public static List<OwnSamples> divide(OwnSamples pool, Path file) {
    Map<String, Integer> rowOf = new HashMap<>();
    for (String id : pool.ids()) {
      rowOf.put(id, rowOf.size());
    }
    boolean[] forget = new boolean[pool.size()];
    Set<String> missing = new HashSet<>(rowOf.keySet());
    try (InputStream content = Files.newInputStream(LabelFile.existing(file))) {
      CsvRows rows = new CsvRows(content, file.toString(), CsvRows.Form.COMMAS);
      int id = rows.column("id");
      int decision = rows.column("decision");
      while (rows.hasNext()) {
        CSVRecord row = rows.next();
        Integer at = rowOf.get(row.get(id));
        if (at == null || !missing.remove(row.get(id))) {
          throw new BadInput(
              rows.at(row)
                  + ": "
                  + pool.place()
                  + (at == null ? " has no sample" : " has only one sample")
                  + " with the id "
                  + Shown.text(row.get(id)));
        }
        forget[at] = forget(row.get(decision), rows.at(row));
      }
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read: " + e, e);
    }
    return sides(pool, file, forget, missing);
  }

  private static boolean forget(String decision, String place) {
    if (decision.equals("unknown")) {
      throw new BadInput(
          place
              + ": nothing is decided of this sample; go on with lethe identify until a sample"
              + " outside the audit is labelled forget");
    }
    if (!DECISIONS.contains(decision)) {
      throw new BadInput(
          place + ": decision " + Shown.text(decision) + Suggestion.text(decision, DECISIONS));
    }
    return decision.equals(FORGET);
  }

  private static List<OwnSamples> sides(
      OwnSamples pool, Path file, boolean[] forget, Set<String> missing) {
    if (!missing.isEmpty()) {
      String first = pool.ids().stream().filter(missing::contains).findFirst().orElseThrow();
      throw new BadInput(
          file
              + " lacks "
              + missing.size()
              + " of the "
              + pool.size()
              + " samples of "
              + pool.place()
              + ", "
              + Shown.text(first)
              + " for instance; give the pool that it was made of");
    }
    List<OwnSamples> sides = pool.divide(forget);
    if (sides.stream().anyMatch(side -> side.size() == 0)) {
      throw new BadInput(
          file
              + ": "
              + (sides.get(0).size() == 0 ? "no" : "every")
              + " sample is to be forgotten; nothing can be chosen");
    }
    return sides;
  }
}
