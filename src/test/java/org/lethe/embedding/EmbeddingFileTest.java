package org.lethe.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lethe.dataset.Content;
import org.lethe.dataset.OwnRows;
import org.lethe.embedding.EmbeddingFile.Format;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.RowMajor;
import org.lethe.nd.Seed;
import org.lethe.nd.Sha256;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;
import org.lethe.testing.Tmpfs;

/**
 * Guards against numbers that come back with other bits, ids that come back beside other rows or in
 * another spelling, and half a file under a whole one's name.
 */
class EmbeddingFileTest {
  private static final int N = 23;
  private static final int D = 7;

  /** What breaks a list of lines, a table of commas, an array of fixed width, and a shell. */
  private static final List<String> ODD =
      List.of(
          "plain",
          "with, comma",
          "two\nlines",
          "\"quoted\"",
          "back\\slash\\n",
          "日本 🎈",
          "=1+1",
          "a b");

  @TempDir Path folder;

  private static List<String> ids() {
    List<String> ids = new ArrayList<>(ODD);
    for (int i = ids.size(); i < N; i++) {
      ids.add("id-" + i);
    }
    return ids;
  }

  /** Numbers of every size that float32 has, with the smallest, the largest and minus nothing. */
  private static float[] values() {
    var random = new Seed(3).random();
    float[] values = new float[N * D];
    for (int i = 0; i < values.length; i++) {
      do {
        values[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(values[i]));
    }
    values[0] = Float.MIN_VALUE;
    values[1] = -Float.MAX_VALUE;
    values[2] = -0f;
    values[3] = 1.4E-45f;
    values[4] = 0.1f;
    return values;
  }

  private Path written(Format format) throws IOException {
    Path file = folder.resolve("rows" + format.ending());
    try (EmbeddingFile writer = EmbeddingFile.begin(file, D, ids(), Map.of("encoder", "made"))) {
      float[] values = values();
      for (int from = 0; from < N; from += 10) { // 10, 10 and 3
        int to = Math.min(N, from + 10);
        writer.append(Arrays.copyOfRange(values, from * D, to * D), to - from);
        assertFalse(Files.exists(file), "it has its name only when it is whole");
      }
      writer.finish(List.of("a note"));
    }
    return file;
  }

  private record Read(List<String> ids, RowMajor rows) {}

  private static Read read(Path file, Format format) throws IOException {
    return switch (format) {
      case NPY -> {
        RowMajor rows = Npy.rows(file);
        yield new Read(EmbeddingFile.idsBeside(file, N, Sha256.of(file)).orElseThrow(), rows);
      }
      case NPZ -> new Read(Npz.ids(file, "ids"), Npz.rows(file, "embeddings"));
      case PARQUET, ARROW -> ofTable(file, "embedding");
      case CSV -> ofTable(file, "x*");
    };
  }

  private static Read ofTable(Path file, String features) {
    OwnRows rows =
        OwnRows.ofTable(
            file, Optional.empty(), List.of(features), Optional.of("id"), Optional.empty());
    return new Read(rows.ids(), ((Content.Numbers) rows.content()).rows());
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyBitAndEveryIdComesBack(Format format) throws IOException {
    Path file = written(format);
    Read read = read(file, format);
    assertEquals(ids(), read.ids());
    float[] back = new float[N * D];
    read.rows().read(0, N, back);
    int[] bits = new int[back.length];
    int[] expected = new int[back.length];
    for (int i = 0; i < back.length; i++) {
      bits[i] = Float.floatToRawIntBits(back[i]);
      expected[i] = Float.floatToRawIntBits(values()[i]);
    }
    assertArrayEquals(expected, bits);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void besideItStandsWhereItComesFrom(Format format) throws IOException {
    Path file = written(format);
    JsonNode about = new ObjectMapper().readTree(Files.readAllBytes(Path.of(file + ".json")));
    assertEquals("made", about.path("encoder").asText());
    assertEquals("a note", about.path("notes").path(0).asText());
    assertEquals(N, about.path("rows").asInt());
    assertEquals(D, about.path("columns").asInt());
    assertEquals(Sha256.of(file), about.path("sha256").asText());
    assertEquals(format == Format.NPY, Files.exists(Path.of(file + ".ids.txt")));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void equalRowsGiveEqualBytes(Format format) throws IOException {
    Path file = written(format);
    byte[] first = Files.readAllBytes(file);
    Files.delete(file);
    assertArrayEquals(first, Files.readAllBytes(written(format)));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void whatIsNotFinishedLeavesNothing(Format format) throws IOException {
    Path file = folder.resolve("half" + format.ending());
    try (EmbeddingFile writer = EmbeddingFile.begin(file, D, ids(), Map.of())) {
      writer.append(values(), 5);
      Refused.message(IllegalStateException.class, () -> writer.finish(List.of()));
      float[] broken = new float[D];
      broken[4] = Float.NaN;
      String said = Refused.message(BadInput.class, () -> writer.append(broken, 1));
      assertTrue(said.contains("\"日本 🎈\"") && said.contains("feature 4"), said);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void anArrayThatWasReplacedDoesNotGetTheOldIds() throws IOException {
    Path file = written(Format.NPY);
    Npy.write(file, new DenseFeatures(new float[N * D], N, D)); // as many rows, others
    String said =
        Refused.message(BadInput.class, () -> EmbeddingFile.idsBeside(file, N, Sha256.of(file)));
    assertTrue(said.contains("is not the array that rows.npy.ids.txt was written with"), said);
    Files.delete(Path.of(file + ".json"));
    assertEquals(
        Optional.of(ids()),
        EmbeddingFile.idsBeside(file, N, Sha256.of(file)),
        "a list of one's own needs nothing beside it");
    Files.writeString(Path.of(file + ".ids.txt"), "a\n".repeat(N));
    said = Refused.message(BadInput.class, () -> EmbeddingFile.idsBeside(file, N, Sha256.of(file)));
    assertTrue(said.contains("rows 1 and 2 have the same id \"a\""), said);
    Files.writeString(Path.of(file + ".ids.txt"), "a\nb\n");
    said = Refused.message(BadInput.class, () -> EmbeddingFile.idsBeside(file, N, Sha256.of(file)));
    assertTrue(said.contains("has 2 ids; expected " + N), said);
  }

  private static void assertTaken(Path file, Path by) {
    String said = Refused.message(BadInput.class, () -> EmbeddingFile.requireFree(file));
    assertTrue(said.startsWith(by + " is there and is not replaced"), said);
  }

  /** What stands beside the file of somebody else is not written over either. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void whatIsThereBesideItIsNotReplaced(Format format) throws IOException {
    Path file = folder.resolve("mine" + format.ending());
    EmbeddingFile.requireFree(file);
    Path ids = Files.writeString(Path.of(file + ".ids.txt"), "mine\n");
    if (format == Format.NPY) {
      assertTaken(file, ids);
    } else {
      EmbeddingFile.requireFree(file); // only an array has no place for its ids
    }
    Path about = Files.writeString(Path.of(file + ".json"), "{}");
    assertTaken(file, about);
  }

  /** Killed between the names that it gives, the last of which is the file's own. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void whatAWriterLeftThatWasKilledIsReplaced(Format format) throws IOException {
    Path file = written(format);
    byte[] whole = Files.readAllBytes(file);
    assertTaken(file, file);

    Files.delete(file);
    EmbeddingFile.requireFree(file);
    Files.deleteIfExists(Path.of(file + ".ids.txt")); // the one before the last
    EmbeddingFile.requireFree(file);
    assertArrayEquals(whole, Files.readAllBytes(written(format)));
    assertEquals(ids(), read(file, format).ids());
  }

  @Test
  void aListOfIdsThatIsNotTheOneThatWasLeftIsNotReplaced() throws IOException {
    Path file = written(Format.NPY);
    Files.delete(file);
    Path ids = Files.writeString(Path.of(file + ".ids.txt"), "mine\n");
    assertTaken(file, ids);
  }

  /** So wide that what names the columns fills more than a buffer. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void aFullDiskLeavesNothing(Format format) throws Exception {
    int wide = 20_000;
    try (Tmpfs disk = Tmpfs.on(folder.resolve("disk"), 512)) {
      for (int kilobytes : new int[] {0, 64, 128, 256}) {
        Path ballast = disk.fillUpTo(kilobytes);
        Path file = folder.resolve("disk/rows" + format.ending());
        String said =
            Refused.message(
                IOException.class,
                () -> {
                  try (EmbeddingFile writer =
                      EmbeddingFile.begin(file, wide, List.of("a", "b", "c", "d"), Map.of())) {
                    writer.append(random(4 * wide), 4); // 320 kB
                    writer.finish(List.of());
                  }
                });
        assertTrue(said.contains("No space left"), said);
        try (Stream<Path> left = Files.list(folder.resolve("disk"))) {
          assertEquals(List.of(ballast), left.toList(), kilobytes + " kB");
        }
      }
    }
  }

  private static float[] random(int count) {
    var random = new Seed(4).random();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  @Test
  void whatIsThereIsNotReplaced() throws IOException {
    Path file = written(Format.CSV);
    assertTaken(file, file);
    String said =
        Refused.message(
            BadInput.class, () -> EmbeddingFile.requireFree(folder.resolve("rows.parqet")));
    assertTrue(said.contains("did you mean .parquet?") && said.contains(".npz"), said);
    EmbeddingFile.requireFree(folder.resolve("new/place/rows.npy"));
    assertTrue(Files.isDirectory(folder.resolve("new/place")));
  }
}
