package org.lethe.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.text.translate.AggregateTranslator;
import org.apache.commons.text.translate.CharSequenceTranslator;
import org.apache.commons.text.translate.LookupTranslator;
import org.lethe.settings.Shown;

/** The file formats of tables. Each escapes what is special in it: labels come from anywhere. */
enum TableFormat {
  /** RFC 4180 with LF line ends; fractions, full precision, intervals in columns of their own. */
  CSV("csv") {
    @Override
    String write(Table table) {
      StringBuilder out = new StringBuilder();
      try (CSVPrinter printer =
          new CSVPrinter(
              out,
              CSVFormat.RFC4180
                  .builder()
                  .setRecordSeparator('\n')
                  .setHeader(
                      table.columns().stream()
                          .flatMap(column -> column.kind().fields(column.name()).stream())
                          .toArray(String[]::new))
                  .get())) {
        for (List<Cell> row : table.rows()) {
          printer.printRecord(row.stream().flatMap(cell -> cell.fields().stream()).toList());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toString();
    }
  },

  /** A GitHub table with the caption above it. */
  MARKDOWN("md") {
    @Override
    String write(Table table) {
      StringBuilder out = new StringBuilder();
      out.append(markdown(table.caption())).append("\n\n");
      out.append(markdownRow(table.columns().stream().map(Column::title)));
      out.append(
          table.columns().stream()
              .map(column -> column.kind().isNumeric() ? "---:" : "---")
              .collect(Collectors.joining(" | ", "| ", " |\n")));
      for (List<Cell> row : table.rows()) {
        out.append(markdownRow(row.stream().map(Cell::text)));
      }
      return out.toString();
    }
  },

  /** A {@code tabular} with booktabs rules; the caption is a comment, for the author to use. */
  LATEX("tex") {
    @Override
    String write(Table table) {
      StringBuilder out = new StringBuilder();
      out.append("% ").append(oneLine(table.caption())).append('\n');
      out.append("% needs \\usepackage{booktabs}\n");
      out.append(
          table.columns().stream()
              .map(column -> column.kind().isNumeric() ? "r" : "l")
              .collect(Collectors.joining("", "\\begin{tabular}{", "}\n\\toprule\n")));
      out.append(latexRow(table.columns().stream().map(Column::title)));
      out.append("\\midrule\n");
      for (List<Cell> row : table.rows()) {
        out.append(latexRow(row.stream().map(Cell::text)));
      }
      out.append("\\bottomrule\n\\end{tabular}\n");
      return out.toString();
    }
  };

  // Characters that mean something to Markdown or to the HTML that it may contain.
  private static final String MARKDOWN_SPECIAL = "\\`*_{}[]<>#|~&$";

  /** The hyphen of a negative number, which must become a minus. */
  private static final Pattern NEGATIVE = Pattern.compile("^-(?=[0-9])");

  private static final CharSequenceTranslator LATEX_ESCAPES =
      new AggregateTranslator(
          new LookupTranslator(
              Stream.of(
                      new String[] {"\\", "\\textbackslash{}"},
                      new String[] {"{", "\\{"},
                      new String[] {"}", "\\}"},
                      new String[] {"$", "\\$"},
                      new String[] {"&", "\\&"},
                      new String[] {"#", "\\#"},
                      new String[] {"%", "\\%"},
                      new String[] {"_", "\\_"},
                      new String[] {"^", "\\textasciicircum{}"},
                      new String[] {"~", "\\textasciitilde{}"},
                      new String[] {"<", "\\textless{}"},
                      new String[] {">", "\\textgreater{}"},
                      new String[] {"|", "\\textbar{}"},
                      new String[] {"\"", "\\textquotedbl{}"},
                      // the row before ends with \\\\, which would take these as its arguments
                      new String[] {"[", "{[}"},
                      new String[] {"]", "{]}"},
                      new String[] {"*", "{*}"},
                      new String[] {"±", "$\\pm$"},
                      new String[] {"−", "$-$"},
                      new String[] {"–", "--"},
                      new String[] {"α", "$\\alpha$"},
                      new String[] {"ε", "$\\varepsilon$"},
                      new String[] {"κ", "$\\kappa$"},
                      new String[] {"‖", "$\\Vert$"})
                  .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]))));

  private final String extension;

  TableFormat(String extension) {
    this.extension = extension;
  }

  /** Without the dot. */
  String extension() {
    return extension;
  }

  /** The whole file. */
  abstract String write(Table table);

  private static String markdownRow(Stream<String> cells) {
    return cells.map(TableFormat::markdown).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String markdown(String text) {
    StringBuilder out = new StringBuilder();
    oneLine(text)
        .codePoints()
        .forEach(
            c -> {
              if (MARKDOWN_SPECIAL.indexOf(c) >= 0) {
                out.append('\\');
              }
              out.appendCodePoint(c);
            });
    return out.toString();
  }

  private static String latexRow(Stream<String> cells) {
    return cells
        .map(cell -> LATEX_ESCAPES.translate(oneLine(cell)))
        .map(cell -> NEGATIVE.matcher(cell).replaceFirst("\\$-\\$"))
        .collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  /** An end of a line, of one character or two, would break a row apart. */
  private static String oneLine(String text) {
    return Shown.line(text.replace("\r\n", "\n"));
  }
}
