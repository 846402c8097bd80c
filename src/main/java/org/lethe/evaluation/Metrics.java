package org.lethe.evaluation;

import java.util.List;

/** The one place that says what every classifier is asked. */
public final class Metrics {
  /** In the order of records. */
  public static final List<Metric> ALL = List.of(ClassifierMetric.values());

  private Metrics() {}
}
