package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Guards against pictures that are scaled a little differently than those the model was trained on,
 * which costs accuracy and shows nowhere. The expected bytes are Pillow's, written by {@code
 * benchmarks/peers/picture_resampling.py}.
 */
class ResamplingTest {

  @TestFactory
  Stream<DynamicTest> equalsPillowToTheLastBit() throws IOException {
    JsonNode golden;
    try (InputStream in =
        Objects.requireNonNull(ResamplingTest.class.getResourceAsStream("resampling.json"))) {
      golden = new ObjectMapper().readTree(in);
    }
    Planes picture =
        new Planes(
            bytes(golden.get("pixels")),
            1,
            golden.get("height").asInt(),
            golden.get("width").asInt());
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode each : golden.get("cases")) {
      int height = each.get("height").asInt();
      int width = each.get("width").asInt();
      String filter = each.get("filter").asText();
      tests.add(
          DynamicTest.dynamicTest(
              filter + " to " + height + "×" + width,
              () ->
                  assertArrayEquals(
                      bytes(each.get("pixels")),
                      Resampling.valueOf(filter).resize(picture, height, width).pixels())));
    }
    return tests.stream();
  }

  /** 0, 100 → 4 wide, bilinear: middles at 1/4 and 3/4 between: 0, 25, 75, 100. */
  @Test
  void doublesTwoPixelsAsComputedByHand() {
    Planes two = new Planes(new byte[] {0, 100}, 1, 1, 2);
    assertArrayEquals(new byte[] {0, 25, 75, 100}, Resampling.BILINEAR.resize(two, 1, 4).pixels());
  }

  @Test
  void planesDoNotMix() {
    Planes three = new Planes(new byte[] {10, 10, 20, 20, 30, 30}, 3, 1, 2);
    assertArrayEquals(
        new byte[] {10, 10, 10, 20, 20, 20, 30, 30, 30},
        Resampling.BICUBIC.resize(three, 1, 3).pixels());
  }

  @Test
  void aPictureOfThatSizeIsLeftAlone() {
    Planes same = new Planes(new byte[] {1, 2}, 1, 1, 2);
    assertSame(same, Resampling.LANCZOS.resize(same, 1, 2));
  }

  @Test
  void refusesAFilterThatPillowHasAndWeHaveNot() {
    assertThrows(IllegalArgumentException.class, () -> Resampling.ofPillow(4));
  }

  private static byte[] bytes(JsonNode list) {
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) list.get(i).asInt();
    }
    return bytes;
  }
}
