package org.lethe.curation.identify;

/**
 * Log-odds z to probabilities σ(a·z + b) with a ≥ 0 (Platt, Probabilistic Outputs for Support
 * Vector Machines, 1999, with his targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2) in place of 1 and 0, so
 * that separable samples do not end at certainty; the iterations are those of Lin, Lin, Weng, A
 * Note on Platt's Probabilistic Outputs, 2007). The probabilities are about whatever the samples
 * were drawn from: a uniform sample of a pool gives probabilities in that pool.
 *
 * @param a at least 0: a larger log-odds is never less probable
 */
record PlattScaling(double a, double b) {
  private static final int MOST_STEPS = 100;
  private static final double TOLERANCE = 1e-10;
  private static final double RIDGE = 1e-12;
  private static final double SMALLEST_STEP = 1e-10;
  private static final double ARMIJO = 1e-4;

  /**
   * Fits both numbers.
   *
   * @param logits {@code [n]}, at least one
   * @param forget which are p1, {@code [n]}
   */
  static PlattScaling fit(double[] logits, boolean[] forget) {
    if (logits.length == 0 || logits.length != forget.length) {
      throw new IllegalArgumentException(
          "logits=" + logits.length + ", labels=" + forget.length + "; at least one of each");
    }
    double[] targets = targets(forget);
    double mean = 0;
    for (double target : targets) {
      mean += target / targets.length;
    }
    double a = 0;
    double b = Math.log(mean / (1 - mean));
    double value = loss(logits, targets, a, b);
    for (int step = 0; step < MOST_STEPS; step++) {
      // gradient and Hessian of the log-loss in (a, b)
      double ga = 0;
      double gb = 0;
      double haa = RIDGE;
      double hab = 0;
      double hbb = RIDGE;
      for (int i = 0; i < logits.length; i++) {
        double p = sigmoid(a * logits[i] + b);
        double residual = p - targets[i];
        double curvature = p * (1 - p);
        ga += residual * logits[i];
        gb += residual;
        haa += curvature * logits[i] * logits[i];
        hab += curvature * logits[i];
        hbb += curvature;
      }
      if (Math.abs(ga) < TOLERANCE && Math.abs(gb) < TOLERANCE) {
        break;
      }
      double determinant = haa * hbb - hab * hab;
      double da = -(hbb * ga - hab * gb) / determinant;
      double db = -(haa * gb - hab * ga) / determinant;
      double slope = ga * da + gb * db;
      double length = 1;
      double next = loss(logits, targets, a + da, b + db);
      while (!(next <= value + ARMIJO * length * slope) && length > SMALLEST_STEP) {
        length /= 2;
        next = loss(logits, targets, a + length * da, b + length * db);
      }
      if (length <= SMALLEST_STEP) {
        break; // what is left is rounding
      }
      a += length * da;
      b += length * db;
      value = next;
    }
    // samples that contradict the probe are evidence against the probe, not for its opposite
    return a >= 0 ? new PlattScaling(a, b) : new PlattScaling(0, Math.log(mean / (1 - mean)));
  }

  /** σ(a·z + b). */
  double probability(double logit) {
    return sigmoid(a * logit + b);
  }

  private static double[] targets(boolean[] forget) {
    int yes = 0;
    for (boolean one : forget) {
      yes += one ? 1 : 0;
    }
    double high = (yes + 1.0) / (yes + 2.0);
    double low = 1.0 / (forget.length - yes + 2.0);
    double[] targets = new double[forget.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = forget[i] ? high : low;
    }
    return targets;
  }

  /** Σ ln(1 + e^z) − t·z, without overflow. */
  private static double loss(double[] logits, double[] targets, double a, double b) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double z = a * logits[i] + b;
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i] * z;
    }
    return sum;
  }

  private static double sigmoid(double z) {
    if (z >= 0) {
      return 1 / (1 + Math.exp(-z));
    }
    double small = Math.exp(z);
    return small / (1 + small);
  }
}
