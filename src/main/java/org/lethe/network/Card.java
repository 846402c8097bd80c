package org.lethe.network;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The card that an engine computes on, one for all networks of this process. What is counted is the
 * memory of this process's arrays, whoever of those that work side by side has them.
 */
public abstract class Card {
  private final Set<Watch> open = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Bytes that are left, after what this process and others have. */
  public abstract long free();

  /** The most bytes that arrays had since {@link #forgetPeak}. */
  protected abstract long peak();

  /** From now on the peak is what arrays have, or come to have. */
  protected abstract void forgetPeak();

  /**
   * Whether a copy of the pictures may lie on a card: not where it takes more than a quarter of
   * what is left, for pictures can be read by the processor as well, and networks cannot.
   *
   * @param free bytes that are left
   * @param bytes of the copy
   */
  public static boolean hasRoomForPictures(long free, long bytes) {
    return bytes <= free / 4;
  }

  /** Watches the memory from now on; several may watch at a time, and one within another. */
  public final synchronized Watch watch() {
    tellAll();
    forgetPeak();
    Watch watch = new Watch();
    open.add(watch);
    return watch;
  }

  private void tellAll() {
    long peak = peak();
    open.forEach(watch -> watch.most = Math.max(watch.most, peak));
  }

  /** The memory while something is done. */
  public final class Watch {
    private long most;

    private Watch() {}

    /** Ends it: the most bytes that arrays had meanwhile. */
    public long end() {
      synchronized (Card.this) {
        tellAll();
        open.remove(this);
        return most;
      }
    }
  }
}
