package org.lethe.encoder;

import static org.lethe.encoder.onnx.PictureEmbedder.Undecodable.FATAL;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.OwnPlace;
import org.lethe.encoder.onnx.ChannelOrder;
import org.lethe.encoder.onnx.Device;
import org.lethe.encoder.onnx.ModelFolder;
import org.lethe.encoder.onnx.ModelHome;
import org.lethe.encoder.onnx.PictureEmbedder;
import org.lethe.encoder.onnx.PictureOptions;
import org.lethe.encoder.onnx.Resampling;
import org.lethe.encoder.onnx.Rows;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * What a pretrained model in an ONNX file says of each picture. It learns nothing of the data; only
 * principal components, where they are asked for, are of the fitted rows. Settings that are left
 * out are as the model's {@code preprocessor_config.json} says, see {@code docs/encoders.md}.
 */
@Described("What a pretrained picture model in an ONNX file says of each picture.")
public record OnnxImage(
    @Setting(
            "a folder with model.onnx, the path of an ONNX file, hf:OWNER/NAME@REVISION, or a name"
                + " from `lethe models list`")
        String model,
    @Setting("the name of the model's output to read; else the usual one") Optional<String> output,
    @Setting(value = "whether rows are brought to length 1", or = "false") boolean normalise,
    @Setting(
            "pixels: with crop, what the shorter edge is scaled to; without, both edges; else as"
                + " the model's folder says")
        Optional<Integer> size,
    @Setting("pixels of the square that is cut out of the middle; else as the folder says")
        Optional<Integer> crop,
    @Setting(
            "how pictures are scaled: nearest, bilinear, bicubic or lanczos, as Pillow does it;"
                + " else as the model's folder says")
        Optional<Resampling> resample,
    @Setting(value = "the colour that the model takes first: rgb or bgr", or = "rgb")
        ChannelOrder channels,
    @Setting(value = "mean of each channel, of 0 … 1; [] is as the folder says", or = "[]")
        List<Double> mean,
    @Setting(
            value = "standard deviation of each channel, of 0 … 1; [] is as the folder says",
            or = "[]")
        List<Double> std,
    @Setting("what the model was trained on, if p1 is among it: said on the page")
        Optional<String> trainedOn,
    @Setting(
            value = "principal components of the training part that are kept; 0 keeps all numbers",
            or = "0")
        int components,
    @Setting(value = "pictures of one call of the model", or = "16") int batch,
    @Setting("threads at most; else as many as the run may use (the count changes no number)")
        Optional<Integer> threads,
    @Setting(value = "cpu, or cuda with a build for it", or = "cpu") Device device)
    implements Pretrained {
  static final String NAME = "onnx-image";

  /**
   * @throws IllegalArgumentException if a setting is out of range
   */
  public OnnxImage {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Pretrained.requireModel(model);
    Pretrained.requireComponents(components);
    Pretrained.requireThreads(threads);
    new PictureOptions(output, normalise, size, crop, resample, channels, mean, std, batch, device);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OnnxImage portable() {
    return new OnnxImage(
        OwnPlace.portable(model),
        output,
        normalise,
        size,
        crop,
        resample,
        channels,
        mean,
        std,
        trainedOn,
        components,
        batch,
        threads,
        device);
  }

  /** Opens the model: pictures to rows, outside of experiments too. The caller closes it. */
  public PictureEmbedder open(ModelHome home) {
    return PictureEmbedder.open(
        ModelFolder.find(model, home),
        new PictureOptions(
            output, normalise, size, crop, resample, channels, mean, std, batch, device));
  }

  @Override
  public Prepared prepare(ExampleSet examples, Keeping keeping) {
    if (!(examples.content() instanceof Content.Pictures pictures)) {
      throw WrongContent.of(NAME, "pictures", examples);
    }
    try (PictureEmbedder embedder = open(ModelHome.fromEnvironment())) {
      Rows rows =
          keeping
              .rows()
              .of(
                  embedder.identity(),
                  keeping.ids(),
                  row -> checksum(pictures, row),
                  missing -> limited(() -> embedder.embed(pictures.select(missing))));
      return Pretrained.prepared(
          rows,
          components,
          Pretrained.seen(trainedOn, embedder.hasSeen(examples.source()), examples.source()));
    }
  }

  /**
   * As {@link #prepare(ExampleSet, Keeping)}, of picture files of any size.
   *
   * @param sha256 of each file, {@code [n]}
   * @throws org.lethe.settings.BadInput if one is no picture
   */
  public Prepared prepare(List<Path> files, List<String> sha256, Keeping keeping) {
    try (PictureEmbedder embedder = open(ModelHome.fromEnvironment())) {
      Rows rows = rows(embedder, files, sha256, keeping, 0, files.size());
      return Pretrained.prepared(rows, components, Pretrained.seen(trainedOn, false, ""));
    }
  }

  /**
   * As {@link #stream(ExampleSet, Keeping, Seed, RowSink)}, of picture files of any size.
   *
   * @param sha256 of each file, {@code [n]}
   * @throws org.lethe.settings.BadInput if one is no picture
   */
  public List<String> stream(
      List<Path> files, List<String> sha256, Keeping keeping, Seed seed, RowSink sink) {
    if (components > 0) { // they are learned of all rows
      Encoded all =
          prepare(files, sha256, keeping).fit(IntStream.range(0, files.size()).toArray(), seed);
      RowBlocks.handOn(all.features(), sink);
      return all.notes();
    }
    try (PictureEmbedder embedder = open(ModelHome.fromEnvironment())) {
      RowBlocks.make(
          files.size(), (from, to) -> rows(embedder, files, sha256, keeping, from, to), sink);
      return Pretrained.seen(trainedOn, false, "");
    }
  }

  private Rows rows(
      PictureEmbedder embedder,
      List<Path> files,
      List<String> sha256,
      Keeping keeping,
      int from,
      int to) {
    List<Path> some = files.subList(from, to);
    return keeping
        .rows()
        .of(
            embedder.identity(),
            keeping.ids().subList(from, to),
            sha256.subList(from, to)::get,
            missing -> limited(() -> embedder.embed(chosen(some, missing), FATAL).rows()));
  }

  private static List<Path> chosen(List<Path> files, int[] rows) {
    return Arrays.stream(rows).mapToObj(files::get).toList();
  }

  private Rows limited(Supplier<Rows> work) {
    return Parallel.limitedTo(Pretrained.threads(threads), work);
  }

  private static String checksum(Content.Pictures pictures, int row) {
    return pictures.channels()
        + "×"
        + pictures.height()
        + "×"
        + pictures.width()
        + " "
        + KeptRows.checksum(pictures.pixels()[row]);
  }
}
