package org.lethe.network;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Memory that remembers the most of it that was in use, one peak for the whole process: whoever of
 * those that work side by side uses it.
 */
public abstract class PeakMemory {
  private final Set<Watch> open = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The most bytes that were in use since {@link #forgetPeak}. */
  protected abstract long peak();

  /** From now on the peak is what is in use, or comes to be. */
  protected abstract void forgetPeak();

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

    /** Ends it: the most bytes that were in use meanwhile. */
    public long end() {
      synchronized (PeakMemory.this) {
        tellAll();
        open.remove(this);
        return most;
      }
    }
  }
}
