package org.lethe.curation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.encoder.Encoded;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.KeptRows;
import org.lethe.encoder.OnnxImage;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.MappedFeatures;
import org.lethe.nd.Seed;
import org.lethe.nd.Stack;
import org.lethe.settings.BadInput;

/** Samples of somebody's own in one feature space, by the encoders that experiments have. */
public final class OwnFeatures {
  private final List<OwnSamples> parts;
  private final int n;

  private OwnFeatures(List<OwnSamples> parts) {
    this.parts = parts;
    n = parts.stream().mapToInt(OwnSamples::size).sum();
  }

  /**
   * The features of all samples, those of the first part first. The encoder learns from all of
   * them, which needs no labels; what a pretrained one says of them is kept and found again.
   *
   * @param parts one or more, of one kind
   * @throws BadInput if they are of several kinds, or of one that the encoder cannot read
   */
  public static Encoded of(List<OwnSamples> parts, Encoder encoder, KeptRows kept, Seed seed) {
    requireOneKind(parts);
    OwnFeatures own = new OwnFeatures(parts);
    return own.prepare(encoder, new Encoder.Keeping(kept, own.ids()))
        .fit(IntStream.range(0, own.n).toArray(), seed);
  }

  /**
   * As {@link #of}, handed on as they are made and as float32: of encoders that learn nothing of
   * the samples never more than a block is held.
   *
   * @return notes of the encoder
   * @throws BadInput if they are of several kinds, or of one that the encoder cannot read
   */
  static List<String> stream(
      List<OwnSamples> parts, Encoder encoder, KeptRows kept, Seed seed, Encoder.RowSink sink) {
    requireOneKind(parts);
    OwnFeatures own = new OwnFeatures(parts);
    Encoder.Keeping keeping = new Encoder.Keeping(kept, own.ids());
    return own.ofPictures(encoder)
        .map(pictures -> pictures.stream(own.files(), own.sha256(), keeping, seed, sink))
        .orElseGet(() -> encoder.stream(own.examples(), keeping, seed, sink));
  }

  /**
   * @throws BadInput if some are texts and others numbers, for instance
   */
  public static void requireOneKind(List<OwnSamples> parts) {
    OwnSamples first = parts.get(0);
    for (OwnSamples other : parts) {
      if (other.material().getClass() != first.material().getClass()) {
        throw new BadInput(
            first.place()
                + " holds "
                + first.material().word()
                + ", "
                + other.place()
                + " holds "
                + other.material().word()
                + "; both sides must be of one kind");
      }
    }
  }

  /** As a manifest names them: the same name may stand in two parts. */
  private List<String> ids() {
    return parts.stream().flatMap(part -> part.ids().stream()).toList();
  }

  private Encoder.Prepared prepare(Encoder encoder, Encoder.Keeping keeping) {
    return ofPictures(encoder)
        .map(pictures -> pictures.prepare(files(), sha256(), keeping))
        .orElseGet(() -> encoder.prepare(examples(), keeping));
  }

  /** The encoder as the one that reads picture files; empty where the samples are no pictures. */
  private Optional<OnnxImage> ofPictures(Encoder encoder) {
    if (!(parts.get(0).material() instanceof Material.Pictures)) {
      return Optional.empty();
    }
    if (!(encoder instanceof OnnxImage pictures)) {
      throw new BadInput(
          "pictures need an encoder that reads them: --encoder '{name: onnx-image, model: …}', see"
              + " `lethe models list`");
    }
    return Optional.of(pictures);
  }

  private List<Path> files() {
    return parts.stream()
        .flatMap(p -> ((Material.Pictures) p.material()).files().stream())
        .toList();
  }

  private List<String> sha256() {
    return parts.stream()
        .flatMap(p -> p.ids().stream().map(id -> Objects.requireNonNull(p.sha256().get(id))))
        .toList();
  }

  /** As encoders see them; the first part of several takes the place of p1. */
  private ExampleSet examples() {
    Side[] sides = new Side[n];
    int[] labels = new int[n];
    List<String> ids = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      boolean forget = p == 0 && parts.size() > 1;
      int from = ids.size();
      for (String id : parts.get(p).ids()) {
        ids.add(parts.size() > 1 ? p + "/" + id : id);
      }
      Arrays.fill(sides, from, ids.size(), forget ? Side.FORGET : Side.RETAIN);
      Arrays.fill(labels, from, ids.size(), forget ? 1 : 0);
    }
    Part[] training = new Part[n];
    Arrays.fill(training, Part.TRAIN);
    return new ExampleSet(
        parts.stream().map(OwnSamples::place).distinct().collect(Collectors.joining(" and ")),
        ids,
        content(),
        sides,
        labels,
        List.of("retain", "forget"),
        training,
        Optional.empty());
  }

  private Content content() {
    if (parts.get(0).material() instanceof Material.Texts) {
      return new Content.Texts(
          parts.stream().flatMap(p -> ((Material.Texts) p.material()).texts().stream()).toList());
    }
    Features all = rows(parts.get(0));
    for (OwnSamples part : parts.subList(1, parts.size())) {
      all = Stack.of(all, rows(part));
    }
    return new Content.Numbers(
        all instanceof MappedFeatures mapped ? mapped.load() : (DenseFeatures) all);
  }

  private static Features rows(OwnSamples part) {
    return ((Material.Numbers) part.material()).rows();
  }
}
