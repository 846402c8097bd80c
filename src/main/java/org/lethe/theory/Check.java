package org.lethe.theory;

/** Checks of arguments where they enter; each message names the value and what is allowed. */
final class Check {
  private Check() {}

  static double divergence(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + "=" + value + "; a divergence in nats is finite and at least 0");
    }
    return value;
  }

  static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + "=" + value + "; finite and above 0");
    }
    return value;
  }

  static double share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + "=" + value + "; allowed 0 to 1");
    }
    return value;
  }

  static double probability(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(name + "=" + value + "; allowed between 0 and 1");
    }
    return value;
  }

  static int dimension(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("dimension=" + value + "; at least 1");
    }
    return value;
  }
}
