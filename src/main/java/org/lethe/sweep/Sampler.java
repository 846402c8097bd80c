package org.lethe.sweep;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;

/**
 * Draws candidates one after the other. The sequence follows from the seed, and for a genetic
 * search from what was reported; so it is replayed, not stored.
 */
interface Sampler {

  /** The next one; empty if there are no more. */
  Optional<Draw> next();

  /**
   * A point, and how to tell what it cost: lower is better. A point that has no value is never
   * told.
   */
  record Draw(Space.Point point, Consumer<Double> report) {}

  /** What was made beforehand. */
  static Sampler of(List<Space.Point> points) {
    var left = points.iterator();
    return () -> left.hasNext() ? Optional.of(new Draw(left.next(), cost -> {})) : Optional.empty();
  }

  /** What Arbiter generates. */
  static Sampler of(ArbiterSpace space, CandidateGenerator generator) {
    return () -> {
      if (!generator.hasMoreCandidates()) {
        return Optional.empty();
      }
      Candidate<?> candidate = generator.getCandidate();
      if (candidate.getException() != null) {
        // a genetic search that finds no genes which it has not tried says so by a candidate
        return Optional.empty();
      }
      return Optional.of(
          new Draw(
              space.point(candidate), cost -> generator.reportResults(result(candidate, cost))));
    };
  }

  private static OptimizationResult result(Candidate<?> candidate, double cost) {
    int index = candidate.getIndex();
    CandidateInfo info =
        new CandidateInfo(
            index, CandidateStatus.Complete, cost, 0, 0L, 0L, candidate.getFlatParameters(), "");
    return new OptimizationResult(candidate, cost, index, "", info, null);
  }
}
