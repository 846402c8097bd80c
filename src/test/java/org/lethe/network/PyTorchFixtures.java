package org.lethe.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What PyTorch says of networks and optimisers, written by benchmarks/peers/network_fixtures.py,
 * and the numbers that both sides compute from the same hash instead of storing them.
 */
final class PyTorchFixtures {
  /** Streams of numbers, one for each purpose. */
  static final int PARAMETERS = 1;

  static final int STATISTICS = 2;
  static final int PICTURES = 3;
  static final int DIRECTION = 4;

  private PyTorchFixtures() {}

  /** One of the two files, {@code pytorch-NAME.json}. */
  static JsonNode read(String name) {
    try (InputStream json =
        Objects.requireNonNull(
            PyTorchFixtures.class.getResourceAsStream("pytorch-" + name + ".json"))) {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of an array of numbers, {@code [n]}. */
  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  /** In [−1, 1): the finaliser of MurmurHash3 on 32 bits of stream·0x9E3779B9 + index. */
  static double number(int stream, int index) {
    int x = stream * 0x9E3779B9 + index;
    x = (x ^ x >>> 16) * 0x85EBCA6B;
    x = (x ^ x >>> 13) * 0xC2B2AE35;
    return Integer.toUnsignedLong(x ^ x >>> 16) / 0x1p31 - 1;
  }

  /** The parameters that the script gives a network, {@code [p]}. */
  static float[] parameters(Blueprint blueprint) {
    float[] values = new float[blueprint.parameters()];
    for (Segment segment : blueprint.segments()) {
      int[] shape = segment.shape();
      for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
        double u = number(PARAMETERS, i);
        values[i] =
            (float)
                switch (segment.kind()) {
                  case WEIGHT -> u * Math.sqrt(3.0 * shape[0] / segment.length());
                  case BATCH_NORM_SCALE -> 1 + 0.5 * u;
                  case BATCH_NORM_SHIFT, BIAS -> 0.2 * u;
                };
      }
    }
    return values;
  }

  /** The running statistics that the script gives a network. */
  static float[] statistics(Blueprint blueprint) {
    float[] values = new float[blueprint.statistics()];
    int at = 0;
    for (Blueprint.Node node : blueprint.batchNorms()) {
      int channels = ((Operation.BatchNorm) node.operation()).channels();
      for (int end = at + channels; at < end; at++) {
        values[at] = (float) (0.3 * number(STATISTICS, at));
      }
      for (int end = at + channels; at < end; at++) {
        values[at] = (float) (1 + 0.5 * number(STATISTICS, at));
      }
    }
    return values;
  }

  /** The pictures of the script, in [0, 1], {@code [n, c, h, w]}. */
  static float[] pictures(Blueprint blueprint, int examples) {
    float[] values = new float[examples * blueprint.input().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + 0.5 * number(PICTURES, i));
    }
    return values;
  }
}
