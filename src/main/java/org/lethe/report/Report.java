package org.lethe.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.lethe.nd.Parallel;
import org.lethe.nd.Replacement;
import org.lethe.report.Figures.Gallery;
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
    return write(folder, Summary.of(folder.study(), folder.read()), report);
  }

  /**
   * As {@link #write(ResultFolder, Path)}, by who has read and summarised the records already.
   *
   * @param summary of this folder's records
   */
  public static Path write(ResultFolder folder, Summary summary, Path report) {
    try {
      return write(Findings.of(summary), folder.specYaml(), report);
    } catch (UncheckedIOException e) {
      throw cannotWrite(report, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw cannotWrite(report, e);
    }
  }

  private static BadInput cannotWrite(Path report, IOException cause) {
    return new BadInput("cannot write the report to " + report + ": " + cause.getMessage(), cause);
  }

  private static Path write(Findings findings, Optional<String> spec, Path report)
      throws IOException {
    List<Gallery> galleries = new Figures(findings).all();
    List<Table> tables = new Tables(findings).all();
    List<Figure> drawn =
        galleries.stream()
            .flatMap(gallery -> gallery.views().stream())
            .flatMap(view -> view.figures().stream())
            .toList();
    Path figures = report.resolve("figures");
    Path folder = report.resolve("tables");
    Path page = report.resolve("index.html");
    Saved saved = new Saved();
    String[] html = {""};

    Runnable prints = // these alone take as long as all the others
        () -> {
          Plot plot = new Plot(Typeface.load());
          drawn.forEach(each -> saved.file(figures, each.name() + ".pdf", plot.pdf(each)));
        };
    Runnable others =
        () -> {
          Plot plot = new Plot(Typeface.load()); // its own: a typeface reads its file as it goes
          for (Figure each : drawn) {
            saved.file(figures, each.name() + ".svg", plot.svg(each));
            saved.file(
                figures, each.name() + ".csv", TableFormat.CSV.write(Tables.numbersOf(each)));
          }
          for (Table table : tables) {
            for (TableFormat format : TableFormat.values()) {
              saved.file(folder, table.name() + "." + format.extension(), format.write(table));
            }
          }
          html[0] = new Page(findings, galleries, tables, plot, spec, Optional.empty()).html();
        };
    List<Runnable> sides = List.of(prints, others);
    Parallel.forEach(sides.size(), side -> sides.get(side).run());

    saved.deleteOthers(figures, FIGURE_FILES);
    saved.deleteOthers(
        folder, Stream.of(TableFormat.values()).map(TableFormat::extension).toList());
    saved.file(report, page.getFileName().toString(), html[0]); // last: what it links to is there
    return page;
  }

  /**
   * The page alone, for who looks on while trials run.
   *
   * @param standing whether more may come, in words
   * @throws BadInput if the folder holds no study
   */
  public static String live(ResultFolder folder, String standing) {
    Findings findings = Findings.of(folder.study(), folder.read());
    return new Page(
            findings,
            new Figures(findings).all(),
            new Tables(findings).all(),
            new Plot(Typeface.load()),
            folder.specYaml(),
            Optional.of(standing))
        .html();
  }

  /** The files of one report, written from several threads. */
  private static final class Saved {
    private final Set<Path> written = ConcurrentHashMap.newKeySet();

    void file(Path folder, String name, String content) {
      file(folder, name, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A file appears whole or not at all. It is not forced to disk, which would take most of the
     * report's time: unlike a record it can be made again.
     */
    void file(Path folder, String name, byte[] content) {
      Path file = folder.resolve(name);
      try (Replacement replacement = Replacement.of(file)) {
        Files.write(replacement.part(), content);
        replacement.move();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      written.add(file);
    }

    /** Figures and tables of an earlier report would be taken for this one's. */
    void deleteOthers(Path folder, List<String> extensions) throws IOException {
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
}
