package org.lethe.scorer;

import org.lethe.settings.Described;

/**
 * DISTANCE-CLASSES: distance to the nearest of the means of the retained classes
 * (nearest-centroid), farthest first: {@link Distance} where p2 has several modes and its labels
 * say which sample is in which.
 */
@Described("Distance to the nearest mean of a retained class, farthest first.")
public record DistanceClasses() implements Scorer {
  static final String NAME = "distance-classes";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetainClasses() {
    return true;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return candidates.get(new RetainClasses()).distances(candidates);
  }
}
