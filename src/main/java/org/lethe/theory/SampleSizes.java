package org.lethe.theory;

/**
 * How many samples there are of each law.
 *
 * @param forget n1, samples of p1
 * @param retain n2, samples of p2
 */
public record SampleSizes(int forget, int retain) {
  public SampleSizes {
    if (forget < 1 || retain < 1) {
      throw new IllegalArgumentException("n1=" + forget + ", n2=" + retain + "; at least 1 each");
    }
  }

  /** r = n1/n2. */
  public double ratio() {
    return (double) forget / retain;
  }

  /** N, what is left of both laws after {@code deleted} samples of p1 are gone. */
  public long left(int deleted) {
    return (long) kept(deleted) + retain;
  }

  /** q, the share of p1 that is kept. */
  public double keptShare(int deleted) {
    return (double) kept(deleted) / forget;
  }

  /** w, the weight of p1 in what is left. */
  public double forgetWeight(int deleted) {
    return (double) kept(deleted) / left(deleted);
  }

  private int kept(int deleted) {
    if (deleted < 0 || deleted > forget) {
      throw new IllegalArgumentException("deleted=" + deleted + "; allowed 0 to " + forget);
    }
    return forget - deleted;
  }
}
