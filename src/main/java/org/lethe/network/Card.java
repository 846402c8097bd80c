package org.lethe.network;

/**
 * The card that an engine computes on, one for all networks of this process. What is counted is the
 * memory of this process's arrays.
 */
public abstract class Card extends PeakMemory {

  /** Bytes that are left, after what this process and others have. */
  public abstract long free();

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
}
