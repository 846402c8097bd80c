package org.lethe.scorer;

/** The retained samples by their known classes. */
record RetainClasses() implements Candidates.Statistic<Centres> {
  @Override
  public Centres of(Candidates candidates) {
    int[] classes = candidates.requireRetainClasses();
    return Centres.of(candidates.retain(), classes);
  }
}
