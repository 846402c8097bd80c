package org.lethe.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxTimeCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * When a search ends: Arbiter's conditions, asked before a candidate is drawn about all that were
 * drawn, so that none is begun beyond them, whatever the number of threads; and patience, asked
 * about the candidates before each one in the order of their draws, which does not depend on who
 * finished first either.
 */
final class Termination {

  /** A condition, and how a reader is told that it ended the search. */
  private record Worded(TerminationCondition condition, String words) {}

  private final List<Worded> beforeDraw = new ArrayList<>();
  private final Optional<TerminationCondition> patience;

  Termination(SweepSpec spec) {
    int draws = spec.draws();
    beforeDraw.add(
        new Worded(new MaxCandidatesCondition(draws), "all " + draws + " candidates were drawn"));
    spec.minutes()
        .ifPresent(
            minutes ->
                beforeDraw.add(
                    new Worded(
                        new MaxTimeCondition(Math.round(minutes * 60_000), TimeUnit.MILLISECONDS),
                        "the time was over")));
    patience = spec.patience().map(Patience::new);
    Progressed nothing = new Progressed(0, 0);
    beforeDraw.forEach(each -> each.condition().initialize(nothing));
    patience.ifPresent(condition -> condition.initialize(nothing));
  }

  /** Why no more candidate is to be drawn; empty if one may be. */
  Optional<String> forbidsDraw(int drawn) {
    Progressed progress = new Progressed(drawn, 0);
    return beforeDraw.stream()
        .filter(each -> each.condition().terminate(progress))
        .map(Worded::words)
        .findFirst();
  }

  /**
   * Whether the search should have ended after a prefix of its candidates.
   *
   * @param measured how long it is
   * @param best the index of the best one in it; -1 if none has a value
   */
  boolean endsAfter(int measured, int best) {
    Progressed progress = new Progressed(measured, best);
    return patience.filter(condition -> condition.terminate(progress)).isPresent();
  }

  /** So many candidates in a row that were no better than the best before them. */
  private record Patience(int candidates) implements TerminationCondition {
    @Override
    public void initialize(IOptimizationRunner runner) {}

    @Override
    public boolean terminate(IOptimizationRunner runner) {
      return runner.numCandidatesTotal() - 1 - runner.bestScoreCandidateIndex() >= candidates;
    }
  }

  /** As much of a runner as conditions ask. */
  private record Progressed(int candidates, int best) implements IOptimizationRunner {
    @Override
    public int numCandidatesTotal() {
      return candidates;
    }

    @Override
    public int numCandidatesCompleted() {
      return candidates;
    }

    @Override
    public int numCandidatesFailed() {
      return 0;
    }

    @Override
    public int numCandidatesQueued() {
      return 0;
    }

    @Override
    public int bestScoreCandidateIndex() {
      return best;
    }

    @Override
    public List<ResultReference> getResults() {
      return List.of();
    }

    @Override
    public List<CandidateInfo> getCandidateStatus() {
      return List.of();
    }

    @Override
    public Double bestScore() {
      throw notAsked();
    }

    @Override
    public Long bestScoreTime() {
      throw notAsked();
    }

    @Override
    public OptimizationConfiguration getConfiguration() {
      throw notAsked();
    }

    @Override
    public void execute() {
      throw notAsked();
    }

    @Override
    public void addListeners(StatusListener... listeners) {
      throw notAsked();
    }

    @Override
    public void removeListeners(StatusListener... listeners) {
      throw notAsked();
    }

    @Override
    public void removeAllListeners() {
      throw notAsked();
    }

    @Override
    public void shutdown(boolean awaitCompletion) {
      throw notAsked();
    }

    private static UnsupportedOperationException notAsked() {
      return new UnsupportedOperationException("no condition of ours asks this");
    }
  }
}
