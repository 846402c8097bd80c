package org.lethe.encoder.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lethe.settings.BadInput;

/**
 * How one model reads texts, with nothing left open: what settings say, else what is known of the
 * model, else what the files of sentence-transformers beside it say, else mean pooling, length 1,
 * and as many tokens as the model has positions.
 */
record TextTraits(
    Optional<String> output,
    Pooling pooling,
    boolean normalise,
    int maxLength,
    String prefix,
    boolean specialTokens) {
  private static final int MOST_TOKENS = 512;

  /** Tokenizers without a limit write a number of this kind. */
  private static final int ABSURD = 1_000_000;

  static TextTraits of(ModelFolder folder, TextOptions options) {
    Optional<ModelDescriptor.Text> known = folder.known().flatMap(ModelDescriptor::text);
    Pooling pooling = options.pooling();
    if (pooling == Pooling.AUTO) {
      pooling = known.map(ModelDescriptor.Text::pooling).orElseGet(() -> poolingOf(folder));
    }
    return new TextTraits(
        options.output(),
        pooling,
        options
            .normalise()
            .or(() -> known.map(ModelDescriptor.Text::normalise))
            .orElseGet(() -> normaliseOf(folder)),
        options
            .maxLength()
            .or(() -> known.map(ModelDescriptor.Text::maxLength))
            .orElseGet(() -> maxLengthOf(folder)),
        options.prefix().or(() -> known.map(ModelDescriptor.Text::prefix)).orElse(""),
        options
            .specialTokens()
            .or(() -> known.map(ModelDescriptor.Text::specialTokens))
            .orElse(true));
  }

  private static Pooling poolingOf(ModelFolder folder) {
    JsonNode file = folder.json("1_Pooling/config.json");
    if (file.isMissingNode()) {
      return Pooling.MEAN;
    }
    Map<String, Pooling> modes =
        new TreeMap<>(
            Map.of(
                "pooling_mode_cls_token", Pooling.CLS,
                "pooling_mode_lasttoken", Pooling.LAST,
                "pooling_mode_max_tokens", Pooling.MAX,
                "pooling_mode_mean_tokens", Pooling.MEAN));
    var chosen = modes.entrySet().stream().filter(e -> file.path(e.getKey()).asBoolean()).toList();
    if (chosen.size() != 1) {
      throw new BadInput(
          folder.folder().resolve("1_Pooling/config.json")
              + " wants "
              + (chosen.isEmpty() ? "a pooling that is not known here" : "several poolings at once")
              + "; say pooling: mean, cls, max or last");
    }
    return chosen.get(0).getValue();
  }

  private static boolean normaliseOf(ModelFolder folder) {
    JsonNode modules = folder.json("modules.json");
    if (!modules.isArray()) {
      return true;
    }
    boolean normalise = false;
    for (JsonNode module : modules) {
      String type = module.path("type").asText().toLowerCase(Locale.ROOT);
      normalise |= type.endsWith("normalize");
      if (type.endsWith("dense")) {
        throw new BadInput(
            folder.folder().resolve("modules.json")
                + " has a dense layer behind the pooling, which is not in the ONNX file; export"
                + " the whole model and name its output");
      }
    }
    return normalise;
  }

  private static int maxLengthOf(ModelFolder folder) {
    int stated = folder.json("sentence_bert_config.json").path("max_seq_length").asInt();
    if (stated <= 0) {
      stated = folder.json("tokenizer_config.json").path("model_max_length").asInt();
    }
    int positions = folder.json("config.json").path("max_position_embeddings").asInt();
    if (stated > 0 && stated < ABSURD) {
      return positions > 0 ? Math.min(stated, positions) : stated;
    }
    return positions > 0 ? Math.min(positions, MOST_TOKENS) : MOST_TOKENS;
  }
}
