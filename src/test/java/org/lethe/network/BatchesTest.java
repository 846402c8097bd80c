package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;

/**
 * Guards against samples that an epoch leaves out or sees twice, orders that depend on the batch
 * size, and what goes wrong on the reading thread and is never heard of.
 */
class BatchesTest {

  /** One number a sample, its own; labels count up to 3 and begin anew. */
  private static Samples samples(int n) {
    float[] values = new float[n];
    int[] rows = new int[n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
      rows[i] = i;
      labels[i] = i % 3;
    }
    return new Samples(new Content.Numbers(new DenseFeatures(values, n, 1)), rows, labels);
  }

  private static List<Batch> shuffled(Samples samples, int batch, Seed epoch) {
    List<Batch> all = new ArrayList<>();
    Batches.shuffled(samples, batch, Augmentation.NONE, epoch, all::add);
    return all;
  }

  private static int[] positions(List<Batch> batches) {
    return batches.stream().flatMapToInt(batch -> Arrays.stream(batch.positions())).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 11, 100})
  void anEpochHasEverySampleOnceAndEndsWithWhatIsLeft(int size) {
    List<Batch> batches = shuffled(samples(10), size, new Seed(1));
    assertEquals(Batches.count(10, size), batches.size());
    for (Batch batch : batches.subList(0, batches.size() - 1)) {
      assertEquals(size, batch.size());
    }
    assertEquals(10 - size * (batches.size() - 1), batches.get(batches.size() - 1).size());
    int[] seen = positions(batches);
    Arrays.sort(seen);
    assertArrayEquals(IntStream.range(0, 10).toArray(), seen);
    for (Batch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        assertEquals(batch.positions()[i], batch.inputs()[i]);
        assertEquals(batch.positions()[i] % 3, batch.labels()[i]);
      }
    }
  }

  @Test
  void theOrderIsTheSeedsWhateverTheBatchSize() {
    Samples samples = samples(40);
    int[] order = positions(shuffled(samples, 7, new Seed(1)));
    assertArrayEquals(order, positions(shuffled(samples, 16, new Seed(1))));
    assertFalse(Arrays.equals(order, positions(shuffled(samples, 7, new Seed(2)))));
    assertNotEquals(0, order[0] * order[1] * order[2], "it is shuffled");
  }

  @Test
  void inOrderIsInOrder() {
    List<Batch> batches = new ArrayList<>();
    Batches.inOrder(samples(9), 4, batches::add);
    assertEquals(List.of(4, 4, 1), batches.stream().map(Batch::size).toList());
    assertArrayEquals(IntStream.range(0, 9).toArray(), positions(batches));
  }

  /** A picture is augmented by its epoch, not by its batch or its place there. */
  @Test
  void augmentationDoesNotDependOnTheBatchSize() {
    byte[][] pixels = new byte[6][12 * 12];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 144; j++) {
        pixels[i][j] = (byte) (i * 40 + j);
      }
    }
    int[] rows = IntStream.range(0, 6).toArray();
    Samples pictures = new Samples(new Content.Pictures(pixels, 1, 12, 12), rows, new int[6]);
    List<float[]> inputs = new ArrayList<>();
    for (int size : new int[] {1, 4, 6}) {
      float[] all = new float[6 * 144];
      int[] at = {0};
      Batches.inOrder(
          pictures,
          size,
          Augmentation.PAD_CROP_FLIP,
          new Seed(3),
          batch -> {
            System.arraycopy(batch.inputs(), 0, all, at[0], batch.size() * 144);
            at[0] += batch.size() * 144;
          });
      inputs.add(all);
    }
    assertArrayEquals(inputs.get(0), inputs.get(1));
    assertArrayEquals(inputs.get(0), inputs.get(2));
  }

  /**
   * Whoever reads the numbers of a batch finds those of later ones read; whoever does not, as an
   * engine that has the pictures, does not pay for them.
   */
  @Test
  void picturesAreReadAheadOnlyForThoseWhoReadThem() {
    byte[][] pixels = new byte[20][12 * 12];
    Samples pictures =
        new Samples(new Content.Pictures(pixels, 1, 12, 12), new int[20], new int[20]);
    List<Boolean> untouched = new ArrayList<>();
    Batches.inOrder(pictures, 4, batch -> untouched.add(batch.isRead()));
    assertEquals(List.of(false, false, false, false, false), untouched);
    List<Boolean> found = new ArrayList<>();
    Batches.inOrder(
        pictures,
        4,
        batch -> {
          found.add(batch.isRead());
          assertEquals(4 * 144, batch.inputs().length);
        });
    assertEquals(List.of(false, false, true, true, true), found);
  }

  /** It is drawn once and read once: both see the same crop, under whatever labels. */
  @Test
  void batchesOfOtherLabelsShareWhatWasRead() {
    byte[][] pixels = {new byte[144], new byte[144]};
    Samples pictures = new Samples(new Content.Pictures(pixels, 1, 12, 12), new int[2], new int[2]);
    Batch batch = pictures.read(new int[] {0, 1}, Augmentation.PAD_CROP_FLIP, new Seed(1));
    Batch other = batch.labelled(new int[] {1, 1});
    assertSame(other.inputs(), batch.inputs());
    assertEquals(batch.crops(), other.crops());
    assertTrue(new Batch(new float[1], new int[1], new int[1]).crops().isEmpty());
  }

  @Test
  void withoutSamplesThereIsNoBatch() {
    assertTrue(shuffled(samples(0), 4, new Seed(1)).isEmpty());
    assertEquals(0, Batches.count(0, 4));
    try (Network network = new ReferenceEngine().network(blueprint(), new Seed(1))) {
      assertEquals(0, Batches.logits(network, samples(0)).length);
    }
  }

  private static Blueprint blueprint() {
    return new Mlp(List.of(4)).blueprint(new Shape(1, 1, 1), 3);
  }

  /** 150 samples are three evaluation batches, the last of them short. */
  @Test
  void logitsAreThoseOfEachSampleByItself() {
    Samples samples = samples(150);
    try (Network network = new ReferenceEngine().network(blueprint(), new Seed(1))) {
      float[] all = Batches.logits(network, samples);
      float[] embeddings = Batches.embeddings(network, samples);
      assertEquals(150 * 3, all.length);
      assertEquals(150 * 4, embeddings.length);
      for (int i : new int[] {0, 63, 64, 128, 149}) {
        float[] alone = network.logits(new float[] {i}, 1);
        assertArrayEquals(alone, Arrays.copyOfRange(all, 3 * i, 3 * i + 3));
        assertArrayEquals(
            network.activations("relu1", new float[] {i}, 1),
            Arrays.copyOfRange(embeddings, 4 * i, 4 * i + 4));
      }
    }
  }

  /** The second batch has a row that is not there: the first is used, then the pass ends. */
  @Test
  void whatTheReaderThrowsEndsThePass() {
    Samples good = samples(6);
    int[] rows = good.rows().clone();
    rows[5] = 99;
    Samples bad = new Samples(good.content(), rows, good.labels());
    List<Batch> used = new ArrayList<>();
    assertThrows(IndexOutOfBoundsException.class, () -> Batches.inOrder(bad, 4, used::add));
    assertEquals(1, used.size());
  }

  /** An error is that error: who is out of memory has to learn it. */
  @Test
  void anErrorOfTheReaderIsNotDressedUp() {
    // One row again and again: a batch of 32,767 times 65,536 numbers is 8.6 GB.
    int n = (1 << 15) - 1;
    Content row = new Content.Numbers(new DenseFeatures(new float[1 << 16], 1, 1 << 16));
    Samples large = new Samples(row, new int[n], new int[n]);
    assertThrows(OutOfMemoryError.class, () -> Batches.inOrder(large, n, batch -> {}));
  }

  @Test
  void whatTheUserThrowsEndsThePassAndTheNextOneIsWhole() {
    Samples samples = samples(10);
    int[] used = {0};
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                Batches.inOrder(
                    samples,
                    3,
                    batch -> {
                      used[0]++;
                      throw new IllegalStateException("enough");
                    }));
    assertEquals("enough", thrown.getMessage());
    assertEquals(1, used[0]);
    assertEquals(10, positions(shuffled(samples, 3, new Seed(1))).length);
  }

  @Test
  void whoIsInterruptedStopsAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThrows(Batches.Interrupted.class, () -> Batches.inOrder(samples(4), 2, batch -> {}));
    assertTrue(Thread.interrupted(), "the flag is set, and cleared here");
  }

  /** A program ends when its work is done, not when readers have been idle for a minute. */
  @Test
  void readersDoNotKeepTheProgramAlive() {
    shuffled(samples(4), 2, new Seed(1));
    List<Thread> readers =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("lethe-batches"))
            .toList();
    assertFalse(readers.isEmpty());
    assertTrue(readers.stream().allMatch(Thread::isDaemon));
  }
}
