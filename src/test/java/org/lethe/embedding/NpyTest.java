package org.lethe.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.MappedFeatures;
import org.lethe.nd.RowMajor;
import org.lethe.settings.BadInput;

/**
 * Guards against arrays that NumPy reads otherwise than we wrote them, or we otherwise than it
 * wrote them: an order, a type, an offset taken for another. The bytes are written out by hand;
 * where there is a NumPy, it is asked too.
 */
class NpyTest {
  private static final Charset UTF_8 = StandardCharsets.UTF_8;
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir private Path folder;

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, new DenseFeatures(new float[] {1, -2, 0.5f, 3, 4, 5}, 2, 3));
    byte[] bytes = Files.readAllBytes(file);
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    // 6 magic, 2 version, 2 length; then 118 = 0x76 bytes of text, so that numbers start at 128
    assertEquals("93 4e 55 4d 50 59 01 00 76 00", hex(bytes, 0, 10));
    assertEquals(
        header + " ".repeat(117 - header.length()) + "\n",
        new String(bytes, 10, 118, StandardCharsets.US_ASCII));
    // 1 is 0x3f800000, −2 is 0xc0000000, ½ is 0x3f000000: the lowest byte first
    assertEquals("00 00 80 3f 00 00 00 c0 00 00 00 3f", hex(bytes, 128, 12));
    assertEquals(128 + 24, bytes.length);
    assertEquals(List.of(file), list());
  }

  @Test
  void float32StaysInItsFileAndWhatIsReadIsWhatWasWritten() throws IOException {
    DenseFeatures rows = new DenseFeatures(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    Path file = folder.resolve("a.npy");
    Npy.write(file, rows);
    RowMajor read = assertInstanceOf(MappedFeatures.class, Npy.rows(file));
    assertEquals(3, read.rows());
    assertArrayEquals(new double[] {5, 6}, read.row(2));
    Npy.write(file, new DenseFeatures(new float[0], 0, 7));
    assertEquals(0, Npy.rows(file).rows());
    assertEquals(7, Npy.rows(file).columns());
  }

  @Test
  void everyVersionAndWidthIsRead() throws IOException {
    for (int version = 1; version <= 3; version++) {
      assertArrayEquals(
          new double[] {1.5, -2}, Npy.rows(npy(version, "<f8", "(1, 2)", doubles(1.5, -2))).row(0));
    }
    // float16: 1 = 0x3c00, −2 = 0xc000, largest 65504 = 0x7bff, smallest 2⁻²⁴ = 0x0001, ∞ = 0x7c00
    byte[] halves = {0, 0x3c, 0, (byte) 0xc0, (byte) 0xff, 0x7b, 1, 0, 0, (byte) 0x7c};
    assertArrayEquals(
        new double[] {1, -2, 65504, 0x1p-24, Double.POSITIVE_INFINITY},
        Npy.rows(npy(1, "<f2", "(1, 5)", halves)).row(0));
  }

  @Test
  void whatIsNoTableOfSuchNumbersIsRefusedInOneLine() throws IOException {
    byte[] four = new byte[16];
    refused("column by column (Fortran order)", npy(1, "<f4", "(2, 2)", four, "True"));
    refused("big-endian numbers (>f4)", npy(1, ">f4", "(2, 2)", four));
    refused("Python objects", npy(1, "|O", "(2, 1)", four));
    refused("numbers of type <i8", npy(1, "<i8", "(2, 1)", four));
    refused("has shape (4,); allowed: two axes", npy(1, "<f4", "(4,)", four));
    refused("has shape (1, 2, 2); allowed: two axes", npy(1, "<f4", "(1, 2, 2)", four));
    refused(
        "is truncated: shape (3, 2) of <f4 needs 24 bytes, there are 16",
        npy(1, "<f4", "(3, 2)", four));
    refused("which is too large", npy(1, "<f4", "(9000000000, 2)", four));
    refused("is truncated", npy(1, "<f8", "(2147483647, 200000000)", four));
    refused("is of .npy version 4", npy(4, "<f4", "(2, 2)", four));
    refused("does not begin with \\x93NUMPY", write("no.npy", "PK\3\4 something".getBytes(UTF_8)));
    refused("does not begin with", write("empty.npy", new byte[0]));
    byte[] whole = Files.readAllBytes(npy(1, "<f4", "(2, 2)", four));
    refused("ends within its header", write("cut.npy", Arrays.copyOf(whole, 40)));
    refused("is no .npz archive", write("no.npz", whole), file -> Npz.names(file));
  }

  @Test
  void idsAreTextsBytesOrNumbers() throws IOException {
    ByteBuffer unicode = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    unicode.putInt('é').putInt(0x1f600).putInt(0).putInt('a').putInt('b').putInt('c');
    assertEquals(List.of("é😀", "abc"), Npy.ids(npy(1, "<U3", "(2,)", unicode.array())));
    assertEquals(
        List.of("ab", "", "abc"), Npy.ids(npy(1, "|S3", "(3,)", "ab\0\0\0\0abc".getBytes(UTF_8))));
    ByteBuffer numbers = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putLong(7).putLong(-1L << 40);
    assertEquals(List.of("7", "-1099511627776"), Npy.ids(npy(1, "<i8", "(2,)", numbers.array())));
    refused("ids have one axis", npy(1, "<U1", "(2, 1)", new byte[8]), file -> Npy.ids(file));
    refused("Python objects where ids", npy(1, "|O", "(2,)", new byte[8]), file -> Npy.ids(file));
  }

  @Test
  void anArchiveHoldsRowsAndIds() throws IOException {
    Path file = folder.resolve("a.npz");
    DenseFeatures rows = new DenseFeatures(new float[] {1, 2, 3, 4}, 2, 2);
    List<String> ids = List.of("erste 😀", "b");
    Npz.write(file, rows, ids);
    byte[] once = Files.readAllBytes(file);
    Npz.write(file, rows, ids);
    assertArrayEquals(once, Files.readAllBytes(file));
    assertEquals(List.of("embeddings", "ids"), Npz.names(file));
    assertEquals("embeddings", Npz.onlyRows(file));
    RowMajor read = assertInstanceOf(MappedFeatures.class, Npz.rows(file, "embeddings"));
    assertArrayEquals(new double[] {3, 4}, read.row(1));
    assertEquals(ids, Npz.ids(file, "ids"));
    refused(
        "has no array embedding; did you mean embeddings?", file, f -> Npz.rows(f, "embedding"));
    assertThrows(IllegalArgumentException.class, () -> Npz.write(file, rows, List.of("one")));
  }

  @Test
  void numpyReadsWhatWasWritten() throws Exception {
    Npy.write(folder.resolve("a.npy"), new DenseFeatures(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    Npz.write(
        folder.resolve("a.npz"),
        new DenseFeatures(new float[] {0.5f, -1}, 2, 1),
        List.of("é😀", "b"));
    assertEquals(
        "float32 (3, 2) 21.0 True\nfloat32 [0.5, -1.0] ['é😀', 'b']",
        python(
            """
            import numpy as np
            a = np.load("a.npy", mmap_mode="r")
            print(a.dtype, a.shape, a.sum(), a.flags["C_CONTIGUOUS"])
            z = np.load("a.npz")
            print(z["embeddings"].dtype, z["embeddings"][:, 0].tolist(), z["ids"].tolist())
            """));
  }

  @Test
  void whatNumpyWritesIsRead() throws Exception {
    python(
        """
        import numpy as np
        a = np.arange(12, dtype=np.float32).reshape(4, 3)
        np.save("f4.npy", a)
        np.save("f8.npy", a.astype(np.float64))
        np.save("f2.npy", a.astype(np.float16))
        np.save("fortran.npy", np.asfortranarray(a))
        np.save("big.npy", a.astype(">f4"))
        np.save("objects.npy", np.array([["a", 1]], dtype=object))
        np.savez("plain.npz", x=a, id=np.array(["é😀", "b", "cc", ""]))
        np.savez_compressed("packed.npz", x=a, y=a, ids=np.array([b"k", b"lm", b"n", b"o"]))
        """);
    DenseFeatures expected =
        new DenseFeatures(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 4, 3);
    for (String name : List.of("f4", "f8", "f2")) {
      RowMajor rows = Npy.rows(folder.resolve(name + ".npy"));
      assertArrayEquals(
          expected.values(),
          assertInstanceOf(DenseFeatures.class, rows.select(new int[] {0, 1, 2, 3})).values());
      assertEquals(name.equals("f4"), rows instanceof MappedFeatures);
    }
    refused("Fortran order", folder.resolve("fortran.npy"));
    refused("big-endian", folder.resolve("big.npy"));
    refused("Python objects", folder.resolve("objects.npy"));
    Path plain = folder.resolve("plain.npz");
    assertInstanceOf(MappedFeatures.class, Npz.rows(plain, Npz.onlyRows(plain)));
    assertArrayEquals(new double[] {9, 10, 11}, Npz.rows(plain, "x").row(3));
    assertEquals(List.of("é😀", "b", "cc", ""), Npz.ids(plain, "id"));
    Path packed = folder.resolve("packed.npz");
    assertFalse(Npz.rows(packed, "y") instanceof MappedFeatures);
    assertArrayEquals(new double[] {9, 10, 11}, Npz.rows(packed, "y").row(3));
    assertEquals(List.of("k", "lm", "n", "o"), Npz.ids(packed, "ids"));
    refused("several arrays of two axes; name one: x, y", packed, file -> Npz.onlyRows(file));
  }

  private interface Reading {
    Object of(Path file) throws IOException;
  }

  private static void refused(String expected, Path file) {
    refused(expected, file, Npy::rows);
  }

  private static void refused(String expected, Path file, Reading reading) {
    String message = assertThrows(BadInput.class, () -> reading.of(file)).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith(file.toString()), message);
    assertFalse(message.contains("\n"), message);
  }

  private Path npy(int version, String type, String shape, byte[] numbers) throws IOException {
    return npy(version, type, shape, numbers, "False");
  }

  private Path npy(int version, String type, String shape, byte[] numbers, String fortran)
      throws IOException {
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n".formatted(type, fortran, shape);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length() + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(UTF_8)).put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) text.length());
    } else {
      bytes.putInt(text.length());
    }
    bytes.put(text.getBytes(UTF_8)).put(numbers);
    byte[] written = new byte[bytes.position()];
    bytes.flip().get(written);
    return write("case.npy", written);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  private static String hex(byte[] bytes, int from, int count) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes, from, from + count);
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private String python(String script) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(PYTHON), "there is no python3");
    Path file = write("script.py", script.getBytes(UTF_8));
    assumeTrue(run("-c", "import numpy").status == 0, "there is no NumPy");
    Ran ran = run(file.toString());
    assertEquals(0, ran.status, ran.output);
    return ran.output.strip();
  }

  private record Ran(int status, String output) {}

  private Ran run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of(PYTHON.toString()), Stream.of(arguments)).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
