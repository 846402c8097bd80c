package org.lethe.encoder.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lethe.testing.RealModels;

/** The numbers that stand beside a model, made by its reference implementation. */
final class Golden {
  /** Processors differ in how they add. */
  static final double TOLERANCE = 1e-3;

  private Golden() {}

  static JsonNode of(String model) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readAllBytes(RealModels.folder(model).resolve("golden.json")));
  }

  static long[] longs(JsonNode list) {
    return IntStream.range(0, list.size()).mapToLong(i -> list.get(i).asLong()).toArray();
  }

  static double[] doubles(JsonNode list) {
    return IntStream.range(0, list.size()).mapToDouble(i -> list.get(i).asDouble()).toArray();
  }

  static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    list.forEach(each -> strings.add(each.asText()));
    return strings;
  }

  static double[] row(Rows rows, int index, int columns) {
    return IntStream.range(0, columns)
        .mapToDouble(j -> rows.values()[index * rows.columns() + j])
        .toArray();
  }

  static double cosine(Rows rows, int a, int b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int j = 0; j < rows.columns(); j++) {
      double x = rows.values()[a * rows.columns() + j];
      double y = rows.values()[b * rows.columns() + j];
      dot += x * y;
      aa += x * x;
      bb += y * y;
    }
    return dot / Math.sqrt(aa * bb);
  }
}
