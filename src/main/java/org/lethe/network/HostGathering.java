package org.lethe.network;

/** Asks a network about one batch and then the next, and copies what it says. */
final class HostGathering implements Gathering {
  private final Network network;
  private final String node;
  private final float[] into;
  private int at;

  HostGathering(Network network, String node, float[] into) {
    this.network = network;
    this.node = node;
    this.into = into;
  }

  @Override
  public void add(Batch batch) {
    float[] part = network.activations(node, batch);
    System.arraycopy(part, 0, into, at, part.length);
    at += part.length;
  }

  @Override
  public void finish() {
    // Everything is there.
  }

  @Override
  public void close() {
    // It holds nothing of the engine's.
  }
}
