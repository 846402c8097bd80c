package org.lethe.results;

/**
 * One number with its meaning.
 *
 * @param metric for instance {@code recall}
 * @param split which examples: {@code forget-test}, {@code retain-test}, …; see the conventions
 * @param value finite
 * @param unit {@code fraction}, {@code nats}, {@code samples}
 * @param direction seen by somebody who wants p1 forgotten: on the forget side lower is better for
 *     recall and higher is better for log-loss and KL; crossings rely on it
 */
public record Measurement(
    String metric, String split, double value, String unit, Direction direction) {
  public Measurement {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(metric + " on " + split + " is " + value);
    }
  }
}
