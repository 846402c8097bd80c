package org.lethe.network;

/**
 * The outputs of one node for batch after batch, in evaluation mode, on their way into one array.
 * An engine whose device works on its own is not waited for before {@link #finish}. Used by one
 * thread at a time.
 */
public interface Gathering extends AutoCloseable {

  /** Asks about the next samples. */
  void add(Batch batch);

  /** Waits until the array has the outputs for all that was added. */
  void finish();

  /** Frees what the engine holds for it. */
  @Override
  void close();
}
