package org.lethe.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.lethe.report.Figures.Gallery;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.results.Summary;
import org.lethe.settings.BadInput;

/**
 * The folder {@code report/} of a results folder: {@code index.html}, and the same figures and
 * tables as files for papers. Everything comes from the records, so that a report can be made again
 * anywhere and at any time, also while trials are still running.
 */
public final class Report {

  private static final List<String> FIGURE_FILES = List.of("svg", "pdf", "csv");

  private Report() {}

  /**
   * Reads the records and writes the report; one that is there is replaced, and figures and tables
   * that it no longer has are deleted.
   *
   * @return the page, {@code report/index.html}
   * @throws BadInput if the folder holds no study or cannot be written
   */
  public static Path write(ResultFolder folder) {
    return write(folder, placeIn(folder));
  }

  /** Where the report of a results folder is, if no other place is named. */
  public static Path placeIn(ResultFolder folder) {
    return folder.path().resolve("report");
  }

  /** As {@link #write(ResultFolder)}, to another place: the results may be read-only. */
  public static Path write(ResultFolder folder, Path report) {
    Records records = folder.read();
    return write(folder, Summary.of(folder.study(), records.trials()), records, report);
  }

  /**
   * As {@link #write(ResultFolder, Path)}, by who has read and summarised the records already.
   *
   * @param summary of these records
   */
  public static Path write(ResultFolder folder, Summary summary, Records records, Path report) {
    try {
      return write(Findings.of(summary, records), folder.specYaml(), report);
    } catch (IOException e) {
      throw new BadInput("cannot write the report to " + report + ": " + e.getMessage(), e);
    }
  }

  private static Path write(Findings findings, Optional<String> spec, Path report)
      throws IOException {
    List<Gallery> galleries = new Figures(findings).all();
    List<Table> tables = new Tables(findings).all();
    Plot plot = new Plot(Typeface.load());

    Set<Path> written = new HashSet<>();
    Path figures = report.resolve("figures");
    for (Gallery gallery : galleries) {
      for (Figures.View view : gallery.views()) {
        for (Figure figure : view.figures()) {
          save(written, figures.resolve(figure.name() + ".svg"), plot.svg(figure));
          save(written, figures.resolve(figure.name() + ".pdf"), plot.pdf(figure));
          save(
              written,
              figures.resolve(figure.name() + ".csv"),
              TableFormat.CSV.write(Tables.numbersOf(figure)));
        }
      }
    }
    Path folder = report.resolve("tables");
    for (Table table : tables) {
      for (TableFormat format : TableFormat.values()) {
        save(written, folder.resolve(table.name() + "." + format.extension()), format.write(table));
      }
    }
    deleteOthers(figures, written, FIGURE_FILES);
    deleteOthers(
        folder, written, Stream.of(TableFormat.values()).map(TableFormat::extension).toList());

    Path page = report.resolve("index.html");
    save(written, page, new Page(findings, galleries, tables, plot, spec, Optional.empty()).html());
    return page;
  }

  /**
   * The page alone, for who looks on while trials run.
   *
   * @param standing whether more may come, in words
   * @throws BadInput if the folder holds no study
   */
  public static String live(ResultFolder folder, String standing) {
    Records records = folder.read();
    Findings findings = Findings.of(folder.study(), records);
    return new Page(
            findings,
            new Figures(findings).all(),
            new Tables(findings).all(),
            new Plot(Typeface.load()),
            folder.specYaml(),
            Optional.of(standing))
        .html();
  }

  private static void save(Set<Path> written, Path file, String content) throws IOException {
    save(written, file, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A file appears whole or not at all. It is not forced to disk, which would take most of the
   * report's time: unlike a record it can be made again.
   */
  private static void save(Set<Path> written, Path file, byte[] content) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent(), "a file of a report has a folder");
    Files.createDirectories(folder);
    // Distinct from every other writer's; with the permissions that new files have here.
    Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.write(temporary, content, StandardOpenOption.CREATE_NEW);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    written.add(file);
  }

  /** Figures and tables of an earlier report would be taken for this one's. */
  private static void deleteOthers(Path folder, Set<Path> written, List<String> extensions)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> old;
    try (Stream<Path> files = Files.list(folder)) {
      old =
          files
              .filter(file -> !written.contains(file))
              .filter(
                  file ->
                      extensions.stream()
                          .anyMatch(e -> file.getFileName().toString().endsWith("." + e)))
              .toList();
    }
    for (Path file : old) {
      Files.delete(file);
    }
  }
}
