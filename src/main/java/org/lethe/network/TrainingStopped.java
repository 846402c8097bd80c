package org.lethe.network;

/**
 * A training was asked to end early; it goes on from its last checkpoint when it is asked for
 * again.
 */
public final class TrainingStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingStopped(int epochs, int of) {
    super("stopped after epoch " + epochs + " of " + of);
  }
}
