package org.lethe.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.encoder.onnx.Device;
import org.lethe.encoder.onnx.ModelFolder;
import org.lethe.encoder.onnx.ModelHome;
import org.lethe.encoder.onnx.Pooling;
import org.lethe.encoder.onnx.Rows;
import org.lethe.encoder.onnx.TextEmbedder;
import org.lethe.encoder.onnx.TextOptions;
import org.lethe.nd.Parallel;
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

  /** Opens the model: texts to rows, outside of experiments too. The caller closes it. */
  public TextEmbedder open(ModelHome home) {
    return TextEmbedder.open(
        ModelFolder.find(model, home),
        new TextOptions(
            output, pooling, normalise, maxLength, prefix, specialTokens, batch, device));
  }

  @Override
  public Prepared prepare(ExampleSet examples, Keeping keeping) {
    if (!(examples.content() instanceof Content.Texts content)) {
      throw WrongContent.of(NAME, "texts", examples);
    }
    List<String> texts = content.texts();
    try (TextEmbedder embedder = open(ModelHome.fromEnvironment())) {
      Rows rows =
          keeping
              .rows()
              .of(
                  embedder.identity(),
                  keeping.ids(),
                  row -> KeptRows.checksum(texts.get(row)),
                  missing -> embed(embedder, content.select(missing).texts()));
      List<String> notes = new ArrayList<>(Pretrained.notes(rows, texts.size()));
      notes.addAll(
          Pretrained.seen(trainedOn, embedder.hasSeen(examples.source()), examples.source()));
      return Pretrained.prepared(rows, components, notes);
    }
  }

  private Rows embed(TextEmbedder embedder, List<String> texts) {
    return Parallel.limitedTo(Pretrained.threads(threads), () -> embedder.embed(texts));
  }
}
