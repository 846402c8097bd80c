package org.lethe.curation.identify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.dataset.CsvRows;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * The folder of a session, file by file; the layout is described in {@code docs/identify.md}. Every
 * file appears whole or not at all. {@code session.yaml}, {@code labels.csv} and {@code rounds/}
 * are the session; the others follow from them.
 */
final class SessionFiles {
  private static final int EXCERPT = 300;
  private static final String ROUNDS = "rounds";

  private final Path folder;

  SessionFiles(Path folder) {
    this.folder = folder;
  }

  /** Writes some bytes. */
  private interface Writing {
    void run() throws IOException;
  }

  Path session() {
    return folder.resolve("session.yaml");
  }

  Path labels() {
    return folder.resolve("labels.csv");
  }

  Path toLabel() {
    return folder.resolve("to-label.csv");
  }

  Path identified() {
    return folder.resolve("identified.csv");
  }

  Path thresholds() {
    return folder.resolve("thresholds.csv");
  }

  private Path round(int number) {
    return folder.resolve(ROUNDS).resolve(String.format(Locale.ROOT, "%04d.json", number));
  }

  /**
   * @throws BadInput if there is something else in the folder
   */
  void requireNewOrSession() {
    if (Files.exists(session())) {
      return;
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput(folder + " is a file; a session needs a folder");
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.anyMatch(file -> !AtomicFiles.isTemporary(file))) {
        throw new BadInput(
            folder + " holds other files and no session.yaml; a session needs a folder of its own");
      }
    } catch (IOException e) {
      throw new BadInput(folder + ": cannot be read: " + e, e);
    }
  }

  void writeSession(String yaml) {
    write(session(), yaml);
  }

  /** The complete rounds, in their order. */
  List<RoundRecord> rounds() {
    List<RoundRecord> rounds = new ArrayList<>();
    while (Files.exists(round(rounds.size() + 1))) {
      rounds.add(RoundRecord.read(round(rounds.size() + 1)));
    }
    return rounds;
  }

  void writeRound(RoundRecord record) {
    writing(round(record.number()), () -> record.write(round(record.number())));
  }

  /** An answer that was kept, and where it came from: {@code given}, {@code audit}, a round. */
  record Kept(Answer answer, String source) {}

  /** The answers so far, in the order in which they came. */
  Map<String, Kept> readLabels(Set<String> ids) {
    Map<String, Kept> kept = new LinkedHashMap<>();
    if (Files.exists(labels())) {
      for (LabelFile.Entry entry : LabelFile.read(labels(), ids)) {
        kept.put(entry.id(), new Kept(entry.answer(), entry.source()));
      }
    }
    return kept;
  }

  /** As {@code labels.csv} has them. */
  static String labelsCsv(Map<String, Kept> labels) {
    List<List<String>> rows = new ArrayList<>();
    labels.forEach((id, kept) -> rows.add(List.of(id, kept.answer().word(), kept.source())));
    return csv(List.of("id", "label", "source"), rows);
  }

  void writeLabels(Map<String, Kept> labels) {
    write(labels(), labelsCsv(labels));
  }

  /** What to label next, with an empty column for the answers. */
  void writeToLabel(
      List<RoundRecord.Asked> asked, Map<String, Integer> rowOf, Optional<Material> shown) {
    List<String> columns = new ArrayList<>(List.of("id", "score", "why", "label"));
    shown.ifPresent(samples -> columns.add("content"));
    List<List<String>> rows = new ArrayList<>();
    for (RoundRecord.Asked one : asked) {
      List<String> row =
          new ArrayList<>(
              List.of(one.id(), String.format(Locale.ROOT, "%.6g", one.score()), one.why(), ""));
      shown.ifPresent(samples -> row.add(excerpt(samples, rowOf.getOrDefault(one.id(), 0))));
      rows.add(row);
    }
    write(toLabel(), csv(columns, rows));
  }

  /**
   * Whether {@code to-label.csv} is there and asks for these samples, most of them at least: it is
   * somebody's work then, right or wrong, and not to be written over.
   */
  boolean asks(List<RoundRecord.Asked> asked) {
    if (!Files.exists(toLabel())) {
      return false;
    }
    Set<String> ids = asked.stream().map(RoundRecord.Asked::id).collect(Collectors.toSet());
    int there = 0;
    try (InputStream content = Files.newInputStream(toLabel())) {
      CsvRows rows = new CsvRows(content, toLabel().toString(), CsvRows.Form.COMMAS);
      int id = rows.column("id");
      while (rows.hasNext()) {
        there += ids.contains(rows.next().get(id).strip()) ? 1 : 0;
      }
    } catch (IOException | BadInput e) {
      return true; // it cannot be told, so that nothing is lost
    }
    return 2 * there >= ids.size();
  }

  /** Every sample with its probability, the most probable first. */
  void writeIdentified(List<String> ids, Identification found, Answer[] answers, double threshold) {
    boolean[] identified = found.identified(threshold);
    Optional<double[]> probabilities = found.probabilities();
    List<List<String>> rows = new ArrayList<>();
    IntStream.range(0, ids.size())
        .boxed()
        .sorted(
            Comparator.comparing((Integer i) -> !identified[i])
                .thenComparing(i -> probabilities.map(p -> -p[i]).orElse(0.0)))
        .forEach(
            i ->
                rows.add(
                    List.of(
                        ids.get(i),
                        probabilities.map(p -> share(p[i])).orElse(""),
                        identified[i]
                            ? "forget"
                            : probabilities.isPresent() || answers[i] == Answer.RETAIN
                                ? "retain"
                                : "unknown",
                        answers[i].isSide() ? "label" : "prediction")));
    write(identified(), csv(List.of("id", "probability", "decision", "by"), rows));
  }

  /** What other thresholds would give. */
  void writeThresholds(Identification found) {
    List<List<String>> rows = new ArrayList<>();
    for (int step = 1; step < 20; step++) {
      Quality quality = found.quality(step / 20.0);
      List<String> row =
          new ArrayList<>(
              List.of(
                  String.format(Locale.ROOT, "%.2f", quality.threshold()),
                  Integer.toString(quality.identified()),
                  share(quality.expectedPrecision()),
                  share(quality.expectedRecall())));
      for (ExactProportion measured : List.of(quality.precision(), quality.recall())) {
        boolean known = measured.of() > 0;
        row.add(known ? share(measured.share().orElseThrow()) : "");
        row.add(known ? share(measured.low()) : "");
        row.add(known ? share(measured.high()) : "");
        row.add(Integer.toString(measured.of()));
      }
      rows.add(row);
    }
    write(
        thresholds(),
        csv(
            List.of(
                "threshold",
                "identified",
                "expected_precision",
                "expected_recall",
                "audit_precision",
                "audit_precision_ci_low",
                "audit_precision_ci_high",
                "audit_precision_of",
                "audit_recall",
                "audit_recall_ci_low",
                "audit_recall_ci_high",
                "audit_recall_of"),
            rows));
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  /** One line, cut; a table program must not take it for a formula. */
  private static String excerpt(Material material, int row) {
    String plain = Shown.line(material.shown(row)).replaceAll("\\s+", " ").strip();
    String cut = plain.length() > EXCERPT ? plain.substring(0, EXCERPT) + "…" : plain;
    return !cut.isEmpty() && "=+-@".indexOf(cut.charAt(0)) >= 0 ? "'" + cut : cut;
  }

  private static String csv(List<String> columns, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
    try (CSVPrinter csv = new CSVPrinter(text, format)) {
      csv.printRecord(columns);
      for (List<String> row : rows) {
        csv.printRecord(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringBuilder does not fail
    }
    return text.toString();
  }

  private static void write(Path file, String text) {
    writing(file, () -> AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void writing(Path file, Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be written: " + e, e);
    }
  }
}
