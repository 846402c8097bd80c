package org.lethe.nd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards against rows that mean something else when they stay in their file: an offset that is
 * forgotten, a row lost where one mapping ends and the next begins, an int that overflows beyond 2
 * GB, sums in another order.
 */
class MappedFeaturesTest {
  @TempDir private Path folder;

  @Test
  void everyProductHasTheBitsOfRowsInMemory() throws IOException {
    for (int[] size : new int[][] {{1, 1}, {0, 3}, {700, 3}, {5000, 130}, {1030, 257}}) {
      DenseFeatures memory = random(size[0], size[1], 1);
      // 128 is where NumPy puts the first number; 13 is where nothing is aligned
      for (int offset : new int[] {0, 128, 13}) {
        MappedFeatures file = mapped(memory, offset, 1 << 20);
        assertEquals(memory.rows(), file.rows());
        assertArrayEquals(all(memory), all(file), 0.0, Arrays.toString(size) + " at " + offset);
        assertArrayEquals(memory.values(), file.load().values());
      }
    }
  }

  @Test
  void aChoiceOfRowsIsThatChoice() throws IOException {
    DenseFeatures memory = random(900, 5, 2);
    MappedFeatures file = mapped(memory, 128, 4096);
    int[] rows = {899, 0, 1, 2, 2, 450, 899, 203, 204, 205, 206};
    assertArrayEquals(memory.select(rows).values(), ((DenseFeatures) file.select(rows)).values());
    assertThrows(IndexOutOfBoundsException.class, () -> file.select(new int[] {900}));
    assertThrows(IndexOutOfBoundsException.class, () -> file.row(-1));
  }

  /** 64 features and 300,000 rows are 77 MB: more than is copied. */
  @Test
  void aLargeChoiceIsNotCopiedAndCanBeChosenFromAgain() throws IOException {
    DenseFeatures memory = random(1000, 64, 3);
    MappedFeatures file = mapped(memory, 128, 1 << 16);
    int[] rows = new SplittableRandom(4).ints(300_000, 0, 1000).toArray();
    MappedFeatures view = assertInstanceOf(MappedFeatures.class, file.select(rows));
    DenseFeatures copy = memory.select(rows);
    assertArrayEquals(copy.mean(), view.mean(), 0.0);
    assertArrayEquals(copy.squaredNorms(), view.squaredNorms(), 0.0);
    int[] few = {299_999, 17, 18};
    assertArrayEquals(
        copy.select(few).values(),
        assertInstanceOf(DenseFeatures.class, view.select(few)).values());
    assertArrayEquals(copy.row(12_345), view.row(12_345), 0.0);
  }

  @Test
  void rowsOfAnyPairOfPlacesAreStackedWithoutACopy() throws IOException {
    DenseFeatures top = random(40, 6, 5);
    DenseFeatures bottom = random(30, 6, 6);
    float[] both = Arrays.copyOf(top.values(), 70 * 6);
    System.arraycopy(bottom.values(), 0, both, 40 * 6, 30 * 6);
    int[] chosen = {0, 69, 40, 39, 39, 12};
    Rows expected = Rows.of(new DenseFeatures(both, 70, 6), chosen);
    Rows stacked = Rows.of(top, mapped(bottom, 128, 256), chosen);
    double[] vectors = random(6, 3, 7).row(0);
    vectors = Arrays.copyOf(vectors, 18);
    assertArrayEquals(expected.multiply(vectors, 3), stacked.multiply(vectors, 3), 0.0);
    double[] scales = random(1, 18, 8).row(0);
    assertArrayEquals(
        expected.transposeMultiply(scales, 3), stacked.transposeMultiply(scales, 3), 0.0);
    assertThrows(IndexOutOfBoundsException.class, () -> Rows.of(top, bottom, new int[] {70}));
  }

  /** A file with a hole: 1,500,000 × 512 float32 are 3.07 GB, of which a few bytes are there. */
  @Test
  void rowsBeyondTwoGigabytesAreReadWhereTheyLie() throws IOException {
    Path file = folder.resolve("large");
    int rows = 1_500_000;
    int[] written = {0, 524_287, 524_288, 1_048_575, 1_048_576, rows - 1};
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(128 + rows * 4L * 512);
      for (int row : written) {
        out.seek(128 + row * 4L * 512 + 4 * 511);
        out.write(bytes(new float[] {row + 1}));
      }
    }
    MappedFeatures features = MappedFeatures.of(file, 128, rows, 512);
    for (int row : written) {
      assertEquals(row + 1, features.row(row)[511]);
      assertEquals(0, features.row(row)[510]);
    }
    float[] around = new float[3 * 512];
    features.read(524_287, 3, around);
    assertEquals(524_288, around[511]);
    assertEquals(524_289, around[2 * 512 - 1]);
    assertEquals(0, around[3 * 512 - 1]);
    Files.delete(file);
  }

  @Test
  void aFileThatEndsTooEarlyIsRefused() throws IOException {
    Path file = folder.resolve("short");
    Files.write(file, new byte[128 + 23]);
    assertEquals(
        file + " has 151 bytes; 2 rows of 3 float32 from byte 128 on need 152",
        assertThrows(IllegalArgumentException.class, () -> MappedFeatures.of(file, 128, 2, 3))
            .getMessage());
  }

  @Test
  void rowsStayWhatTheyWereWhenTheirFileIsDeletedOrReplaced() throws IOException {
    DenseFeatures memory = random(300, 4, 9);
    MappedFeatures file = mapped(memory, 0, 1 << 20);
    Path path = folder.resolve("rows");
    AtomicFiles.write(path, new byte[300 * 16]);
    assertArrayEquals(memory.values(), file.load().values());
    Files.delete(path);
    assertArrayEquals(memory.values(), file.load().values());
  }

  private static double[] all(RowMajor rows) {
    double[] w = random(1, rows.columns(), 11).row(0);
    double[] weights = random(rows.rows(), 1, 12).multiply(new double[] {1});
    double[] scatter = Scatter.about(w, rows);
    double[] near = new double[0];
    double[] solved = new double[0];
    if (rows.rows() > 3 && rows.rows() > rows.columns()) {
      near = Neighbours.among(rows, 2).meanDistances();
      solved = Cholesky.of(scatter, rows.columns()).squaredDistances(rows, w)[0];
    }
    double[] read = new double[rows.rows() * 2];
    double[] part = new double[2];
    for (int i = 0; i < rows.rows(); i++) {
      int from = Math.max(0, rows.columns() - 2);
      rows.read(i, from, Math.min(2, rows.columns()), part);
      System.arraycopy(part, 0, read, 2 * i, 2);
    }
    return concat(
        rows.multiply(w),
        rows.combine(weights),
        rows.squaredNorms(),
        rows.squaredDistances(w),
        Rows.of(rows).multiply(w, 1),
        scatter,
        near,
        solved,
        read);
  }

  private static double[] concat(double[]... parts) {
    return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
  }

  private MappedFeatures mapped(DenseFeatures rows, int offset, int mostBytes) throws IOException {
    byte[] numbers = bytes(rows.values());
    byte[] content = new byte[offset + numbers.length];
    System.arraycopy(numbers, 0, content, offset, numbers.length);
    Path file = folder.resolve("rows");
    AtomicFiles.write(file, content);
    return MappedFeatures.of(file, offset, rows.rows(), rows.columns(), mostBytes);
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static DenseFeatures random(int n, int d, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + 0.5);
    }
    return new DenseFeatures(values, n, d);
  }
}
