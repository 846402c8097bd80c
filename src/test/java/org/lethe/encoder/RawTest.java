package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/** Guards against scales learned from rows outside training, and a division by a spread of 0. */
class RawTest {
  private static final Seed SEED = new Seed(1);

  private static ExampleSet numbers(float[] values, int columns) {
    int n = values.length / columns;
    return new ExampleSet(
        "table",
        IntStream.range(0, n).mapToObj(i -> "r" + i).toList(),
        new Content.Numbers(new DenseFeatures(values, n, columns)),
        IntStream.range(0, n).mapToObj(i -> Side.RETAIN).toArray(Side[]::new),
        new int[n],
        List.of("only"),
        IntStream.range(0, n).mapToObj(i -> Part.TRAIN).toArray(Part[]::new),
        Optional.empty());
  }

  @Test
  void leavesNumbersAsTheyAre() {
    ExampleSet table = numbers(new float[] {3, 4, 0, 1}, 2);
    Encoded encoded = new Raw(Raw.Standardise.NONE).encode(table, new int[] {0}, SEED);
    assertSame(((Content.Numbers) table.content()).rows(), encoded.features());
    assertArrayEquals(new double[] {5, 1}, encoded.rawNorms(), 1e-12);
  }

  /** Fitted column 1: 1, 3, mean 2, sd 1. Column 2 is constant: centred only. */
  @Test
  void standardisesByTheFittedRows() {
    ExampleSet table = numbers(new float[] {1, 7, 3, 7, 10, 9}, 2);
    Encoded encoded = new Raw(Raw.Standardise.ZSCORE).encode(table, new int[] {0, 1}, SEED);
    assertArrayEquals(
        new float[] {-1, 0, 1, 0, 8, 2}, ((DenseFeatures) encoded.features()).values(), 1e-6f);
    assertArrayEquals(
        new double[] {Math.sqrt(50), Math.sqrt(58), Math.sqrt(181)}, encoded.rawNorms(), 1e-12);
  }

  @Test
  void namesTheExampleThatIsNotFinite() {
    ExampleSet table = numbers(new float[] {1, 2, 3, Float.NaN}, 2);
    String message =
        Refused.message(
            BadInput.class, () -> new Raw(Raw.Standardise.NONE).encode(table, new int[] {0}, SEED));
    assertTrue(message.contains("r1") && message.contains("column 2"), message);
  }

  @Test
  void refusesTexts() {
    assertThrows(
        BadInput.class,
        () ->
            new Raw(Raw.Standardise.NONE)
                .encode(TfIdfTest.texts(List.of("a text")), new int[] {0}, SEED));
  }

  @Test
  void picturesAreReferredToTheEncoderThatReadsThem() {
    ExampleSet pictures =
        new ExampleSet(
            "album",
            List.of("a"),
            new Content.Pictures(new byte[][] {{1}}, 1, 1, 1),
            new Side[] {Side.RETAIN},
            new int[1],
            List.of("only"),
            new Part[] {Part.TRAIN},
            Optional.empty());
    assertEquals(
        "encoder raw needs numbers, but album holds pictures; use network-layer or onnx-image",
        Refused.message(
            BadInput.class,
            () -> new Raw(Raw.Standardise.NONE).encode(pictures, new int[] {0}, SEED)));
  }
}
