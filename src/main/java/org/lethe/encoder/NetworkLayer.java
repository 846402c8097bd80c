package org.lethe.encoder;

import java.util.List;
import java.util.Optional;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.network.Architecture;
import org.lethe.network.Batches;
import org.lethe.network.Blueprint;
import org.lethe.network.Engines;
import org.lethe.network.Network;
import org.lethe.network.NetworkLearner;
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
        Optional<Long> seed)
    implements Encoder {
  static final String NAME = "network-layer";
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

  @Override
  public Encoded encode(ExampleSet examples, int[] fitted, Seed seed) {
    return encode(
        examples,
        fitted,
        new Origin(examples, seed, ""),
        seed,
        new TrainedNetworks(Engines::auto, 1));
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
   * As {@link #encode(ExampleSet, int[], Seed)}, with a network that others may have trained.
   *
   * @param origin examples of the same kind, these or those of another seed
   * @param projecting for the principal components
   */
  public Encoded encode(
      ExampleSet examples, int[] fitted, Origin origin, Seed projecting, TrainedNetworks networks) {
    NetworkLearner learner = new NetworkLearner(architecture, training);
    requireLayer(learner.blueprint(examples));
    int[] rows = origin.examples.originalRows().orElseGet(() -> origin.examples.rows(Part.TRAIN));
    int[] all = new int[examples.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    float[] values;
    try (Network network =
        networks.original(learner, origin.examples, rows, origin.seed, origin.data)) {
      Samples samples = Samples.of(examples, all);
      values = Batches.activations(network, node(network.blueprint()), samples);
    }
    DenseFeatures features =
        new DenseFeatures(values, all.length, values.length / Math.max(1, all.length));
    if (components > 0 && components < features.columns()) {
      features =
          PrincipalComponents.fit(features.select(fitted), components, projecting).of(features);
    }
    double[] norms = features.squaredNorms();
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Math.sqrt(norms[i]);
    }
    return new Encoded(
        features,
        norms,
        List.of(
            "The encoder ("
                + architecture.name()
                + ") was trained on all of p1"
                + seed.map(s -> " as seed " + s + " draws it, once for all seeds").orElse("")
                + ": what it computes already knows what is to be forgotten."));
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
