package org.lethe.embedding;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.lethe.columnar.ArrowWriter;
import org.lethe.columnar.ParquetWriter;
import org.lethe.nd.AtomicFiles;
import org.lethe.nd.Replacement;
import org.lethe.nd.Sha256;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/**
 * Rows with their ids in a file for other tools, written block by block. Beside the file stands
 * {@code <file>.json}, which says where the rows come from, and beside a {@code .npy}, which has no
 * place for them, {@code <file>.ids.txt}. The file itself takes its name last: where it is, the
 * others are. Where it is not, the others are what a writer left that was killed, and replaced.
 */
public final class EmbeddingFile implements Closeable {
  private static final String IDS = ".ids.txt";
  private static final String ABOUT = ".json";
  private static final String SHA256 = "sha256";
  private static final String IDS_SHA256 = "ids-sha256";
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the end of a file's name says of it. */
  public enum Format {
    /** An array of NumPy. */
    NPY,
    /** Arrays {@code embeddings} and {@code ids} of NumPy in one archive, not compressed. */
    NPZ,
    /** Columns {@code id} and {@code embedding}, a list of float32. */
    PARQUET,
    /** Columns {@code id} and {@code embedding}, a list of float32; not compressed. */
    ARROW,
    /** Columns {@code id}, {@code x0}, {@code x1}, …; every number reads back to the same bits. */
    CSV;

    /** {@code .npy}. */
    public String ending() {
      return "." + name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a file by its name.
     *
     * @throws BadInput if it ends otherwise
     */
    public static Format of(Path file) {
      String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
      List<String> endings = Arrays.stream(values()).map(Format::ending).toList();
      int dot = name.lastIndexOf('.');
      return Arrays.stream(values())
          .filter(format -> name.endsWith(format.ending()))
          .findFirst()
          .orElseThrow(
              () ->
                  new BadInput(
                      file
                          + ": its ending says no format for embeddings"
                          + Suggestion.text(name.substring(dot < 0 ? 0 : dot), endings)));
    }
  }

  /** What takes the rows, in one format. */
  private interface Sink extends Closeable {
    void append(List<String> ids, float[] values) throws IOException;

    /** Completes the file and forces it to disk. */
    void finish() throws IOException;
  }

  private final Path target;
  private final Replacement replacement;
  private final int columns;
  private final List<String> ids;
  private final Map<String, Object> provenance;
  private final Sink sink;
  private int rows;

  private EmbeddingFile(
      Path target,
      Replacement replacement,
      int columns,
      List<String> ids,
      Map<String, ?> provenance,
      Sink sink) {
    this.target = target;
    this.replacement = replacement;
    this.columns = columns;
    this.ids = ids;
    this.provenance = new LinkedHashMap<>(provenance);
    this.sink = sink;
  }

  /**
   * Before any work: whether a file of that name can be written, and neither it nor one that will
   * stand beside it is there, but for what an earlier writer left that did not end.
   *
   * @throws BadInput if not
   */
  public static void requireFree(Path file) {
    boolean array = Format.of(file) == Format.NPY;
    Path about = beside(file, ABOUT);
    Path list = beside(file, IDS);
    requireAbsent(file);
    try {
      Optional<JsonNode> left = leftBehind(about);
      if (left.isEmpty()) {
        requireAbsent(about);
      }
      if (array && !(left.isPresent() && isListOf(left.get(), list))) {
        requireAbsent(list);
      }
      try (Replacement probe = Replacement.of(file)) {
        Files.createFile(probe.part());
      }
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e, e);
    }
  }

  private static void requireAbsent(Path file) {
    if (Files.exists(file)) {
      throw new BadInput(file + " is there and is not replaced; delete it, or name another file");
    }
  }

  /** What stands beside a file, if it is one of ours; empty for anything else. */
  private static Optional<JsonNode> leftBehind(Path about) throws IOException {
    if (!Files.isRegularFile(about)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readTree(Files.readAllBytes(about)))
          .filter(said -> said.path("format").asInt() == FORMAT)
          .filter(said -> said.path("rows").isInt() && said.path("columns").isInt())
          .filter(said -> said.path(SHA256).isTextual());
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static boolean isListOf(JsonNode about, Path list) throws IOException {
    return Files.isRegularFile(list) && Sha256.of(list).equals(about.path(IDS_SHA256).asText(""));
  }

  /**
   * Begins a file.
   *
   * @param columns d
   * @param ids of all rows, distinct, {@code [n]}; shared
   * @param provenance where the rows come from: texts, numbers, lists and maps
   */
  public static EmbeddingFile begin(
      Path file, int columns, List<String> ids, Map<String, ?> provenance) throws IOException {
    Path target = file.toAbsolutePath();
    Replacement replacement = Replacement.of(target);
    Path whole = replacement.part();
    try {
      Sink sink =
          switch (Format.of(file)) {
            case NPY -> new NpySink(NpyWriter.replacing(whole, columns));
            case NPZ -> NpzSink.of(whole, columns, ids);
            case PARQUET -> ParquetSink.of(whole, columns, provenance);
            case ARROW -> ArrowSink.of(whole, columns, provenance);
            case CSV -> CsvSink.of(whole, columns);
          };
      return new EmbeddingFile(target, replacement, columns, ids, provenance, sink);
    } catch (IOException e) {
      replacement.close();
      throw e;
    }
  }

  /** How many rows were appended. */
  public int rows() {
    return rows;
  }

  /** How many rows there will be. */
  public int expected() {
    return ids.size();
  }

  /** d. */
  public int columns() {
    return columns;
  }

  /**
   * Appends the next rows.
   *
   * @param values row-major {@code [count·d]} or longer
   * @throws BadInput if a number is not finite; names the id
   */
  public void append(float[] values, int count) throws IOException {
    List<String> batch = ids.subList(rows, rows + count);
    EmbeddingWriter.requireFinite(batch, values, columns);
    sink.append(batch, values);
    rows += count;
  }

  /**
   * Completes the file, writes what stands beside it, and gives it its name.
   *
   * @param notes what a reader of the rows must know
   * @throws IllegalStateException if there are not as many rows as ids
   */
  public void finish(List<String> notes) throws IOException {
    if (rows != ids.size()) {
      throw new IllegalStateException(rows + " rows for " + ids.size() + " ids");
    }
    sink.finish();
    provenance.put("notes", notes);
    provenance.put("rows", rows);
    provenance.put("columns", columns);
    provenance.put(SHA256, Sha256.of(replacement.part()));
    provenance.put("format", FORMAT);
    if (Format.of(target) == Format.NPY) {
      try (Replacement list = Replacement.of(beside(target, IDS))) {
        writeIds(list.part());
        provenance.put(IDS_SHA256, Sha256.of(list.part()));
        writeAbout(); // first: by it the next writer knows a list that was left
        list.move();
      }
    } else {
      writeAbout();
    }
    replacement.move();
  }

  private void writeAbout() throws IOException {
    AtomicFiles.write(
        beside(target, ABOUT), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(provenance));
  }

  private void writeIds(Path file) throws IOException {
    try (IdFile.Writer writer = new IdFile.Writer(file)) {
      for (String id : ids) {
        writer.append(id);
      }
      writer.finish();
    }
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** Leaves nothing behind that was not finished. */
  @Override
  public void close() throws IOException {
    try {
      sink.close();
    } finally {
      replacement.close();
    }
  }

  /**
   * The ids that stand beside a {@code .npy}, in {@code <file>.ids.txt}, one a line; empty if there
   * is no such file.
   *
   * @param sha256 of the array
   * @throws BadInput if they are not as many as the rows, one is there twice, or {@code
   *     <file>.json} says that they were written with another array
   */
  public static Optional<List<String>> idsBeside(Path file, int rows, String sha256)
      throws IOException {
    Path list = beside(file, IDS);
    if (!Files.isRegularFile(list)) {
      return Optional.empty();
    }
    Path about = beside(file, ABOUT);
    if (Files.isRegularFile(about)) {
      String stated = statedSha256(about);
      if (!stated.isEmpty() && !stated.equals(sha256)) {
        throw new BadInput(
            file
                + " is not the array that "
                + list.getFileName()
                + " was written with: "
                + about.getFileName()
                + " says another sha256; write them together, or delete these two");
      }
    }
    List<String> ids = IdFile.open(list, rows);
    IdFile.requireDistinct(list.toString(), ids);
    return Optional.of(ids);
  }

  private static String statedSha256(Path about) throws IOException {
    try {
      JsonNode said = JSON.readTree(Files.readAllBytes(about));
      return said == null ? "" : said.path(SHA256).asText("");
    } catch (JacksonException e) {
      throw new BadInput(about + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** That the beginning failed matters more than that its end, which writes what is left, does. */
  private static void closeAfter(IOException failure, Closeable begun) {
    try {
      begun.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private record NpySink(NpyWriter writer) implements Sink {
    @Override
    public void append(List<String> ids, float[] values) throws IOException {
      writer.append(values, ids.size());
    }

    @Override
    public void finish() throws IOException {
      writer.finish();
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  /**
   * An archive says the checksum of an array before its content: the rows go to a file of their own
   * first.
   */
  private record NpzSink(Path whole, Path rows, NpyWriter writer, List<String> ids)
      implements Sink {
    static NpzSink of(Path whole, int columns, List<String> ids) throws IOException {
      Path rows = whole.resolveSibling(whole.getFileName() + ".rows.tmp");
      return new NpzSink(whole, rows, NpyWriter.replacing(rows, columns), ids);
    }

    @Override
    public void append(List<String> batch, float[] values) throws IOException {
      writer.append(values, batch.size());
    }

    @Override
    public void finish() throws IOException {
      writer.finish();
      Npz.write(whole, Npy.rows(rows), ids);
    }

    @Override
    public void close() throws IOException {
      try {
        writer.close();
      } finally {
        Files.deleteIfExists(rows);
      }
    }
  }

  private record ParquetSink(ParquetWriter writer, int columns) implements Sink {
    static ParquetSink of(Path whole, int columns, Map<String, ?> provenance) throws IOException {
      return new ParquetSink(
          new ParquetWriter(
              whole,
              List.of(
                  new ParquetWriter.Column("id", ParquetWriter.Kind.TEXT),
                  new ParquetWriter.Column("embedding", ParquetWriter.Kind.VECTOR)),
              Map.of("lethe", JSON.writeValueAsString(provenance))),
          columns);
    }

    @Override
    public void append(List<String> ids, float[] values) throws IOException {
      for (int i = 0; i < ids.size(); i++) {
        writer.append(ids.get(i), Arrays.copyOfRange(values, i * columns, (i + 1) * columns));
      }
    }

    @Override
    public void finish() throws IOException {
      writer.finish();
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  private record ArrowSink(ArrowWriter writer) implements Sink {
    static ArrowSink of(Path whole, int columns, Map<String, ?> provenance) throws IOException {
      return new ArrowSink(
          new ArrowWriter(
              whole,
              "id",
              "embedding",
              columns,
              Map.of("lethe", JSON.writeValueAsString(provenance))));
    }

    @Override
    public void append(List<String> ids, float[] values) throws IOException {
      writer.append(ids, values);
    }

    @Override
    public void finish() throws IOException {
      writer.finish();
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  private record CsvSink(FileOutputStream file, CSVPrinter printer, int columns) implements Sink {
    static CsvSink of(Path whole, int columns) throws IOException {
      FileOutputStream file = new FileOutputStream(whole.toFile());
      CSVPrinter printer =
          new CSVPrinter(
              new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8), 1 << 16),
              CSVFormat.RFC4180.builder().setRecordSeparator('\n').get());
      List<String> header = new ArrayList<>(List.of("id"));
      for (int j = 0; j < columns; j++) {
        header.add("x" + j);
      }
      CsvSink sink = new CsvSink(file, printer, columns);
      try {
        printer.printRecord(header);
      } catch (IOException e) {
        closeAfter(e, sink);
        throw e;
      }
      return sink;
    }

    @Override
    public void append(List<String> ids, float[] values) throws IOException {
      for (int i = 0; i < ids.size(); i++) {
        printer.print(ids.get(i));
        for (int j = 0; j < columns; j++) {
          // the shortest decimal that Float.parseFloat reads to the same bits
          printer.print(Float.toString(values[i * columns + j]));
        }
        printer.println();
      }
    }

    @Override
    public void finish() throws IOException {
      printer.flush();
      file.getFD().sync();
      printer.close();
    }

    @Override
    public void close() throws IOException {
      printer.close();
    }
  }
}
