package org.lethe.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.TracedTrial;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.tensorflow.framework.Summary;

/**
 * Event files as TensorFlow writes them: bytes that every one of its files begins with, and
 * summaries as the classes generated from its own {@code summary.proto} (they come with ND4J) read
 * them. Guards against checksums, fields or byte orders that only we can read.
 */
class TensorBoardTest {
  @TempDir Path folder;

  private record Point(double wallTime, long step, Map<String, Float> values) {}

  @Test
  void checksumsAreThoseOfTensorFlow() {
    // CRC-32C of "123456789" is e3069283 (RFC 3720 and every catalogue); turned right by 15 bits it
    // is 2507c60d, and 2507c60d + a282ead8 = c78ab0e5.
    assertEquals(0xc78ab0e5, EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void aFileBeginsAsAllOfTensorFlowDo() {
    byte[] file = new EventFile(1.0).bytes();
    // 24 bytes follow; the masked checksum of that length, a3 7f 4b 22, is in every event file
    assertEquals(
        "1800000000000000a37f4b22" + "09000000000000f03f" + "1a0d" + hex("brain.Event:2"),
        HexFormat.of().formatHex(file, 0, 12 + 24));
    assertEquals(12 + 24 + 4, file.length);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void everyCurveAndSeedIsARunWithItsEnds() throws IOException {
    TensorBoard made = TensorBoard.write(Made.trials(), folder);
    assertEquals(new TensorBoard(4, 12), made); // two rules of two seeds, three budgets each
    assertEquals(
        List.of(
            "toy/tf%2Fidf,lr-cos,plain,retrain,jvm/seed-1",
            "toy/tf%2Fidf,lr-cos,plain,retrain,jvm/seed-2",
            "toy/tf%2Fidf,random,plain,retrain,jvm/seed-1",
            "toy/tf%2Fidf,random,plain,retrain,jvm/seed-2"),
        runs());
    List<Point> points = read(folder.resolve(runs().get(0)));
    assertEquals(List.of(0L, 500L, 1000L), points.stream().map(Point::step).toList());
    // recall is 1 − budget, m1 is 1/3; 2026-11-21T10:00:00Z is 1795255200 s after 1970
    assertEquals(
        new Point(1795255200, 500, Map.of("recall/forget-test", 0.5f, "m1/retain-test", 1 / 3f)),
        points.get(1));
  }

  @Test
  void exportingAgainPutsNoPointThereTwice() throws IOException {
    TensorBoard.write(Made.trials().subList(0, 6), folder);
    TensorBoard.write(Made.trials(), folder);
    assertEquals(3, read(folder.resolve(runs().get(0))).size());
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(4, files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void theEndsAreARunOfTheirOwnWhereThereIsNoRule() throws IOException {
    List<TracedTrial> ends =
        Made.trials().stream().filter(each -> each.trial().key().scorer().equals("*")).toList();
    assertEquals(new TensorBoard(2, 4), TensorBoard.write(ends, folder));
    assertEquals("toy/tf%2Fidf,*,plain,retrain,jvm/seed-1", runs().get(0));
  }

  /** A label is anybody's and must not climb out of the folder, nor meet another. */
  @Test
  void labelsBecomeNamesThatStayInTheFolder() throws IOException {
    TensorBoard.write(
        List.of(Made.trial("../../up", 0.5, 1, 1), Made.trial("..%2F..%2Fup", 0.5, 1, 1)), folder);
    assertEquals(
        List.of(
            "toy/tf%2Fidf,..%252F..%252Fup,plain,retrain,jvm/seed-1",
            "toy/tf%2Fidf,..%2F..%2Fup,plain,retrain,jvm/seed-1"),
        runs());
  }

  private List<String> runs() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).contains("tfevents"))
          .map(file -> folder.relativize(file.resolveSibling(".")).normalize().toString())
          .sorted()
          .toList();
    }
  }

  /** The points of one run; every checksum is looked at. */
  private static List<Point> read(Path run) throws IOException {
    byte[] bytes;
    try (Stream<Path> files = Files.list(run)) {
      bytes = Files.readAllBytes(files.findFirst().orElseThrow());
    }
    List<Point> points = new ArrayList<>();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (file.hasRemaining()) {
      int at = file.position();
      int length = (int) file.getLong();
      assertEquals(EventFile.masked(Arrays.copyOfRange(bytes, at, at + 8)), file.getInt());
      byte[] content = new byte[length];
      file.get(content);
      assertEquals(EventFile.masked(content), file.getInt());
      Point point = point(content);
      if (!point.values().isEmpty()) {
        points.add(point);
      } else {
        assertEquals(0, at, "the version comes first");
      }
    }
    return points;
  }

  private static Point point(byte[] event) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(event);
    double wallTime = 0;
    long step = 0;
    Map<String, Float> values = new TreeMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> wallTime = in.readDouble();
        case 2 -> step = in.readInt64();
        case 3 ->
            assertArrayEquals(
                "brain.Event:2".getBytes(StandardCharsets.US_ASCII), in.readByteArray());
        case 5 -> {
          for (Summary.Value value : Summary.parseFrom(in.readByteArray()).getValueList()) {
            values.put(value.getTag(), value.getSimpleValue());
          }
        }
        default -> throw new AssertionError("field " + (tag >>> 3));
      }
    }
    return new Point(wallTime, step, values);
  }
}
