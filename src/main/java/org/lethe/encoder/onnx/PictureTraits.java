package org.lethe.encoder.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.settings.BadInput;

/**
 * How one model reads pictures, with nothing left open: what settings say, else what is known of
 * the model, else its {@code preprocessor_config.json}. Brightness is first brought to 0 … 1 (or
 * what {@code rescale_factor} makes of it), then each channel to (x − mean) / std.
 *
 * @param edge what the shorter edge is scaled to; empty where both edges are given
 * @param height of the scaled picture, where both edges are given
 * @param width of the scaled picture, where both edges are given
 * @param cropHeight of the middle that is kept; 0 keeps all
 * @param cropWidth of the middle that is kept; 0 keeps all
 * @param scale what a byte is multiplied by
 * @param mean of each channel, {@code [c]}
 * @param std of each channel, {@code [c]}
 */
record PictureTraits(
    Optional<Integer> edge,
    int height,
    int width,
    int cropHeight,
    int cropWidth,
    Resampling resample,
    ChannelOrder order,
    double scale,
    List<Double> mean,
    List<Double> std) {
  private static final String FILE = "preprocessor_config.json";

  /** ConvNeXt's preprocessors scale up to this edge and crop; above it they only scale. */
  private static final int CROPPED_BELOW = 384;

  PictureTraits {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /**
   * @param takes height and width of the model's input, −1 where it takes any
   * @param channels of the model's input
   * @throws BadInput if nothing says how bright or how large pictures must be
   */
  static PictureTraits of(ModelFolder folder, PictureOptions options, long[] takes, int channels) {
    Optional<ModelDescriptor.Picture> known = folder.known().flatMap(ModelDescriptor::picture);
    JsonNode file = folder.json(FILE);
    PictureTraits stated =
        known.isPresent()
            ? ofKnown(known.get())
            : file.isMissingNode() ? unstated(takes) : ofFile(folder, file);
    PictureTraits traits = stated.with(options);
    if (traits.mean.isEmpty()) {
      throw new BadInput(
          folder.model()
              + ": nothing says how bright its pictures must be, there is no "
              + FILE
              + " beside it; say mean and std, for instance mean: [0.485, 0.456, 0.406] and std:"
              + " [0.229, 0.224, 0.225]");
    }
    traits = traits.forChannels(channels, folder);
    traits.requireFit(folder, takes);
    return traits;
  }

  private static PictureTraits ofKnown(ModelDescriptor.Picture known) {
    return new PictureTraits(
        Optional.empty(),
        known.size(),
        known.size(),
        0,
        0,
        known.resample(),
        ChannelOrder.RGB,
        1 / 255.0,
        known.mean(),
        known.std());
  }

  /** Both edges as the model's input has them. */
  private static PictureTraits unstated(long[] takes) {
    return new PictureTraits(
        Optional.empty(),
        (int) Math.max(0, takes[0]),
        (int) Math.max(0, takes[1]),
        0,
        0,
        Resampling.BICUBIC,
        ChannelOrder.RGB,
        1 / 255.0,
        List.of(),
        List.of());
  }

  private static PictureTraits ofFile(ModelFolder folder, JsonNode file) {
    Optional<Integer> edge = Optional.empty();
    int height = 0;
    int width = 0;
    boolean crops = file.path("do_center_crop").asBoolean(false);
    JsonNode size = file.path("size");
    if (file.path("do_resize").asBoolean(true)) {
      if (size.isInt() && crops) {
        edge = Optional.of(size.asInt());
      } else if (size.isInt()) {
        height = size.asInt();
        width = size.asInt();
      } else if (size.has("shortest_edge")) {
        edge = Optional.of(size.path("shortest_edge").asInt());
      } else {
        height = size.path("height").asInt();
        width = size.path("width").asInt();
      }
    }
    JsonNode crop = file.path("crop_size");
    int cropHeight = crops ? crop.path("height").asInt(crop.asInt()) : 0;
    int cropWidth = crops ? crop.path("width").asInt(crop.asInt()) : 0;
    if (edge.isPresent() && file.has("crop_pct")) { // ConvNeXt: the edge is that of the crop
      int kept = edge.get();
      if (kept < CROPPED_BELOW) {
        edge = Optional.of((int) (kept / file.path("crop_pct").asDouble()));
        cropHeight = kept;
        cropWidth = kept;
      } else {
        edge = Optional.empty();
        height = kept;
        width = kept;
      }
    }
    boolean normalises = file.path("do_normalize").asBoolean(true);
    try {
      return new PictureTraits(
          edge,
          height,
          width,
          cropHeight,
          cropWidth,
          Resampling.ofPillow(file.path("resample").asInt(2)),
          ChannelOrder.RGB,
          file.path("do_rescale").asBoolean(true)
              ? file.path("rescale_factor").asDouble(1 / 255.0)
              : 1,
          normalises ? numbers(file.path("image_mean")) : List.of(0.0),
          normalises ? numbers(file.path("image_std")) : List.of(1.0));
    } catch (IllegalArgumentException e) {
      throw new BadInput(folder.folder().resolve(FILE) + ": " + e.getMessage(), e);
    }
  }

  private static List<Double> numbers(JsonNode list) {
    List<Double> numbers = new ArrayList<>();
    list.forEach(each -> numbers.add(each.asDouble()));
    return numbers;
  }

  private PictureTraits with(PictureOptions options) {
    Optional<Integer> newEdge = edge;
    int newHeight = height;
    int newWidth = width;
    if (options.size().isPresent() && options.crop().isPresent()) {
      newEdge = options.size();
    } else if (options.size().isPresent()) {
      newEdge = Optional.empty();
      newHeight = options.size().get();
      newWidth = options.size().get();
    }
    boolean whole = options.size().isPresent() && options.crop().isEmpty();
    return new PictureTraits(
        newEdge,
        newHeight,
        newWidth,
        whole ? 0 : options.crop().orElse(cropHeight),
        whole ? 0 : options.crop().orElse(cropWidth),
        options.resample().orElse(resample),
        options.channels(),
        scale,
        options.mean().isEmpty() ? mean : options.mean(),
        options.std().isEmpty() ? std : options.std());
  }

  private PictureTraits forChannels(int channels, ModelFolder folder) {
    if (mean.size() != std.size() || (mean.size() != 1 && mean.size() != channels)) {
      throw new BadInput(
          folder.model()
              + " takes pictures of "
              + channels
              + " channel(s), but mean has "
              + mean.size()
              + " numbers and std "
              + std.size());
    }
    List<Double> means = new ArrayList<>();
    List<Double> stds = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      means.add(mean.get(mean.size() == 1 ? 0 : c));
      stds.add(std.get(std.size() == 1 ? 0 : c));
    }
    return new PictureTraits(
        edge, height, width, cropHeight, cropWidth, resample, order, scale, means, stds);
  }

  private void requireFit(ModelFolder folder, long[] takes) {
    int h = cropHeight > 0 ? cropHeight : height;
    int w = cropWidth > 0 ? cropWidth : width;
    if (h <= 0 || w <= 0) {
      throw new BadInput(
          folder.model()
              + ": nothing says how large its pictures must be; say size, for instance 224");
    }
    if ((takes[0] > 0 && takes[0] != h) || (takes[1] > 0 && takes[1] != w)) {
      throw new BadInput(
          folder.model()
              + " takes pictures of "
              + takes[0]
              + "×"
              + takes[1]
              + " (height×width), but they are brought to "
              + h
              + "×"
              + w
              + "; say size: "
              + takes[0]);
    }
  }

  int outHeight() {
    return cropHeight > 0 ? cropHeight : height;
  }

  int outWidth() {
    return cropWidth > 0 ? cropWidth : width;
  }

  /** Everything that decides what a picture becomes. */
  SortedMap<String, Object> identity() {
    SortedMap<String, Object> identity = new TreeMap<>();
    identity.put("edge", edge.orElse(0));
    identity.put("height", height);
    identity.put("width", width);
    identity.put("crop-height", cropHeight);
    identity.put("crop-width", cropWidth);
    identity.put("resample", resample.name());
    identity.put("channels", order.name());
    identity.put("scale", scale);
    identity.put("mean", mean);
    identity.put("std", std);
    return identity;
  }

  /** The picture in the size that the model takes. */
  Planes shaped(Planes picture) {
    int h = height;
    int w = width;
    if (edge.isPresent()) { // the longer edge is cut off to whole pixels
      int shorter = Math.min(picture.height(), picture.width());
      h = (int) ((long) edge.get() * picture.height() / shorter);
      w = (int) ((long) edge.get() * picture.width() / shorter);
    } else if (h <= 0 || w <= 0) { // only cropped
      h = picture.height();
      w = picture.width();
    }
    Planes scaled = resample.resize(picture, h, w);
    return cropHeight > 0 ? cropped(scaled) : scaled;
  }

  /** The middle; black where the picture is smaller. */
  private Planes cropped(Planes picture) {
    if (picture.height() == cropHeight && picture.width() == cropWidth) {
      return picture;
    }
    int top = Math.floorDiv(picture.height() - cropHeight, 2);
    int left = Math.floorDiv(picture.width() - cropWidth, 2);
    byte[] result = new byte[picture.channels() * cropHeight * cropWidth];
    for (int c = 0, at = 0; c < picture.channels(); c++) {
      for (int y = top; y < top + cropHeight; y++) {
        for (int x = left; x < left + cropWidth; x++, at++) {
          if (y >= 0 && y < picture.height() && x >= 0 && x < picture.width()) {
            result[at] = picture.pixels()[(c * picture.height() + y) * picture.width() + x];
          }
        }
      }
    }
    return new Planes(result, picture.channels(), cropHeight, cropWidth);
  }

  /**
   * Writes a shaped picture as the model takes it.
   *
   * @param channelsLast pixel after pixel instead of plane after plane
   * @param channels c of the model; a grey picture is repeated, a coloured one averaged
   */
  void write(Planes picture, int channels, boolean channelsLast, float[] into, int at) {
    int size = picture.height() * picture.width();
    for (int c = 0; c < channels; c++) {
      int plane = order == ChannelOrder.BGR ? channels - 1 - c : c;
      double middle = mean.get(c);
      double spread = std.get(c);
      float[] table = new float[256];
      for (int v = 0; v < 256; v++) {
        table[v] = (float) ((v * scale - middle) / spread);
      }
      for (int i = 0; i < size; i++) {
        int value =
            channels == picture.channels()
                ? picture.pixels()[plane * size + i] & 0xFF
                : converted(picture, size, i);
        into[at + (channelsLast ? i * channels + c : c * size + i)] = table[value];
      }
    }
  }

  /** Grey to colour: itself; colour to grey: 0.299 R + 0.587 G + 0.114 B, as everybody. */
  private static int converted(Planes picture, int size, int i) {
    if (picture.channels() == 1) {
      return picture.pixels()[i] & 0xFF;
    }
    int red = picture.pixels()[i] & 0xFF;
    int green = picture.pixels()[size + i] & 0xFF;
    int blue = picture.pixels()[2 * size + i] & 0xFF;
    return (int) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
}
