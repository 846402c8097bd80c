package org.lethe.encoder.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Texts on their way to a model: their tokens are found a few texts at a time, and texts of equal
 * padded length are gathered until they fill a batch. A thread of its own does so ahead of those
 * that run the model; when these find nothing ready they find tokens themselves, so that nobody
 * waits as long as there is work of either kind. Few batches are in memory at a time. Which texts
 * share a batch depends on who was faster.
 *
 * <p>Safe for several threads.
 */
final class TokenBatches implements AutoCloseable {
  /** Lengths are padded to multiples of it. */
  static final int STEP = 8;

  /** Texts whose tokens are found in one go. */
  private static final int CHUNK = 16;

  /** Batches for each thread that lie ready before the one ahead rests. */
  private static final int AHEAD = 4;

  private final int batch;
  private final int ready;
  private final int[] order;
  private final IntFunction<Tokenizer.Tokens> tokens;

  // All that follows is guarded by this.
  private final Queue<List<Text>> full = new ArrayDeque<>();
  private final Map<Integer, List<Text>> gathered = new TreeMap<>(Comparator.reverseOrder());
  private @Nullable Throwable failure;
  private int next;
  private int underWay;

  /**
   * A text with its tokens.
   *
   * @param row its place among all texts
   */
  record Text(int row, Tokenizer.Tokens tokens) {
    /** How many tokens it has with its padding. */
    int padded() {
      return (tokens.ids().length + STEP - 1) / STEP * STEP;
    }
  }

  /**
   * @param batch texts of a full batch
   * @param threads that will ask for batches
   * @param tokens finds those of the text in a row; called once for each, by several threads
   */
  TokenBatches(List<String> texts, int batch, int threads, IntFunction<Tokenizer.Tokens> tokens) {
    this.batch = batch;
    this.ready = AHEAD * threads;
    this.tokens = tokens;
    // Long ones first: what does not fit into memory shows at once, and neighbours have like
    // lengths.
    order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> -texts.get(i).length()))
            .mapToInt(i -> i)
            .toArray();
  }

  /** Starts the thread that finds tokens ahead, until there are none left or this is closed. */
  Thread fillAhead() {
    Thread thread =
        new Thread(
            () -> {
              for (int from = chunkAhead(); from < order.length; from = chunkAhead()) {
                gather(from);
              }
            },
            "lethe-tokens");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * The next texts to look at for the thread ahead, once it is needed; the end if there are none.
   */
  private synchronized int chunkAhead() {
    awaitWhile(() -> full.size() >= ready && next < order.length);
    return chunk();
  }

  private synchronized int chunk() {
    int from = next;
    if (from < order.length) {
      next = Math.min(order.length, from + CHUNK);
      underWay++;
    }
    return from;
  }

  /**
   * The texts of the next call, of one padded length and in no particular order; empty when all
   * have been given out.
   */
  Optional<List<Text>> next() {
    while (true) {
      int from;
      synchronized (this) {
        awaitWhile(() -> full.isEmpty() && next == order.length && underWay > 0);
        rethrow();
        List<Text> texts = full.poll();
        if (texts != null) {
          notifyAll();
          return Optional.of(texts);
        }
        if (next == order.length) {
          return Optional.empty();
        }
        from = chunk();
      }
      gather(from);
    }
  }

  /** Finds the tokens of a chunk; the last one also gives out what fills no batch. */
  private void gather(int from) {
    List<Text> found = new ArrayList<>(CHUNK);
    @Nullable Throwable thrown = null;
    try {
      for (int i = from; i < Math.min(order.length, from + CHUNK); i++) {
        Text text = new Text(order[i], tokens.apply(order[i]));
        if (text.tokens().ids().length > 0) {
          found.add(text);
        }
      }
    } catch (RuntimeException | Error e) {
      thrown = e; // told to those who ask for batches
    }
    synchronized (this) {
      underWay--;
      if (thrown != null) {
        failure = thrown;
        next = order.length;
      }
      found.forEach(this::add);
      if (next == order.length && underWay == 0) {
        full.addAll(gathered.values());
        gathered.clear();
      }
      notifyAll();
    }
  }

  private void add(Text text) {
    List<Text> alike = gathered.computeIfAbsent(text.padded(), length -> new ArrayList<>(batch));
    alike.add(text);
    if (alike.size() == batch) {
      full.add(gathered.remove(text.padded()));
    }
  }

  private void rethrow() {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /**
   * Waits, by who holds the monitor, as long as something is so. Not to be interrupted: what it
   * waits for is under way and short.
   */
  private void awaitWhile(BooleanSupplier isSo) {
    boolean interrupted = false;
    while (isSo.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread ahead; what is left is not given out. */
  @Override
  public synchronized void close() {
    next = order.length;
    full.clear();
    notifyAll();
  }
}
