package org.lethe.encoder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.OwnPlace;
import org.lethe.dataset.Part;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.embedding.Embeddings;
import org.lethe.embedding.Provenance;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.MappedFeatures;
import org.lethe.nd.RowMajor;
import org.lethe.nd.Seed;
import org.lethe.nd.Sha256;
import org.lethe.network.Architecture;
import org.lethe.network.Batches;
import org.lethe.network.Blueprint;
import org.lethe.network.Engines;
import org.lethe.network.Network;
import org.lethe.network.NetworkLearner;
import org.lethe.network.NotKept;
import org.lethe.network.Recipe;
import org.lethe.network.Samples;
import org.lethe.network.TrainedNetworks;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;
import org.lethe.settings.Suggestion;

/**
 * What a layer of a network says of each example, in evaluation mode. The network is trained on the
 * training part, p1 included: with the architecture and recipe of a learner of the same file it is
 * that learner's original model, trained once.
 */
@Described("A layer of a network that is trained on the training part, p1 included.")
public record NetworkLayer(
    @Setting("its layers") Architecture architecture,
    @Setting(value = "how it is trained", or = "{}") Recipe training,
    @Setting(
            value = "whose output: a layer's name, or embedding for the penultimate one",
            or = "embedding")
        String layer,
    @Setting(
            value = "principal components of the training part that are kept; 0 keeps all numbers",
            or = "0")
        int components,
    @Setting(
            "one network for all seeds, trained on the training part that this seed draws; else"
                + " each seed trains its own")
        Optional<Long> seed,
    @Setting(
            "a file with the weights of the network, which is then not trained: a state dict of"
                + " PyTorch (.pt), SafeTensors or ONNX")
        Optional<String> weights)
    implements Encoder {
  static final String NAME = "network-layer";

  /** Counted up when the same network would give other numbers. */
  private static final int VERSION = 1;

  private static final String PENULTIMATE = "embedding";

  public NetworkLayer {
    if (components < 0) {
      throw new IllegalArgumentException(
          "components is " + components + "; allowed: 0 (all) or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What the network is the original of. */
  public NetworkLearner learner() {
    return new NetworkLearner(architecture, training, weights);
  }

  @Override
  public NetworkLayer portable() {
    return new NetworkLayer(
        architecture, training, layer, components, seed, weights.map(OwnPlace::portable));
  }

  @Override
  public SortedMap<String, String> files() {
    return learner().files();
  }

  @Override
  public Encoded encode(ExampleSet examples, int[] fitted, Seed seed) {
    return encode(
        examples,
        fitted,
        new Origin(examples, seed, ""),
        seed,
        new TrainedNetworks(Engines::auto, 1),
        Optional.empty());
  }

  /**
   * What the network is trained on.
   *
   * @param examples whose training part
   * @param seed of the training
   * @param data as {@link TrainedNetworks#original} wants it
   */
  public record Origin(ExampleSet examples, Seed seed, String data) {}

  /**
   * Where what was computed is kept.
   *
   * @param data what tells the encoded examples from others: a checksum of where they come from
   */
  public record Keeping(EmbeddingStore store, String data) {}

  /**
   * As {@link #encode(ExampleSet, int[], Seed)}, with a network that others may have trained.
   *
   * @param origin examples of the same kind, these or those of another seed
   * @param projecting for the principal components
   * @param keeping where the layer's output is kept and looked for
   */
  public Encoded encode(
      ExampleSet examples,
      int[] fitted,
      Origin origin,
      Seed projecting,
      TrainedNetworks networks,
      Optional<Keeping> keeping) {
    NetworkLearner learner = learner();
    requireLayer(learner.blueprint(examples));
    int[] rows = origin.examples.originalRows().orElseGet(() -> origin.examples.rows(Part.TRAIN));
    RowMajor features;
    try (Network network =
        networks.original(learner, origin.examples, rows, origin.seed, origin.data)) {
      features =
          keeping
              .map(k -> kept(network, examples, k, networks))
              .orElseGet(() -> computed(network, examples));
    }
    if (components > 0 && components < features.columns()) {
      features =
          PrincipalComponents.fit(inMemory(features.select(fitted)), components, projecting)
              .of(inMemory(features));
    }
    double[] norms = features.squaredNorms();
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Math.sqrt(norms[i]);
    }
    return new Encoded(features, norms, List.of(note()));
  }

  private String note() {
    String encoder = "The encoder (" + architecture.name() + ") ";
    return weights
        .map(
            file ->
                encoder
                    + "was not trained here, its weights are given: if p1 was among what it was"
                    + " trained on, it already knows what is to be forgotten.")
        .orElseGet(
            () ->
                encoder
                    + "was trained on all of p1"
                    + seed.map(s -> " as seed " + s + " draws it, once for all seeds").orElse("")
                    + ": what it computes already knows what is to be forgotten.");
  }

  private DenseFeatures computed(Network network, ExampleSet examples) {
    int[] all = new int[examples.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    float[] values =
        Batches.activations(network, node(network.blueprint()), Samples.of(examples, all));
    return new DenseFeatures(values, all.length, values.length / Math.max(1, all.length));
  }

  /** Computed before by equal weights from equal examples, or now. */
  private RowMajor kept(
      Network network, ExampleSet examples, Keeping keeping, TrainedNetworks networks) {
    Provenance provenance =
        Provenance.of(
            Map.of(
                "encoder", NAME,
                "version", VERSION,
                "architecture", architecture.name(),
                "weights", Sha256.of(network.parameters().toArray(), network.statistics()),
                "layer", node(network.blueprint()),
                "engine", networks.engine().name(),
                "threads", networks.threads(),
                "data", keeping.data,
                "ids", Sha256.of(examples.ids())));
    Optional<Embeddings> known = keeping.store.find(provenance);
    if (known.isPresent()) {
      return few(known.get().rows());
    }
    if (networks.onlyReads()) {
      throw new NotKept("what layer " + layer + " of an original network says is not kept");
    }
    DenseFeatures computed = computed(network, examples);
    for (float value : computed.values()) {
      if (!Float.isFinite(value)) {
        return computed; // whoever uses it says which row it is
      }
    }
    return few(
        keeping
            .store
            .get(
                provenance,
                computed.columns(),
                writer -> writer.append(examples.ids(), computed.values()))
            .rows());
  }

  /** Up to 256 MB are read once instead of by each of many passes. */
  private static RowMajor few(RowMajor rows) {
    return (long) rows.rows() * rows.columns() <= 1 << 26 ? inMemory(rows) : rows;
  }

  private static DenseFeatures inMemory(RowMajor rows) {
    return rows instanceof MappedFeatures mapped ? mapped.load() : (DenseFeatures) rows;
  }

  private String node(Blueprint blueprint) {
    return layer.equals(PENULTIMATE) ? blueprint.embedding() : layer;
  }

  /** Before anything is trained. */
  private void requireLayer(Blueprint blueprint) {
    List<String> names = blueprint.nodes().stream().map(Blueprint.Node::name).toList();
    Optional<String> known = names.stream().filter(node(blueprint)::equals).findFirst();
    if (known.isEmpty() && !node(blueprint).equals(Blueprint.INPUT)) {
      throw new BadInput(
          "encoder network-layer: "
              + architecture.name()
              + " has no layer "
              + layer
              + Suggestion.text(layer, names));
    }
  }
}
