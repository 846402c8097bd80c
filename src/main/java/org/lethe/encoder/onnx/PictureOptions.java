package org.lethe.encoder.onnx;

import java.util.List;
import java.util.Optional;

/**
 * How pictures are embedded. What is absent is as the model's folder says.
 *
 * @param output the name of the output to read
 * @param normalise whether rows are brought to length 1
 * @param size height and width that the shorter edge is scaled to; with neither crop nor equal
 *     edges, both edges
 * @param crop height and width of the square that is cut out of the middle
 * @param mean of each channel, of 0 … 1; empty for the model's
 * @param std of each channel, of 0 … 1; empty for the model's
 * @param batch pictures of one call
 */
public record PictureOptions(
    Optional<String> output,
    boolean normalise,
    Optional<Integer> size,
    Optional<Integer> crop,
    Optional<Resampling> resample,
    ChannelOrder channels,
    List<Double> mean,
    List<Double> std,
    int batch,
    Device device) {

  /** Everything as the model's folder says. */
  public static final PictureOptions DEFAULT =
      new PictureOptions(
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          ChannelOrder.RGB,
          List.of(),
          List.of(),
          16,
          Device.CPU);

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public PictureOptions {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
    requireEdge("size", size);
    requireEdge("crop", crop);
    if (mean.size() != std.size() || mean.size() == 2 || mean.size() > 3) {
      throw new IllegalArgumentException(
          "mean has "
              + mean.size()
              + " numbers, std "
              + std.size()
              + "; allowed: 1 or 3 in each, or none for what the model's folder says");
    }
    for (double each : std) {
      if (!(each > 0)) {
        throw new IllegalArgumentException("std has " + each + "; allowed: numbers above 0");
      }
    }
  }

  private static void requireEdge(String key, Optional<Integer> edge) {
    if (edge.isPresent() && (edge.get() < 8 || edge.get() > 2048)) {
      throw new IllegalArgumentException(key + " is " + edge.get() + "; allowed: 8 … 2048 pixels");
    }
  }
}
