package org.lethe.network;

/**
 * Somebody who only reads what all trials share asked for a part that is not there. It is nobody's
 * failure: the part has to be made first, once for everybody.
 */
public final class NotKept extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what is not there, as a sentence begins
   */
  public NotKept(String what) {
    super(what);
  }
}
