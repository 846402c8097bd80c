package org.lethe.theory;

/**
 * Proposition 2 of the paper, exactly, on finitely many (x, y): what removal and preservation mean
 * for a predictor. Let p_i be a domain's joint law, p the edited one, and h = p(y|x) the predictor
 * learned from p. By the chain rule of KL,
 *
 * <pre>  rise = E_{p_i}[ln p_i(y|x) − ln p(y|x)] = KL(p_i‖p) − δ_i,   δ_i = KL(p_{i,X}‖p_X) ≥ 0.
 * </pre>
 *
 * On the forget side the rise is at least α − δ1, on the retain side at most ε. It is relative to
 * the best predictor of that same domain, not to the model trained on everything.
 *
 * @param rise how much larger the log-loss of h is on the domain than that of the domain's own best
 *     predictor, nats
 * @param jointDivergence KL(p_i‖p), nats
 * @param inputDivergence δ_i, the part of it that sits in x and does not show in the loss, nats
 */
public record LogLossRise(double rise, double jointDivergence, double inputDivergence) {

  /**
   * The three numbers, each summed from its own definition.
   *
   * @param domain p_i(x, y), {@code [inputs][classes]}, sums to 1
   * @param edited p(x, y), same shape, positive wherever the domain is
   */
  public static LogLossRise of(double[][] domain, double[][] edited) {
    if (domain.length != edited.length) {
      throw new IllegalArgumentException(
          "the domain has " + domain.length + " inputs, the edited law " + edited.length);
    }
    double rise = 0;
    double joint = 0;
    double input = 0;
    for (int x = 0; x < domain.length; x++) {
      if (domain[x].length != edited[x].length) {
        throw new IllegalArgumentException("input " + x + " has another number of classes");
      }
      double domainInput = sum(domain[x]);
      double editedInput = sum(edited[x]);
      if (domainInput == 0) {
        continue;
      }
      input += domainInput * Math.log(domainInput / editedInput);
      for (int y = 0; y < domain[x].length; y++) {
        double p = domain[x][y];
        if (p == 0) {
          continue;
        }
        if (!(p > 0 && edited[x][y] > 0)) {
          throw new IllegalArgumentException(
              "input " + x + ", class " + y + ": domain " + p + ", edited " + edited[x][y]);
        }
        rise += p * (Math.log(p / domainInput) - Math.log(edited[x][y] / editedInput));
        joint += p * Math.log(p / edited[x][y]);
      }
    }
    return new LogLossRise(rise, joint, input);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
