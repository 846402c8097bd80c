package org.lethe.encoder.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.dataset.Content;
import org.lethe.dataset.PictureFiles;
import org.lethe.nd.Parallel;
import org.lethe.settings.BadInput;

/**
 * Pictures to rows by a model in an ONNX file. Safe for several threads.
 *
 * <p>What a row is depends on its picture alone: every batch has the same shape, the last one is
 * filled up, and models whose arithmetic mixes the rows of a batch (dynamic quantisation) get one
 * picture at a time. Threads work on different batches; while one is in the model, another scales
 * its pictures.
 */
public final class PictureEmbedder implements AutoCloseable {
  /** By preference: a projected row, features, and then a state a patch, whose first is used. */
  private static final List<String> OUTPUTS =
      List.of("image_embeds", "features", "last_hidden_state", "pooler_output");

  /** Files that are decoded before they are embedded. */
  private static final int CHUNK = 256;

  private final ModelFolder folder;
  private final PictureOptions options;
  private final PictureTraits traits;
  private final OnnxModel model;
  private final OnnxModel.Slot input;
  private final OnnxModel.Slot output;
  private final int channels;
  private final boolean channelsLast;
  private final int batch;

  private PictureEmbedder(ModelFolder folder, PictureOptions options, OnnxModel model) {
    this.folder = folder;
    this.options = options;
    this.model = model;
    this.input = requirePictures(model);
    long[] shape = input.shape();
    this.channelsLast = !isColour(shape[1]) && isColour(shape[3]);
    if (!channelsLast && !isColour(shape[1])) {
      throw takesOthers(model, input);
    }
    this.channels = (int) shape[channelsLast ? 3 : 1];
    this.traits =
        PictureTraits.of(
            folder,
            options,
            channelsLast ? new long[] {shape[1], shape[2]} : new long[] {shape[2], shape[3]},
            channels);
    this.output = model.output(options.output(), OUTPUTS);
    this.batch =
        shape[0] > 0 ? (int) shape[0] : model.rowsDependOnEachOther() ? 1 : options.batch();
  }

  /**
   * Opens a model.
   *
   * @throws BadInput if it is missing, damaged, of another kind, or if nothing says how its
   *     pictures must be
   */
  public static PictureEmbedder open(ModelFolder folder, PictureOptions options) {
    OnnxModel model = OnnxModel.open(folder.model(), options.device());
    try {
      return new PictureEmbedder(folder, options, model);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static boolean isColour(long axis) {
    return axis == 1 || axis == 3;
  }

  private static OnnxModel.Slot requirePictures(OnnxModel model) {
    List<OnnxModel.Slot> inputs = List.copyOf(model.inputs().values());
    for (OnnxModel.Slot slot : inputs) {
      boolean picture = slot.type() == OnnxJavaType.FLOAT && slot.shape().length == 4;
      if (!picture || inputs.size() > 1) {
        throw takesOthers(model, slot);
      }
    }
    return inputs.get(0);
  }

  private static BadInput takesOthers(OnnxModel model, OnnxModel.Slot slot) {
    return new BadInput(
        model.file()
            + " takes "
            + slot.name()
            + ", "
            + OnnxModel.described(slot)
            + "; allowed for pictures: one input float[any, 3, height, width], or with the channels"
            + " last");
  }

  /** Whether this is a published model that is known to have been trained on a data source. */
  public boolean hasSeen(String source) {
    return folder.known().filter(known -> known.trainedOn().contains(source)).isPresent();
  }

  /** Everything that decides what a row of a picture is; equal for equal rows. */
  public SortedMap<String, Object> identity() {
    SortedMap<String, Object> identity = new TreeMap<>(traits.identity());
    identity.put("kind", "onnx-image");
    identity.put("model", folder.weights());
    identity.put("output", output.name());
    identity.put("normalise", options.normalise());
    identity.put("batch", batch);
    identity.put("device", options.device().name());
    identity.put("runtime", OnnxModel.version());
    return identity;
  }

  /** The rows of pictures, in their order, on as many threads as {@link Parallel} allows. */
  public Rows embed(Content.Pictures pictures) {
    List<Planes> all = new ArrayList<>();
    for (byte[] each : pictures.pixels()) {
      all.add(new Planes(each, pictures.channels(), pictures.height(), pictures.width()));
    }
    return embed(all);
  }

  /** What is to be done with a file that is no picture. */
  public enum Undecodable {
    /** It is left out and listed. */
    SKIPPED,
    /** It ends the whole. */
    FATAL
  }

  /**
   * Rows of files.
   *
   * @param files those that have a row, in their order, {@code [n]}
   * @param skipped those that are no pictures, with what is wrong with them
   */
  public record OfFiles(Rows rows, List<Path> files, Map<Path, String> skipped) {
    /** Copies. */
    public OfFiles {
      files = List.copyOf(files);
      skipped = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
    }
  }

  /**
   * The rows of picture files. Few of them are in memory at a time.
   *
   * @throws BadInput if a file is no picture and that is fatal, or if none is left
   */
  public OfFiles embed(List<Path> files, Undecodable undecodable) {
    PictureFiles reader = PictureFiles.open();
    List<Path> read = new ArrayList<>();
    Map<Path, String> skipped = new LinkedHashMap<>();
    List<Rows> parts = new ArrayList<>();
    int chunk = Math.max(batch, CHUNK / batch * batch);
    List<Planes> waiting = new ArrayList<>();
    for (Path file : files) {
      try {
        PictureFiles.Picture picture = reader.read(file);
        waiting.add(new Planes(picture.pixels(), 3, picture.height(), picture.width()));
        read.add(file);
      } catch (BadInput e) {
        if (undecodable == Undecodable.FATAL) {
          throw e;
        }
        skipped.put(file, e.getMessage());
      }
      if (waiting.size() == chunk) {
        parts.add(embed(waiting));
        waiting.clear();
      }
    }
    if (!waiting.isEmpty()) {
      parts.add(embed(waiting));
    }
    if (parts.isEmpty()) {
      throw new BadInput(
          skipped.isEmpty()
              ? "no picture to embed"
              : "not one of "
                  + files.size()
                  + " files is a picture; the first: "
                  + skipped.values().iterator().next());
    }
    return new OfFiles(joined(parts), read, skipped);
  }

  private static Rows joined(List<Rows> parts) {
    int d = parts.get(0).columns();
    int n = parts.stream().mapToInt(part -> part.norms().length).sum();
    float[] values = new float[Math.multiplyExact(n, d)];
    double[] norms = new double[n];
    int at = 0;
    for (Rows part : parts) {
      System.arraycopy(part.values(), 0, values, at * d, part.values().length);
      System.arraycopy(part.norms(), 0, norms, at, part.norms().length);
      at += part.norms().length;
    }
    return new Rows(values, d, norms);
  }

  private Rows embed(List<Planes> pictures) {
    if (pictures.isEmpty()) {
      throw new BadInput("no picture to embed");
    }
    int n = pictures.size();
    double[] norms = new double[n];
    float[][] rows = new float[n][];
    int batches = (n + batch - 1) / batch;
    Parallel.forEach(
        batches,
        b -> {
          int from = b * batch;
          int to = Math.min(n, from + batch);
          infer(pictures.subList(from, to), from, rows, norms);
        });
    int d = rows[0].length;
    float[] values = new float[Math.multiplyExact(n, d)];
    for (int i = 0; i < n; i++) {
      System.arraycopy(rows[i], 0, values, i * d, d);
    }
    return new Rows(values, d, norms);
  }

  private void infer(List<Planes> pictures, int first, float[][] rows, double[] norms) {
    int h = traits.outHeight();
    int w = traits.outWidth();
    int size = channels * h * w;
    float[] values = new float[Math.multiplyExact(batch, size)];
    for (int i = 0; i < pictures.size(); i++) {
      traits.write(traits.shaped(pictures.get(i)), channels, channelsLast, values, i * size);
    }
    long[] shape =
        channelsLast ? new long[] {batch, h, w, channels} : new long[] {batch, channels, h, w};
    OnnxModel.Output said = model.run(input.name(), values, shape, output.name());
    requireRows(said);
    for (int i = 0; i < pictures.size(); i++) {
      double[] row = row(said, i);
      float[] stored = new float[row.length];
      norms[first + i] = OneRow.store(row, options.normalise(), stored, 0);
      if (!Double.isFinite(norms[first + i])) {
        throw new BadInput(
            model.file() + " gives numbers that are not finite for picture " + (first + i + 1));
      }
      rows[first + i] = stored;
    }
  }

  private void requireRows(OnnxModel.Output said) {
    if (said.shape()[0] != batch) {
      throw new BadInput(
          model.file()
              + ": output "
              + output.name()
              + " has the shape "
              + Arrays.toString(said.shape())
              + " for "
              + batch
              + " pictures; allowed: a row a picture");
    }
  }

  /** {@code [b, d]} as it is, of {@code [b, t, d]} the first, of {@code [b, d, h, w]} the mean. */
  private static double[] row(OnnxModel.Output said, int index) {
    long[] shape = said.shape();
    int size = said.values().length / (int) shape[0];
    int d = (int) shape[shape.length == 4 ? 1 : shape.length - 1];
    double[] row = new double[d];
    int area = shape.length == 4 ? size / d : 1;
    for (int j = 0, at = index * size; j < d; j++) {
      double sum = 0;
      for (int k = 0; k < area; k++) {
        sum += said.values()[at++];
      }
      row[j] = sum / area;
    }
    return row;
  }

  @Override
  public void close() {
    model.close();
  }
}
