package org.lethe.curation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.curation.OwnSamples.Broken;
import org.lethe.curation.OwnSamples.Columns;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.embedding.Npy;
import org.lethe.encoder.Encoded;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.Encoders;
import org.lethe.encoder.KeptRows;
import org.lethe.encoder.Raw;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import org.lethe.testing.RealModels;
import org.lethe.testing.Refused;

/**
 * Guards against features that depend on how a command divides its samples, against rows of one
 * sample given to another, and against asking a pretrained model twice.
 */
class OwnFeaturesTest {
  @TempDir Path folder;

  private record Chosen(@Setting("the encoder") Encoder encoder) {}

  private static Encoder encoder(String yaml) {
    return new Binder(List.of(Encoders.FAMILY))
        .bind(SettingsFile.parse("encoder: " + yaml, "test"), Chosen.class)
        .encoder();
  }

  private OwnSamples lines(String name, String... texts) throws IOException {
    Path file = Files.writeString(folder.resolve(name), String.join("\n", texts) + "\n");
    return OwnSamples.read(file, Columns.none(), Broken.FATAL);
  }

  private static Encoded encoded(Encoder encoder, KeptRows kept, OwnSamples... parts) {
    return OwnFeatures.of(List.of(parts), encoder, kept, new Seed(1));
  }

  private static Features handedOn(Encoder encoder, KeptRows kept, OwnSamples... parts) {
    List<float[]> rows = new ArrayList<>();
    OwnFeatures.stream(
        List.of(parts),
        encoder,
        kept,
        new Seed(1),
        (values, columns, count) -> {
          for (int i = 0; i < count; i++) {
            rows.add(Arrays.copyOfRange(values, i * columns, (i + 1) * columns));
          }
        });
    int columns = rows.get(0).length;
    float[] all = new float[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * columns, columns);
    }
    return new DenseFeatures(all, rows.size(), columns);
  }

  private static void assertSameRows(Features expected, Features actual) {
    assertEquals(expected.rows(), actual.rows());
    for (int i = 0; i < expected.rows(); i++) {
      assertArrayEquals(expected.row(i), actual.row(i));
    }
  }

  private static void picture(Path file, int seed) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    UniformRandomProvider random = new Seed(seed).random();
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int at = 0; at < 32 * 32; at++) {
      picture.setRGB(at / 32, at % 32, random.nextInt(1 << 24));
    }
    ImageIO.write(picture, "png", file.toFile());
  }

  @Test
  void aPoolHasTheFeaturesOfItsTwoParts() throws IOException {
    OwnSamples pool = lines("pool.txt", "free prize", "see you", "prize call", "home now");
    List<OwnSamples> parts = pool.divide(new boolean[] {true, true, false, false});
    Encoder tfidf = encoder("tfidf");
    assertSameRows(
        encoded(tfidf, KeptRows.none(), pool).features(),
        encoded(tfidf, KeptRows.none(), parts.get(0), parts.get(1)).features());
  }

  @Test
  void aPretrainedModelIsAskedOnceWhoeverAsks() throws IOException {
    Path model = RealModels.folder("potion-base-2m-int8");
    Encoder encoder = encoder("{name: onnx-text, model: " + model + "}");
    OwnSamples pool = lines("pool.txt", "free prize", "see you", "prize call", "home now");
    KeptRows first = KeptRows.in(new EmbeddingStore(folder.resolve("store")));
    Encoded whole = encoded(encoder, first, pool);
    assertEquals(4, first.computed());
    KeptRows second = KeptRows.in(new EmbeddingStore(folder.resolve("store")));
    List<OwnSamples> parts = pool.divide(new boolean[] {false, true, false, true});
    Encoded divided = encoded(encoder, second, parts.get(0), parts.get(1));
    assertEquals(0, second.computed(), "the same texts under the same ids are kept");
    assertSameRows(whole.features().select(new int[] {1, 3, 0, 2}), divided.features());
  }

  @Test
  void picturesAreReadFromBothFoldersEvenWhereTheyHaveOneName() throws IOException {
    Path model = RealModels.folder("resnet20-cifar10");
    Encoder encoder = encoder("{name: onnx-image, model: " + model + ", components: 2}");
    for (String side : List.of("a", "b")) {
      for (int i = 0; i < 3; i++) {
        picture(folder.resolve(side).resolve(i + ".png"), side.equals("a") ? i : 100 + i);
      }
    }
    KeptRows kept = KeptRows.in(new EmbeddingStore(folder.resolve("store")));
    OwnSamples a = OwnSamples.read(folder.resolve("a"), Columns.none(), Broken.FATAL);
    OwnSamples b = OwnSamples.read(folder.resolve("b"), Columns.none(), Broken.FATAL);
    Encoded both = encoded(encoder, kept, a, b);
    assertEquals(6, kept.computed());
    assertEquals(2, both.features().columns(), "components of the encoder count");
    Encoder whole = encoder("{name: onnx-image, model: " + model + "}");
    Features together = encoded(whole, kept, a, b).features();
    assertSameRows(
        encoded(whole, KeptRows.none(), b).features(), together.select(new int[] {3, 4, 5}));
    assertSameRows(together, handedOn(whole, kept, a, b));
    assertSameRows(both.features(), handedOn(encoder, kept, a, b));
    assertEquals(6, kept.computed(), "what is handed on is kept, too");
    String refused = Refused.message(BadInput.class, () -> encoded(encoder("tfidf"), kept, a));
    assertTrue(refused.contains("pictures need an encoder that reads them"), refused);
  }

  @Test
  void numbersLieBelowEachOtherWhereverTheyLay() throws IOException {
    float[] values = {1, 2, 3, 4, 5, 6};
    Npy.write(folder.resolve("rows.npy"), new DenseFeatures(values, 3, 2));
    OwnSamples rows = OwnSamples.read(folder.resolve("rows.npy"), Columns.none(), Broken.FATAL);
    OwnSamples more =
        new OwnSamples(
            "more",
            List.of("x"),
            new Material.Numbers(new DenseFeatures(new float[] {7, 8}, 1, 2)),
            new TreeMap<>());
    Encoded encoded = encoded(new Raw(Raw.Standardise.NONE), KeptRows.none(), rows, more);
    assertArrayEquals(new double[] {5, 6}, encoded.features().row(2));
    assertArrayEquals(new double[] {7, 8}, encoded.features().row(3));
    assertEquals(Math.sqrt(113), encoded.rawNorms()[3], 1e-12);
  }

  @Test
  void sidesOfSeveralKindsAreRefused() throws IOException {
    OwnSamples texts = lines("texts.txt", "one", "two");
    Npy.write(folder.resolve("rows.npy"), new DenseFeatures(new float[] {1, 2}, 1, 2));
    OwnSamples rows = OwnSamples.read(folder.resolve("rows.npy"), Columns.none(), Broken.FATAL);
    String refused =
        Refused.message(
            BadInput.class, () -> encoded(encoder("tfidf"), KeptRows.none(), texts, rows));
    assertTrue(refused.contains("texts.txt holds texts"), refused);
    assertTrue(refused.contains("rows.npy holds numbers"), refused);
  }
}
