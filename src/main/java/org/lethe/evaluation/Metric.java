package org.lethe.evaluation;

import java.util.OptionalDouble;
import org.lethe.dataset.Side;
import org.lethe.results.Direction;

/** One number about what a classifier says of one split. */
public interface Metric {

  /** The name in records and tables: {@code log-loss}. */
  String metric();

  /** {@code fraction} or {@code nats}. */
  String unit();

  /** Which way is good on a side, for somebody who wants p1 forgotten and p2 kept. */
  Direction direction(Side side);

  /**
   * The value, or empty where the metric has no meaning (no examples, a side with one class).
   * Finite where present.
   */
  OptionalDouble of(Predictions predictions);
}
