package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.DataSource;
import org.lethe.dataset.DataSources;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.network.Architectures;
import org.lethe.network.Engines;
import org.lethe.network.SafeTensors;
import org.lethe.network.Schedules;
import org.lethe.network.TrainedNetworks;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;

/** Guards against embeddings that outlive the weights or the data they were computed from. */
class NetworkLayerTest {
  record Methods(@Setting("d") DataSource data, @Setting("e") Encoder encoder) {}

  private static final Methods METHODS =
      new Binder(
              List.of(DataSources.FAMILY, Encoders.FAMILY, Architectures.FAMILY, Schedules.FAMILY))
          .bind(
              SettingsFile.parse(
                  """
                  data: {name: gaussians, dimension: 2, mean1: [2, 0], mean2: 0, n1: 30, n2: 60}
                  encoder:
                    name: network-layer
                    architecture: {name: mlp, hidden: [4]}
                    training: {epochs: 1, batch: 16, learning-rate: 0.1, augmentation: none}
                  """,
                  "test.yaml"),
              Methods.class);

  @TempDir Path folder;

  private ExampleSet examples = METHODS.data.open(DataHome.fromEnvironment()).draw(new Seed(1));
  private EmbeddingStore store = new EmbeddingStore(Path.of("unused"));

  @BeforeEach
  void open() {
    store = new EmbeddingStore(folder.resolve("embeddings"));
  }

  @Test
  void keptEmbeddingsAreThoseThatWereComputed() {
    float[] computed = encode(Optional.empty());
    float[] first = encode(Optional.of("data"));
    float[] second = encode(Optional.of("data"));
    assertArrayEquals(computed, first);
    assertArrayEquals(computed, second);
    assertEquals(1, store.entries().size());
    assertEquals(4, store.entries().get(0).columns());
  }

  @Test
  void otherDataIsAnotherEntry() {
    encode(Optional.of("data"));
    encode(Optional.of("other data"));
    assertEquals(2, store.entries().size());
  }

  /** The kept network gets one other weight, as a network does that is trained again. */
  @Test
  void aChangedWeightNeverMeetsAnOldEntry() throws IOException {
    float[] before = encode(Optional.of("data"));
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("networks"))) {
      file = files.filter(f -> f.toString().endsWith(".safetensors")).findFirst().orElseThrow();
    }
    SafeTensors.Contents contents = SafeTensors.read(file);
    // the weights that lead to the layer, or what is behind it would change instead
    contents.tensors().entrySet().iterator().next().getValue().values()[0] += 1;
    SafeTensors.write(file, contents);
    float[] after = encode(Optional.of("data"));
    assertFalse(Arrays.equals(before, after));
    assertEquals(2, store.entries().size());
    assertArrayEquals(encode(Optional.empty()), after);
  }

  private float[] encode(Optional<String> data) {
    TrainedNetworks networks = new TrainedNetworks(Engines::auto, 1);
    networks.keepIn(folder);
    NetworkLayer layer = (NetworkLayer) METHODS.encoder;
    Encoded encoded =
        layer.encode(
            examples,
            examples.rows(Part.TRAIN),
            new NetworkLayer.Origin(examples, new Seed(3), "data"),
            new Seed(4),
            networks,
            data.map(d -> new NetworkLayer.Keeping(store, d)));
    return ((DenseFeatures) encoded.features()).values();
  }
}
