package org.lethe.curation.identify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lethe.dataset.Content;
import org.lethe.dataset.OwnRows;
import org.lethe.embedding.Npy;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.MappedFeatures;
import org.lethe.nd.RowMajor;
import org.lethe.settings.BadInput;

/** A pool as its owner has it: texts, a table, or rows of numbers. */
public final class PoolFile {
  private static final List<String> LINES = List.of(".txt", ".txt.gz");
  private static final String ROWS = ".npy";
  private static final int BUFFER = 1 << 16;

  private PoolFile() {}

  /**
   * Which columns of a table are what.
   *
   * @param id of the ids; without it rows are numbered
   * @param text of the texts; {@code text} if nothing is said
   * @param features of numbers; a star at the end takes all that begin so
   */
  public record Columns(Optional<String> id, Optional<String> text, List<String> features) {
    public Columns {
      features = List.copyOf(features);
    }
  }

  /**
   * Reads a pool; what it is, the end of its name says.
   *
   * @throws BadInput if the file is missing, of no known kind, or not what it should be
   */
  public static OwnRows read(Path file, Columns columns) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(file + (Files.exists(file) ? " is no file" : ": no such file"));
    }
    if (endsWith(file, OwnRows.TABLES)) {
      return table(file, columns);
    }
    boolean lines = endsWith(file, LINES);
    if (!lines && !endsWith(file, List.of(ROWS))) {
      throw new BadInput(
          file
              + ": what it holds cannot be told from its name; allowed endings: "
              + Stream.of(LINES, OwnRows.TABLES, List.of(ROWS))
                  .flatMap(List::stream)
                  .collect(Collectors.joining(", "))
              + OwnRows.advice(file));
    }
    if (columns.id().isPresent() || columns.text().isPresent() || !columns.features().isEmpty()) {
      throw new BadInput(file + ": has no columns; --text-column and the like are for tables");
    }
    return lines ? OwnRows.ofLines(file) : rows(file);
  }

  private static boolean endsWith(Path file, List<String> endings) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith);
  }

  private static OwnRows table(Path file, Columns columns) {
    if (columns.text().isPresent() && !columns.features().isEmpty()) {
      throw new BadInput("--text-column and --feature-columns: give one of them");
    }
    Optional<String> text =
        columns.features().isEmpty()
            ? columns.text().or(() -> Optional.of("text"))
            : Optional.empty();
    return OwnRows.ofTable(file, text, columns.features(), columns.id(), Optional.empty());
  }

  private static OwnRows rows(Path file) {
    try {
      RowMajor rows = Npy.rows(file);
      if (rows.rows() == 0) {
        throw new BadInput(file + " has no rows");
      }
      DenseFeatures loaded =
          rows instanceof MappedFeatures mapped ? mapped.load() : (DenseFeatures) rows;
      List<String> ids =
          IntStream.rangeClosed(1, loaded.rows())
              .mapToObj(i -> String.format(Locale.ROOT, "row-%05d", i))
              .toList();
      return new OwnRows(
          ids, new Content.Numbers(loaded), new boolean[loaded.rows()], sha256(file));
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read: " + e, e);
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream input = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
