package org.lethe.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.OwnPlace;
import org.lethe.encoder.onnx.Device;
import org.lethe.encoder.onnx.ModelFolder;
import org.lethe.encoder.onnx.ModelHome;
import org.lethe.encoder.onnx.Pooling;
import org.lethe.encoder.onnx.Rows;
import org.lethe.encoder.onnx.TextEmbedder;
import org.lethe.encoder.onnx.TextOptions;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * What a pretrained model in an ONNX file says of each text. It learns nothing of the data; only
 * principal components, where they are asked for, are of the fitted rows. Settings that are left
 * out are as the model's folder says, see {@code docs/encoders.md}.
 */
@Described("What a pretrained text model in an ONNX file says of each text.")
public record OnnxText(
    @Setting(
            "a folder with model.onnx and tokenizer.json, the path of an ONNX file,"
                + " hf:OWNER/NAME@REVISION, or a name from `lethe models list`")
        String model,
    @Setting("the name of the model's output to read; else the usual one") Optional<String> output,
    @Setting(
            value =
                "of the tokens' vectors: mean, cls (the first), max, last, or auto (as the"
                    + " model's folder says)",
            or = "auto")
        Pooling pooling,
    @Setting("whether rows are brought to length 1; else as the model's folder says")
        Optional<Boolean> normalise,
    @Setting("tokens of a text that are kept, 3 or more; else as the model's folder says")
        Optional<Integer> maxLength,
    @Setting("put before each text, for instance 'query: '; else as the model's folder says")
        Optional<String> prefix,
    @Setting("whether the tokenizer adds its special tokens; else as the model's folder says")
        Optional<Boolean> specialTokens,
    @Setting("what the model was trained on, if p1 is among it: said on the page")
        Optional<String> trainedOn,
    @Setting(
            value = "principal components of the training part that are kept; 0 keeps all numbers",
            or = "0")
        int components,
    @Setting(value = "texts of one call of the model", or = "32") int batch,
    @Setting("threads at most; else as many as the run may use (the count changes no number)")
        Optional<Integer> threads,
    @Setting(value = "cpu, or cuda with a build for it", or = "cpu") Device device)
    implements Pretrained {
  static final String NAME = "onnx-text";

  /**
   * @throws IllegalArgumentException if a setting is out of range
   */
  public OnnxText {
    Pretrained.requireModel(model);
    Pretrained.requireComponents(components);
    Pretrained.requireThreads(threads);
    new TextOptions(output, pooling, normalise, maxLength, prefix, specialTokens, batch, device);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OnnxText portable() {
    return new OnnxText(
        OwnPlace.portable(model),
        output,
        pooling,
        normalise,
        maxLength,
        prefix,
        specialTokens,
        trainedOn,
        components,
        batch,
        threads,
        device);
  }

  /** Opens the model: texts to rows, outside of experiments too. The caller closes it. */
  public TextEmbedder open(ModelHome home) {
    return TextEmbedder.open(
        ModelFolder.find(model, home),
        new TextOptions(
            output, pooling, normalise, maxLength, prefix, specialTokens, batch, device));
  }

  @Override
  public Prepared prepare(ExampleSet examples, Keeping keeping) {
    List<String> texts = texts(examples);
    try (TextEmbedder embedder = open(ModelHome.fromEnvironment())) {
      Rows rows = rows(embedder, texts, keeping, 0, texts.size());
      return Pretrained.prepared(
          rows, components, notes(embedder, RowBlocks.Tally.of(rows), examples));
    }
  }

  @Override
  public List<String> stream(ExampleSet examples, Keeping keeping, Seed seed, RowSink sink) {
    if (components > 0) { // they are learned of all rows
      return Pretrained.super.stream(examples, keeping, seed, sink);
    }
    List<String> texts = texts(examples);
    try (TextEmbedder embedder = open(ModelHome.fromEnvironment())) {
      return notes(
          embedder,
          RowBlocks.make(
              texts.size(), (from, to) -> rows(embedder, texts, keeping, from, to), sink),
          examples);
    }
  }

  private static List<String> texts(ExampleSet examples) {
    if (!(examples.content() instanceof Content.Texts content)) {
      throw WrongContent.of(NAME, "texts", examples);
    }
    return content.texts();
  }

  private Rows rows(TextEmbedder embedder, List<String> texts, Keeping keeping, int from, int to) {
    return keeping
        .rows()
        .of(
            embedder.identity(),
            keeping.ids().subList(from, to),
            row -> KeptRows.checksum(texts.get(from + row)),
            missing ->
                embed(
                    embedder,
                    Arrays.stream(missing).mapToObj(row -> texts.get(from + row)).toList()));
  }

  private List<String> notes(TextEmbedder embedder, RowBlocks.Tally tally, ExampleSet examples) {
    List<String> notes = new ArrayList<>(Pretrained.notes(tally, examples.size()));
    notes.addAll(
        Pretrained.seen(trainedOn, embedder.hasSeen(examples.source()), examples.source()));
    return notes;
  }

  private Rows embed(TextEmbedder embedder, List<String> texts) {
    return Parallel.limitedTo(Pretrained.threads(threads), () -> embedder.embed(texts));
  }
}
