package org.lethe.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.OwnPlace;
import org.lethe.learner.Learner;
import org.lethe.learner.Training;
import org.lethe.nd.Sha256;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * A neural network that reads pictures or rows of numbers, trained by a recipe. Its original, the
 * network before any removal, may come from elsewhere instead; whatever is retrained is trained
 * here, for weights that have seen p1 are no beginning for a network that has not.
 */
@Described("A neural network on pictures or rows of numbers.")
public record NetworkLearner(
    @Setting("its layers") Architecture architecture,
    @Setting(value = "how it is trained", or = "{}") Recipe training,
    @Setting(
            "a file with the weights of the original, which is then not trained: a state dict of"
                + " PyTorch (.pt), SafeTensors or ONNX; retrained networks are trained all the"
                + " same")
        Optional<String> weights)
    implements Learner {
  public static final String NAME = "network";

  @Override
  public String name() {
    return NAME;
  }

  /** The same, trained: what a network without some samples is made by. */
  public NetworkLearner withoutWeights() {
    return new NetworkLearner(architecture, training, Optional.empty());
  }

  @Override
  public NetworkLearner portable() {
    return new NetworkLearner(architecture, training, weights.map(OwnPlace::portable));
  }

  @Override
  public SortedMap<String, String> files() {
    if (weights.isEmpty()) {
      return Collections.emptySortedMap();
    }
    Path file = Path.of(weights.get());
    if (!Files.isRegularFile(file)) {
      throw new BadInput("weights is " + file + ", but there is no such file");
    }
    try {
      return new TreeMap<>(Map.of("weights", Sha256.of(file)));
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Trains on the rows that are given, even where the original comes from elsewhere. */
  @Override
  public NetworkClassifier fit(Training given) {
    return fit(Engines.auto(), given, Checkpoints.NONE);
  }

  /** As {@link #fit(Training)}, on an engine of the caller's choice, resumable. */
  public NetworkClassifier fit(Engine engine, Training given, Checkpoints checkpoints) {
    return new NetworkClassifier(
        Fit.fresh(
            engine,
            blueprint(given.examples()),
            Samples.of(given.examples(), given.rows()),
            training,
            given.seed(),
            checkpoints));
  }

  /** What it trains on these examples. */
  public Blueprint blueprint(ExampleSet examples) {
    return architecture.blueprint(Samples.shape(examples.content()), examples.classes().size());
  }
}
