package org.lethe.encoder.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.dataset.Content;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealData;
import org.lethe.testing.RealModels;
import org.lethe.testing.Refused;

/**
 * Guards against pictures that reach the model with other colours, planes or brightness than it was
 * trained on, and against rows that depend on their neighbours.
 */
class PictureEmbedderTest {
  private static final String MOBILENET = "mobilenetv2-imagenet-w8";

  @TempDir Path folder;

  private static PictureOptions reading(String output) {
    return new PictureOptions(
        Optional.of(output),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ChannelOrder.RGB,
        List.of(),
        List.of(),
        4,
        Device.CPU);
  }

  private static PictureEmbedder open(String model, PictureOptions options) {
    return PictureEmbedder.open(ModelFolder.find(model, RealModels.home(model)), options);
  }

  @Test
  void givesTheFeaturesAndLabelsOfTheReference() throws IOException {
    JsonNode golden = Golden.of(MOBILENET);
    List<String> names = List.of("cat.png", "cat2.png", "macaw.png");
    List<Path> files = names.stream().map(RealModels.folder(MOBILENET)::resolve).toList();
    try (PictureEmbedder features = open(MOBILENET, PictureOptions.DEFAULT);
        PictureEmbedder logits = open(MOBILENET, reading("logits"))) {
      Rows rows = features.embed(files, PictureEmbedder.Undecodable.FATAL).rows();
      Rows said = logits.embed(files, PictureEmbedder.Undecodable.FATAL).rows();
      assertEquals(1280, rows.columns());
      for (int i = 0; i < names.size(); i++) {
        JsonNode expected = golden.get(names.get(i));
        assertArrayEquals(
            Golden.doubles(expected.get("features_first8")), Golden.row(rows, i, 8), 1e-3);
        double[] scores = Golden.row(said, i, 1001);
        int best = best(scores);
        assertEquals(expected.get("top1_index").asInt(), best, names.get(i));
        double top = scores[best];
        double sum = Arrays.stream(scores).map(s -> Math.exp(s - top)).sum();
        assertEquals(expected.get("top1_probability").asDouble(), 1 / sum, 1e-3);
        for (int j = 0; j < names.size(); j++) {
          assertEquals(
              golden.get("cosine_cat_cat2_macaw").get(i).get(j).asDouble(),
              Golden.cosine(rows, i, j),
              1e-3);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"resnet20-cifar10, 3072", "resnet56-cifar10, 3072", MOBILENET + ", 150528"})
  void theModelGivesTheNumbersOfTheReferenceForARamp(String name, int size) throws IOException {
    JsonNode golden = Golden.of(name).get("ramp");
    float[] ramp = new float[size];
    for (int i = 0; i < size; i++) {
      ramp[i] = (float) (-1 + 2.0 * i / size);
    }
    int edge = (int) Math.round(Math.sqrt(size / 3.0));
    long[] shape = {1, 3, edge, edge};
    try (OnnxModel model =
        OnnxModel.open(RealModels.folder(name).resolve("model.onnx"), Device.CPU)) {
      double[] expected = Golden.doubles(golden.get("features_first8"));
      float[] features = model.run("pixel_values", ramp, shape, "features").values();
      for (int j = 0; j < 8; j++) {
        assertEquals(expected[j], features[j], 1e-3);
      }
      float[] logits = model.run("pixel_values", ramp, shape, "logits").values();
      if (golden.has("argmax")) {
        assertEquals(golden.get("argmax").asInt(), best(doubles(logits)));
      } else {
        assertArrayEquals(Golden.doubles(golden.get("logits")), doubles(logits), 1e-3);
      }
    }
  }

  @Test
  void noRowDependsOnItsNeighboursOrThreads() {
    Content.Pictures pictures = pictures(11);
    try (PictureEmbedder embedder = open("resnet20-cifar10", reading("features"))) {
      Rows all = Parallel.limitedTo(1, () -> embedder.embed(pictures));
      Rows threads = Parallel.limitedTo(4, () -> embedder.embed(pictures));
      assertArrayEquals(all.values(), threads.values(), 0f);
      for (int i : new int[] {0, 5, 10}) {
        Rows alone = embedder.embed(pictures.select(new int[] {i}));
        assertArrayEquals(Golden.row(all, i, 64), Golden.row(alone, 0, 64), 0.0);
      }
    }
  }

  private static Content.Pictures pictures(int n) {
    byte[][] pixels = new byte[n][3 * 32 * 32];
    for (int i = 0; i < n; i++) {
      new Seed(i + 1).random().nextBytes(pixels[i]);
    }
    return new Content.Pictures(pixels, 3, 32, 32);
  }

  /** All 10,000 of the binary files: one byte of label, then the red, green and blue plane. */
  @ParameterizedTest
  @Tag("full")
  @CsvSource({"resnet20-cifar10, 0.917", "resnet56-cifar10, 0.934"})
  void reachesThePublishedAccuracyOnAllTestPictures(String model, double accuracy)
      throws IOException {
    byte[] file = testPictures();
    int n = file.length / 3073;
    assertEquals(10_000, n);
    byte[][] pixels = new byte[n][];
    for (int i = 0; i < n; i++) {
      pixels[i] = Arrays.copyOfRange(file, i * 3073 + 1, (i + 1) * 3073);
    }
    try (PictureEmbedder embedder = open(model, reading("logits"))) {
      Rows said = embedder.embed(new Content.Pictures(pixels, 3, 32, 32));
      int right = 0;
      for (int i = 0; i < n; i++) {
        right += best(Golden.row(said, i, 10)) == file[i * 3073] ? 1 : 0;
      }
      assertEquals(accuracy, right / (double) n, 0.0011);
    }
  }

  private static byte[] testPictures() throws IOException {
    Path archive = RealData.folder("cifar10").resolve("cifar-10-binary.tar.gz");
    try (TarArchiveInputStream members =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
      for (var member = members.getNextEntry(); member != null; member = members.getNextEntry()) {
        if (member.getName().endsWith("test_batch.bin")) {
          return members.readAllBytes();
        }
      }
    }
    throw new IOException(archive + " has no test_batch.bin");
  }

  @Test
  void listsFilesThatAreNoPicturesOrEndsThere() throws IOException {
    Path cat = RealModels.folder(MOBILENET).resolve("cat.png");
    Path text = Files.writeString(folder.resolve("note.png"), "no picture");
    Path cut = folder.resolve("cut.png");
    byte[] whole = Files.readAllBytes(cat);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    try (PictureEmbedder embedder = open(MOBILENET, PictureOptions.DEFAULT)) {
      PictureEmbedder.OfFiles said =
          embedder.embed(List.of(text, cat, cut), PictureEmbedder.Undecodable.SKIPPED);
      assertEquals(List.of(cat), said.files());
      assertEquals(List.of(text, cut), List.copyOf(said.skipped().keySet()));
      assertEquals(1, said.rows().norms().length);
      String fatal =
          Refused.message(
              BadInput.class,
              () -> embedder.embed(List.of(cat, cut), PictureEmbedder.Undecodable.FATAL));
      assertTrue(fatal.contains("cut.png is cut off"), fatal);
      assertTrue(
          Refused.message(
                  BadInput.class,
                  () -> embedder.embed(List.of(text), PictureEmbedder.Undecodable.SKIPPED))
              .startsWith("not one of 1 files is a picture"));
    }
  }

  private ModelFolder own() throws IOException {
    // One byte more than the known model: an unknown one that does the same.
    byte[] model = Files.readAllBytes(RealModels.folder("resnet20-cifar10").resolve("model.onnx"));
    byte[] other = Arrays.copyOf(model, model.length + 3);
    other[model.length] = 0x12; // producer name, once more: "x"
    other[model.length + 1] = 1;
    other[model.length + 2] = 'x';
    Files.write(folder.resolve("model.onnx"), other);
    return ModelFolder.find(folder.toString(), new ModelHome(folder));
  }

  @Test
  void readsThePreprocessorFileOfTheModel() throws IOException {
    ModelFolder own = own();
    String missing =
        Refused.message(BadInput.class, () -> PictureEmbedder.open(own, PictureOptions.DEFAULT));
    assertTrue(missing.contains("say mean and std"), missing);
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"do_resize\": true, \"size\": {\"shortest_edge\": 36}, \"resample\": 2,"
            + " \"do_center_crop\": true, \"crop_size\": {\"height\": 32, \"width\": 32},"
            + " \"image_mean\": [0.485, 0.456, 0.406], \"image_std\": [0.229, 0.224, 0.225]}");
    try (PictureEmbedder embedder = PictureEmbedder.open(own, PictureOptions.DEFAULT)) {
      assertEquals(36, embedder.identity().get("edge"));
      assertEquals(32, embedder.identity().get("crop-width"));
      assertEquals("BILINEAR", embedder.identity().get("resample"));
      embedder.embed(pictures(2));
    }
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"size\": 48, \"image_mean\": [0.5], \"image_std\": [0.5]}");
    String large =
        Refused.message(BadInput.class, () -> PictureEmbedder.open(own, PictureOptions.DEFAULT));
    assertTrue(large.contains("brought to 48×48; say size: 32"), large);
  }

  /** Middle 2×2 of 4×4, and black around a picture that is too small. */
  @Test
  void cutsTheMiddleOut() {
    PictureTraits middle =
        new PictureTraits(
            Optional.empty(),
            0,
            0,
            2,
            2,
            Resampling.BICUBIC,
            ChannelOrder.RGB,
            1,
            List.of(0.0),
            List.of(1.0));
    byte[] sixteen = new byte[16];
    for (int i = 0; i < 16; i++) {
      sixteen[i] = (byte) i;
    }
    assertArrayEquals(
        new byte[] {5, 6, 9, 10}, middle.shaped(new Planes(sixteen, 1, 4, 4)).pixels());
  }

  /** Bytes 0, 51, 255 as 0, 0.2, 1, then minus 0.5 over 0.25; blue first when asked. */
  @Test
  void writesColoursAsTheModelTakesThem() {
    Planes picture = new Planes(new byte[] {0, 51, (byte) 255}, 3, 1, 1);
    float[] rgb = new float[3];
    traits(ChannelOrder.RGB).write(picture, 3, false, rgb, 0);
    assertArrayEquals(new float[] {-2, -1.2f, 2}, rgb, 1e-6f);
    float[] bgr = new float[3];
    traits(ChannelOrder.BGR).write(picture, 3, true, bgr, 0);
    assertArrayEquals(new float[] {2, -1.2f, -2}, bgr, 1e-6f);
  }

  private static PictureTraits traits(ChannelOrder order) {
    return new PictureTraits(
        Optional.empty(),
        1,
        1,
        0,
        0,
        Resampling.BICUBIC,
        order,
        1 / 255.0,
        List.of(0.5, 0.5, 0.5),
        List.of(0.25, 0.25, 0.25));
  }

  @Test
  void aTextModelIsRefusedForPictures() {
    String refused =
        Refused.message(BadInput.class, () -> open("potion-base-2m-int8", PictureOptions.DEFAULT));
    assertTrue(refused.contains("takes attention_mask, int64[any, any]"), refused);
  }

  private static int best(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
