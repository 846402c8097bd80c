package org.lethe.encoder.onnx;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lethe.settings.Setting;

/**
 * What is known of a published model: a file of {@code models/} in the repository, which also lies
 * in the program.
 */
public record ModelDescriptor(
    @Setting("what an experiment file calls it, and its folder in the home of models") String name,
    @Setting("what it is, one line") String title,
    @Setting("as the publisher states it") String licence,
    @Setting("the publisher's page, for people") String page,
    @Setting("hf:OWNER/NAME@COMMIT, where it can be downloaded as it is") Optional<String> source,
    @Setting("its files; a sha256 only where one is truly known") List<PinnedFile> files,
    @Setting(value = "the ONNX file among them", or = "model.onnx") String model,
    @Setting(
            value = "data sources that it was trained on: what it computes of them knows them",
            or = "[]")
        List<String> trainedOn,
    @Setting("for models that read texts") Optional<Text> text,
    @Setting("for models that read pictures") Optional<Picture> picture) {

  /** One file of a model. */
  public record PinnedFile(
      @Setting("its path below the model's folder") String path,
      @Setting("its length in bytes") Optional<Long> bytes,
      @Setting("64 hex digits") Optional<String> sha256) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /**
     * @throws IllegalArgumentException if the path climbs, or the checksum is none
     */
    public PinnedFile {
      if (path.isBlank() || path.startsWith("/") || path.contains("..") || path.contains("\\")) {
        throw new IllegalArgumentException(
            "path is " + path + "; allowed: a path below the model's folder");
      }
      if (sha256.isPresent() && !HEX.matcher(sha256.get()).matches()) {
        throw new IllegalArgumentException(
            "sha256 is " + sha256.get() + "; allowed: 64 hex digits, lower case");
      }
    }
  }

  /** How a model reads texts. */
  public record Text(
      @Setting(value = "mean, cls, max or last", or = "mean") Pooling pooling,
      @Setting(value = "whether rows have length 1", or = "true") boolean normalise,
      @Setting(value = "tokens that are kept, special ones included", or = "512") int maxLength,
      @Setting(value = "put before each text", or = "''") String prefix,
      @Setting(value = "whether the tokenizer adds its special tokens", or = "true")
          boolean specialTokens) {}

  /** How a model reads pictures. */
  public record Picture(
      @Setting("height and width that the model takes") int size,
      @Setting(value = "nearest, bilinear, bicubic or lanczos", or = "bicubic") Resampling resample,
      @Setting("mean of each channel, of 0 … 1") List<Double> mean,
      @Setting("standard deviation of each channel, of 0 … 1") List<Double> std) {
    /** Copies. */
    public Picture {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
    }
  }

  /**
   * @throws IllegalArgumentException if the ONNX file is not among the files
   */
  public ModelDescriptor {
    files = List.copyOf(files);
    trainedOn = List.copyOf(trainedOn);
    String wanted = model;
    if (files.stream().noneMatch(file -> file.path().equals(wanted))) {
      throw new IllegalArgumentException("model is " + model + ", which is not among its files");
    }
  }

  /** One line: how to get the model. */
  public String howToGet() {
    return source.isPresent()
        ? "lethe models fetch " + name
        : "it cannot be downloaded as it is; see " + page;
  }
}
