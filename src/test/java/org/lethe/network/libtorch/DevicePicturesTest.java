package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.dataset.Crops;
import org.lethe.nd.Seed;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Blueprint;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.Precision;
import org.lethe.network.Samples;
import org.lethe.network.Sgd;
import org.lethe.network.SmallCnn;

/**
 * Guards against batches that are other numbers on a device than on the processor, in any bit and
 * for any window, and against copies of the pictures that nobody frees or everybody makes.
 */
@Tag("full")
class DevicePicturesTest {
  private static LibtorchEngine reading;
  private static LibtorchEngine keeping;

  @BeforeAll
  static void start() {
    reading = LibtorchEngine.get(Natives.CPU, Precision.FLOAT32);
    reading.setThreads(1);
    keeping = reading.asIfApart();
  }

  /** Every byte comes up, bright ones and dark ones side by side. */
  private static Content.Pictures pictures(int n, int channels, int height, int width) {
    byte[][] pixels = new byte[n][channels * height * width];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < pixels[i].length; j++) {
        pixels[i][j] = (byte) (1 + i * 31 + j * 7);
      }
    }
    return new Content.Pictures(pixels, channels, height, width);
  }

  private static void assertSameBits(Crops crops) {
    Content.Pictures pictures = crops.pictures();
    float[] read =
        new float[crops.size() * pictures.channels() * pictures.height() * pictures.width()];
    crops.read(read);
    assertSameBits(crops, read);
  }

  private static void assertSameBits(Crops crops, float[] read) {
    Content.Pictures pictures = crops.pictures();
    DevicePictures there =
        DevicePictures.acquire(pictures, Natives.CPU, bytes -> true).orElseThrow();
    try {
      assertArrayEquals(read, Tensors.scoped(() -> Tensors.toFloats(there.batch(crops))));
    } finally {
      there.release();
    }
  }

  /** 19·19 windows, the outermost wholly beside the picture, in both directions; 5 by 7 pixels. */
  @Test
  void everyWindowShowsTheSame() {
    Content.Pictures pictures = pictures(4, 3, 5, 7);
    int windows = 19 * 19 * 2;
    int[] rows = new int[windows];
    int[] down = new int[windows];
    int[] right = new int[windows];
    boolean[] mirrored = new boolean[windows];
    for (int i = 0; i < windows; i++) {
      rows[i] = i % 4;
      down[i] = i / 38 - 9;
      right[i] = i / 2 % 19 - 9;
      mirrored[i] = i % 2 == 1;
    }
    assertSameBits(new Crops(pictures, rows, down, right, mirrored));
  }

  @ParameterizedTest
  @EnumSource(Augmentation.class)
  void batchesOfAnySizeAreTheSame(Augmentation augmentation) {
    for (int channels : new int[] {1, 3}) {
      Content.Pictures pictures = pictures(40, channels, 16, 16);
      for (int size : new int[] {1, 2, 7, 40, 101}) {
        int[] rows = IntStream.range(0, size).map(i -> i * 13 % 40).toArray();
        assertSameBits(augmentation.draw(pictures, rows, new Seed(size)));
      }
    }
  }

  /** More than are brought over at once; the last of them is read. */
  @Test
  void manyPicturesArriveWhole() {
    Content.Pictures pictures = pictures(2500, 3, 4, 4);
    int[] all = IntStream.range(0, 2500).toArray();
    assertSameBits(Augmentation.NONE.draw(pictures, all, new Seed(1)));
    assertSameBits(Augmentation.PAD_CROP_FLIP.draw(pictures, all, new Seed(1)));
  }

  /** A card that is given such an index answers nobody in the process any more. */
  @Test
  void aPictureThatIsNotThereIsNotAskedFor() {
    Content.Pictures pictures = pictures(4, 3, 5, 7);
    for (Augmentation augmentation : Augmentation.values()) {
      Crops crops = augmentation.draw(pictures, new int[] {3, 4}, new Seed(1));
      assertThrows(IndexOutOfBoundsException.class, () -> assertSameBits(crops, new float[210]));
    }
    assertEquals(0, DevicePictures.copies());
  }

  private static Samples samples(Content.Pictures pictures) {
    int n = pictures.size();
    int[] rows = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
    return new Samples(pictures, rows, IntStream.range(0, n).map(i -> i % 3).toArray());
  }

  private static Network network(LibtorchEngine engine) {
    Blueprint blueprint = new SmallCnn(4, 8).blueprint(Samples.shape(pictures(1, 3, 16, 16)), 3);
    return engine.network(blueprint, new Seed(1));
  }

  /** 45 pictures in batches of 16: the last is short. Parameters, statistics and logits. */
  private static List<float[]> trained(LibtorchEngine engine) {
    Samples samples = samples(pictures(45, 3, 16, 16));
    List<float[]> all = new ArrayList<>();
    try (Network network = network(engine);
        Descent descent = new Descent(network, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      Batches.shuffled(
          samples,
          16,
          Augmentation.PAD_CROP_FLIP,
          new Seed(3),
          // Scaled, it is computed by the processor for either engine.
          batch ->
              descent.step(
                  batch,
                  Losses.scaled(1, Losses.crossEntropy(batch.labels())),
                  BatchNormMode.TRAIN,
                  0.1));
      all.add(network.parameters().toArray());
      all.add(network.statistics());
      all.add(Batches.logits(network, samples));
      all.add(Batches.activations(network, Blueprint.INPUT, samples));
    }
    return all;
  }

  @Test
  void aNetworkLearnsAndSaysTheSame() {
    List<float[]> read = trained(reading);
    List<float[]> kept = trained(keeping);
    assertEquals(read.size(), kept.size());
    for (int i = 0; i < read.size(); i++) {
      assertArrayEquals(read.get(i), kept.get(i), "number " + i);
    }
  }

  @Test
  void networksShareOneCopyUntilTheLastIsClosed() {
    Content.Pictures pictures = pictures(8, 3, 16, 16);
    Samples samples = samples(pictures);
    // The same pictures under another name: one seed's examples as two parts of a program see them.
    Samples same =
        new Samples(
            new Content.Pictures(pictures.pixels(), 3, 16, 16), samples.rows(), samples.labels());
    Network first = network(keeping);
    assertEquals(0, DevicePictures.copies(), "nobody has asked for a picture");
    float[] said = Batches.logits(first, samples);
    try (Network second = first.copy()) {
      assertArrayEquals(said, Batches.logits(second, same));
      assertEquals(1, DevicePictures.copies());
      Batches.logits(second, samples(pictures(8, 3, 16, 16)));
      assertEquals(2, DevicePictures.copies(), "other pictures are others");
      first.close();
      assertArrayEquals(said, Batches.logits(second, same));
    }
    assertEquals(0, DevicePictures.copies());
  }

  /** 45 pictures of 768 bytes: room for one byte less is none. */
  @Test
  void picturesThatADeviceHasNoRoomForAreReadByTheProcessor() {
    Samples samples = samples(pictures(45, 3, 16, 16));
    try (Network read = network(reading);
        Network none = network(reading.asIfApart(bytes -> bytes <= 45 * 768 - 1));
        Network room = network(reading.asIfApart(bytes -> bytes <= 45 * 768))) {
      float[] said = Batches.logits(read, samples);
      assertArrayEquals(said, Batches.logits(none, samples));
      assertEquals(0, DevicePictures.copies());
      assertArrayEquals(said, Batches.logits(room, samples));
      assertEquals(1, DevicePictures.copies());
    }
  }
}
