package org.lethe.network;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;

/** Passes over samples, batch by batch. */
public final class Batches {
  /** Measured on two cores: 256 asks a ResNet-18 a third slower than this. */
  private static final int EVALUATION = 64;

  private static final ExecutorService READERS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "lethe-batches");
            thread.setDaemon(true);
            return thread;
          });

  private Batches() {}

  /** How many batches an epoch has; the last may be short. */
  public static int count(int samples, int batch) {
    return (samples + batch - 1) / batch;
  }

  /**
   * One epoch in an order drawn from its seed. The next batch is read and augmented on another
   * thread while one is used.
   *
   * @param epoch its order and its augmentation come from this alone
   */
  public static void shuffled(
      Samples samples, int batch, Augmentation augmentation, Seed epoch, Consumer<Batch> use) {
    each(
        samples,
        epoch.derive("order").permutation(samples.size()),
        batch,
        augmentation,
        epoch,
        use);
  }

  /** All samples in their order, as they are. */
  public static void inOrder(Samples samples, int batch, Consumer<Batch> use) {
    inOrder(samples, batch, Augmentation.NONE, new Seed(0), use);
  }

  /**
   * All samples in their order, augmented.
   *
   * @param epoch its augmentation comes from this alone
   */
  public static void inOrder(
      Samples samples, int batch, Augmentation augmentation, Seed epoch, Consumer<Batch> use) {
    int[] order = IntStream.range(0, samples.size()).toArray();
    each(samples, order, batch, augmentation, epoch, use);
  }

  private static void each(
      Samples samples,
      int[] order,
      int batch,
      Augmentation augmentation,
      Seed epoch,
      Consumer<Batch> use) {
    int batches = count(order.length, batch);
    if (batches == 0) {
      return;
    }
    Future<Batch> next =
        READERS.submit(() -> read(samples, order, batch, 0, augmentation, epoch, false));
    boolean asked = false;
    for (int i = 0; i < batches; i++) {
      Batch current = result(next);
      int following = i + 1;
      boolean ahead = asked;
      if (following < batches) {
        next =
            READERS.submit(
                () -> read(samples, order, batch, following, augmentation, epoch, ahead));
      }
      use.accept(current);
      asked = current.isRead();
    }
  }

  /**
   * @param ahead whether its numbers are read at once: whoever read those of an earlier batch will
   *     read these, and whoever draws pictures elsewhere will not
   */
  private static Batch read(
      Samples samples,
      int[] order,
      int batch,
      int index,
      Augmentation augmentation,
      Seed epoch,
      boolean ahead) {
    int from = index * batch;
    int to = Math.min(order.length, from + batch);
    Batch next = samples.read(Arrays.copyOfRange(order, from, to), augmentation, epoch);
    if (ahead) {
      next.inputs();
    }
    return next;
  }

  private static Batch result(Future<Batch> reading) {
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException(); // get() says so only where it has to wait
      }
      return reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Logits of all samples in evaluation mode, in their order, {@code [n, K]}. */
  public static float[] logits(Network network, Samples samples) {
    return activations(network, network.blueprint().head().name(), samples);
  }

  /** The penultimate layer of all samples in evaluation mode, in their order, {@code [n, d]}. */
  public static float[] embeddings(Network network, Samples samples) {
    return activations(network, network.blueprint().embedding(), samples);
  }

  /** The output of a node for all samples, in their order, {@code [n, d]}. */
  public static float[] activations(Network network, String node, Samples samples) {
    int each = network.blueprint().shape(node).size();
    float[] all = new float[Math.multiplyExact(samples.size(), each)];
    try (Gathering gathering = network.gathering(node, all)) {
      inOrder(samples, EVALUATION, gathering::add);
      gathering.finish();
    }
    return all;
  }

  /** Whoever runs a pass was interrupted before a batch; the thread's interrupt flag is set. */
  public static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted(InterruptedException cause) {
      super("interrupted", cause);
    }
  }
}
