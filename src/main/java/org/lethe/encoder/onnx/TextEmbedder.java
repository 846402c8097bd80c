package org.lethe.encoder.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.nd.Parallel;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * Texts to rows by a model in an ONNX file. Safe for several threads.
 *
 * <p>What a row is depends on its text alone: a batch holds texts of nearly equal length, padded to
 * the next multiple of {@value TokenBatches#STEP} tokens of their own, never to a neighbour's
 * length; models whose arithmetic mixes the rows of a batch (dynamic quantisation) get one text at
 * a time. So the order of texts, their company and the number of threads change no bit, and a row
 * may be kept and used again elsewhere. Threads work on different batches, each call of the model
 * on one of them.
 */
public final class TextEmbedder implements AutoCloseable {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  /** By preference: a projected row, the tokens' states, and then what others call a row. */
  private static final List<String> OUTPUTS =
      List.of("text_embeds", "last_hidden_state", "token_embeddings", "sentence_embedding");

  private final ModelFolder folder;
  private final TextTraits traits;
  private final TextOptions options;
  private final OnnxModel model;
  private final OnnxModel.Slot output;
  private final Tokenizer tokenizer;
  private final int batch;

  private TextEmbedder(
      ModelFolder folder,
      TextTraits traits,
      TextOptions options,
      OnnxModel model,
      OnnxModel.Slot output,
      Tokenizer tokenizer) {
    this.folder = folder;
    this.traits = traits;
    this.options = options;
    this.model = model;
    this.output = output;
    this.tokenizer = tokenizer;
    this.batch = model.rowsDependOnEachOther() ? 1 : options.batch();
  }

  /**
   * Opens model and tokenizer.
   *
   * @throws BadInput if one is missing, damaged or of another kind
   */
  public static TextEmbedder open(ModelFolder folder, TextOptions options) {
    TextTraits traits = TextTraits.of(folder, options);
    Tokenizer tokenizer =
        Tokenizer.open(
            folder.folder().resolve("tokenizer.json"), traits.maxLength(), traits.specialTokens());
    OnnxModel model = null;
    try {
      model = OnnxModel.open(folder.model(), options.device());
      requireTokens(model);
      return new TextEmbedder(
          folder, traits, options, model, model.output(traits.output(), OUTPUTS), tokenizer);
    } catch (RuntimeException e) {
      tokenizer.close();
      if (model != null) {
        model.close();
      }
      throw e;
    }
  }

  private static void requireTokens(OnnxModel model) {
    SortedMap<String, OnnxModel.Slot> inputs = model.inputs();
    Set<String> known = Set.of(IDS, MASK, TYPES);
    for (OnnxModel.Slot slot : inputs.values()) {
      boolean whole = slot.type() == OnnxJavaType.INT64 || slot.type() == OnnxJavaType.INT32;
      if (!known.contains(slot.name()) || !whole || slot.shape().length != 2) {
        throw new BadInput(
            model.file()
                + " takes "
                + slot.name()
                + ", "
                + OnnxModel.described(slot)
                + "; allowed for texts: input_ids, attention_mask and token_type_ids, int64[any,"
                + " any]");
      }
    }
    if (!inputs.containsKey(IDS)) {
      throw new BadInput(model.file() + " takes no input_ids: it is no model for texts");
    }
  }

  /** Whether this is a published model that is known to have been trained on a data source. */
  public boolean hasSeen(String source) {
    return folder.known().filter(known -> known.trainedOn().contains(source)).isPresent();
  }

  /** Everything that decides what a row of a text is; equal for equal rows. */
  public SortedMap<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("kind", "onnx-text");
    identity.put("model", folder.weights());
    identity.put("tokenizer", folder.checksum("tokenizer.json").orElse(""));
    identity.put("output", output.name());
    identity.put("pooling", traits.pooling().name());
    identity.put("normalise", traits.normalise());
    identity.put("max-length", traits.maxLength());
    identity.put("prefix", traits.prefix());
    identity.put("special-tokens", traits.specialTokens());
    identity.put("batch", batch);
    identity.put("device", options.device().name());
    identity.put("runtime", OnnxModel.version());
    return new TreeMap<>(identity);
  }

  /** The numbers of a text's tokens, as the model gets them. */
  public long[] tokens(String text) {
    return tokenizer.encode(traits.prefix() + text).ids();
  }

  /** What the model is asked for these texts, which differ: for measurements of the model alone. */
  List<List<OnnxModel.Ints>> calls(List<String> texts) {
    return new Distinct(texts).all();
  }

  /** The output that is read. */
  String outputName() {
    return output.name();
  }

  /** Texts of one call. */
  int batch() {
    return batch;
  }

  /**
   * The rows of texts, in their order; a text that occurs twice is computed once. On as many
   * threads as {@link Parallel} allows.
   *
   * @throws BadInput if the model fails on them, or gives numbers that are not finite
   */
  public Rows embed(List<String> texts) {
    Map<String, Integer> first = new LinkedHashMap<>();
    texts.forEach(text -> first.putIfAbsent(text, first.size()));
    Distinct distinct = new Distinct(List.copyOf(first.keySet()));
    distinct.compute();
    int d = distinct.columns();
    float[] values = new float[Math.multiplyExact(texts.size(), d)];
    double[] norms = new double[texts.size()];
    boolean[] cut = new boolean[texts.size()];
    boolean[] blank = new boolean[texts.size()];
    for (int i = 0; i < norms.length; i++) {
      int from = first.getOrDefault(texts.get(i), 0);
      System.arraycopy(distinct.values, from * d, values, i * d, d);
      norms[i] = distinct.norms[from];
      cut[i] = distinct.truncated[from];
      blank[i] = distinct.empty[from];
    }
    return new Rows(values, d, norms, cut, blank);
  }

  /** One call's work on texts that differ. */
  private final class Distinct {
    private final List<String> texts;
    private final double[] norms;
    private final boolean[] truncated;
    private final boolean[] empty;
    private int width; // 0 until a batch tells it
    private float[] values = new float[0];

    Distinct(List<String> texts) {
      this.texts = texts;
      this.norms = new double[texts.size()];
      this.truncated = new boolean[texts.size()];
      this.empty = new boolean[texts.size()];
    }

    int columns() {
      return width;
    }

    void compute() {
      try (TokenBatches batches = batches()) {
        batches.fillAhead();
        Parallel.forEach(
            Parallel.threads(),
            worker -> {
              for (var next = batches.next(); next.isPresent(); next = batches.next()) {
                infer(next.get());
              }
            });
      }
      if (width == 0) { // not one token in all the texts
        setWidth(declaredWidth());
      }
    }

    private TokenBatches batches() {
      return new TokenBatches(texts, batch, Parallel.threads(), this::tokens);
    }

    private Tokenizer.Tokens tokens(int row) {
      Tokenizer.Tokens tokens = tokenizer.encode(traits.prefix() + texts.get(row));
      truncated[row] = tokens.truncated();
      empty[row] = tokens.ids().length == 0;
      return tokens;
    }

    private void infer(List<TokenBatches.Text> rows) {
      store(rows, model.run(inputs(rows), output.name()), rows.get(0).padded());
    }

    /** What the model is asked, all of it at once. */
    List<List<OnnxModel.Ints>> all() {
      List<List<OnnxModel.Ints>> calls = new ArrayList<>();
      try (TokenBatches batches = batches()) {
        for (var next = batches.next(); next.isPresent(); next = batches.next()) {
          calls.add(inputs(next.get()));
        }
      }
      return calls;
    }

    private List<OnnxModel.Ints> inputs(List<TokenBatches.Text> rows) {
      // A model alone with one row takes other paths through its arithmetic than with several.
      int n = batch > 1 ? Math.max(2, rows.size()) : rows.size();
      int padded = rows.get(0).padded();
      long[] ids = new long[n * padded];
      long[] mask = new long[n * padded];
      long[] types = new long[n * padded];
      for (int i = 0; i < n; i++) {
        Tokenizer.Tokens tokens = rows.get(Math.min(i, rows.size() - 1)).tokens();
        int length = tokens.ids().length;
        System.arraycopy(tokens.ids(), 0, ids, i * padded, length);
        System.arraycopy(tokens.types(), 0, types, i * padded, length);
        Arrays.fill(mask, i * padded, i * padded + length, 1);
      }
      return inputs(ids, mask, types, n, padded);
    }

    private List<OnnxModel.Ints> inputs(long[] ids, long[] mask, long[] types, int n, int padded) {
      SortedMap<String, OnnxModel.Slot> slots = model.inputs();
      Map<String, long[]> values = Map.of(IDS, ids, MASK, mask, TYPES, types);
      return slots.values().stream()
          .map(
              slot ->
                  new OnnxModel.Ints(
                      slot,
                      Optional.ofNullable(values.get(slot.name())).orElseThrow(),
                      new long[] {n, padded}))
          .toList();
    }

    private void store(List<TokenBatches.Text> rows, OnnxModel.Output said, int padded) {
      long[] shape = said.shape();
      boolean perToken = shape.length == 3;
      if (shape.length == 4 || (perToken && shape[1] != padded)) {
        throw new BadInput(
            model.file()
                + ": output "
                + output.name()
                + " has the shape "
                + Arrays.toString(shape)
                + " for "
                + padded
                + " tokens; allowed: a row a text, or a row a token");
      }
      int d = Math.toIntExact(shape[shape.length - 1]);
      setWidth(d);
      double[] row = new double[d];
      for (int i = 0; i < rows.size(); i++) {
        TokenBatches.Text text = rows.get(i);
        if (perToken) {
          traits.pooling().pool(said.values(), i * padded * d, text.tokens().ids().length, row);
        } else {
          for (int j = 0; j < d; j++) {
            row[j] = said.values()[i * d + j];
          }
        }
        norms[text.row()] = OneRow.store(row, traits.normalise(), values, text.row());
        if (!Double.isFinite(norms[text.row()])) {
          throw new BadInput(
              model.file()
                  + " gives numbers that are not finite for the text "
                  + Shown.text(texts.get(text.row())));
        }
      }
    }

    /** Makes room, before any row is stored; the first of several batches at a time does so. */
    private synchronized void setWidth(int d) {
      if (width == 0) {
        width = d;
        values = new float[Math.multiplyExact(texts.size(), d)];
      } else if (width != d) {
        throw new BadInput(model.file() + " gives rows of " + width + " and of " + d + " numbers");
      }
    }
  }

  private int declaredWidth() {
    long last = output.shape()[output.shape().length - 1];
    if (last <= 0) {
      throw new BadInput(model.file() + ": not one of the texts has a token for it");
    }
    return Math.toIntExact(last);
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
