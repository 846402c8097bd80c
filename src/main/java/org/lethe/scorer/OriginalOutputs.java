package org.lethe.scorer;

/**
 * What the original model (trained on everything) says of each forget sample; for the rules that
 * look at the model and not at the geometry.
 *
 * @param loss log-loss of the true class, nats, {@code [n1]}
 * @param margin logit (log-odds) of the true class minus the best other class's, {@code [n1]}
 */
public record OriginalOutputs(double[] loss, double[] margin) {}
