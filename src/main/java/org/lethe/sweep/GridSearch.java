package org.lethe.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.lethe.nd.Seed;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Every combination once: Arbiter's grid. Its own random order is not used: it is drawn before a
 * seed can be given.
 */
@Described("Every combination of values once.")
public record GridSearch(
    @Setting(value = "values of a range: both ends, and the rest evenly between", or = "5")
        int points,
    @Setting(
            value =
                "sequential, the first key changing fastest, or shuffled, so that a sweep that is"
                    + " stopped has seen a bit of everything",
            or = "sequential")
        Order order)
    implements Search {

  /** In which order the combinations come. */
  public enum Order {
    /** The first key changes fastest. */
    SEQUENTIAL,
    /** In a random order that follows from the sweep's seed. */
    SHUFFLED
  }

  private static final int MOST = 100_000;

  public GridSearch {
    if (points < 2) {
      throw new IllegalArgumentException("points is " + points + "; allowed: 2 or more");
    }
  }

  @Override
  public Sampler sampler(Space space, Seed seed) {
    List<Space.Point> all = all(space);
    if (order == Order.SEQUENTIAL) {
      return Sampler.of(all);
    }
    return Sampler.of(
        Arrays.stream(seed.derive("grid-order").permutation(all.size()))
            .mapToObj(all::get)
            .toList());
  }

  /** The grid ends: as many as there are combinations, after conditions made some of them equal. */
  @Override
  public int candidates(Space space) {
    return all(space).size();
  }

  private List<Space.Point> all(Space space) {
    long size = space.gridSize(points);
    if (size > MOST) {
      throw new IllegalArgumentException(
          "search is a grid of "
              + (size == Integer.MAX_VALUE ? "more than " : "")
              + size
              + " candidates; allowed: at most "
              + MOST
              + "; give fewer points or values, or search: random");
    }
    ArbiterSpace arbiter = new ArbiterSpace(space);
    GridSearchCandidateGenerator grid =
        new GridSearchCandidateGenerator(
            arbiter, points, GridSearchCandidateGenerator.Mode.Sequential, Map.of());
    List<Space.Point> all = new ArrayList<>();
    while (grid.hasMoreCandidates()) {
      all.add(arbiter.point(grid.getCandidate()));
    }
    return Search.distinct(all);
  }

  @Override
  public String words() {
    return "grid";
  }
}
