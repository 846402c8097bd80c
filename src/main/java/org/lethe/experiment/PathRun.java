package org.lethe.experiment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lethe.experiment.SeedContext.Outcome;
import org.lethe.learner.Learner;
import org.lethe.nd.Sha256;
import org.lethe.results.Failure;
import org.lethe.results.Provenance;
import org.lethe.results.RankingRecord;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;
import org.lethe.selection.Budget;
import org.lethe.selection.SearchedBudget;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;
import org.lethe.unlearn.Unlearner;

/** One path with what its seed shares: how its trials and searches are run. */
final class PathRun {
  private final PathPlan path;
  private final SeedContext context;

  PathRun(PathPlan path, SeedContext context) {
    this.path = path;
    this.context = context;
  }

  /**
   * Runs the steps of a path. What all of them need is made first, so that its failure is one; a
   * step that fails leaves the others alone.
   *
   * @param sink closed in the end
   * @param keeper of the order in which the rule removes
   */
  void walk(TrialSink sink, Consumer<RankingRecord> keeper) {
    int step = 0;
    try (sink) {
      if (tried(sink, step, path.ids().size(), () -> prepared()).isEmpty()) {
        return;
      }
      ranking().ifPresent(keeper);
      Map<String, BudgetSearch> searches = new HashMap<>();
      path.unlearners()
          .forEach(u -> searches.put(u.label(), new BudgetSearch(path, context, u.method())));
      for (PlannedTrial planned : path.trials()) {
        if (Thread.currentThread().isInterrupted()) {
          return; // another path ended the run; what this one finished is written
        }
        BudgetSearch search = search(searches, planned.unlearner());
        tried(sink, step, 1, () -> trial(planned))
            .ifPresent(
                trial -> {
                  search.measured(trial.record.key().removed(), trial.record.measurements());
                  sink.add(trial.record, trial.recorded);
                });
        step++;
      }
      for (PlannedSearch planned : path.searches()) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        BudgetSearch search = search(searches, planned.unlearner());
        tried(sink, step, 1, () -> target(planned, search)).ifPresent(sink::add);
        step++;
      }
    }
  }

  private Optional<RankingRecord> ranking() {
    Learner learner = path.learner().method();
    ExperimentSpec spec = path.variant().spec();
    return path.scorer()
        .map(
            scorer ->
                new RankingRecord(
                    spec.data().name(),
                    path.variant().name(),
                    spec.encoder().label(),
                    scorer.label(),
                    scorer.method().needsOriginal() ? path.learner().label() : "",
                    path.seed(),
                    Sha256.of(context.forgetIds()),
                    Arrays.stream(context.ranking(scorer.method(), learner).value())
                        .boxed()
                        .toList()));
  }

  /** What all steps of a path share; the context keeps it. */
  void prepare() {
    Learner learner = path.learner().method();
    context.original(learner);
    path.scorer().ifPresent(scorer -> context.ranking(scorer.method(), learner));
  }

  private boolean prepared() {
    prepare();
    return true;
  }

  /**
   * The result of some work, or none and a record of its failure. Bad input ends the run; and what
   * fails when the run was ended meanwhile may have failed for that.
   *
   * @param missing how many steps, from this one on, have no result then
   */
  private <T> Optional<T> tried(TrialSink sink, int step, int missing, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        sink.failed(failure(step, e), missing);
      }
      return Optional.empty();
    }
  }

  /** What is recorded of a step that failed. */
  Failure failure(int step, Throwable cause) {
    return path.failure(context.forgetCount(), step, cause);
  }

  private static BudgetSearch search(
      Map<String, BudgetSearch> searches, Labelled<Unlearner> unlearner) {
    return Objects.requireNonNull(searches.get(unlearner.label()), unlearner.label());
  }

  /** A trial that was run, and what is to be done when it is recorded. */
  record Ran(TrialRecord record, Runnable recorded) {}

  /** One trial: remove the first of the ranking, retrain or unlearn, measure. */
  Ran trial(PlannedTrial planned) {
    Learner learner = path.learner().method();
    int n1 = context.forgetCount();
    int count = planned.budget().count(n1);
    SortedMap<String, Double> seconds = new TreeMap<>();

    boolean[] removed;
    if (path.scorer().isPresent()) {
      Timed<int[]> ranking = context.ranking(path.scorer().get().method(), learner);
      if (planned.equals(path.trials().get(0))) {
        seconds.put("score", ranking.seconds()); // once a path: a table adds them up
      }
      removed = context.first(ranking.value(), count);
    } else {
      removed = new boolean[n1];
      Arrays.fill(removed, count > 0);
    }

    Outcome outcome = context.outcome(learner, planned.unlearner().method(), removed);
    seconds.putAll(outcome.seconds());
    return new Ran(
        new TrialRecord(
            planned.id(),
            path.key(n1, planned.unlearner(), planned.budget()),
            outcome.measurements(),
            seconds,
            outcome.peakBytes()),
        outcome.recorded());
  }

  /** One searched budget, and what is measured there. */
  private TargetRecord target(PlannedSearch planned, BudgetSearch search) {
    SearchedBudget asked = planned.budget();
    Timed<BudgetSearch.Answer> searched = Timed.of(() -> search.answer(asked));
    BudgetSearch.Answer answer = searched.value();
    Budget budget = answer.budget().<Budget>map(found -> found).orElse(Budgets.EVERYTHING);
    return new TargetRecord(
        planned.id(),
        path.key(context.forgetCount(), planned.unlearner(), budget),
        asked.words(),
        asked.forgetMetric(),
        asked.retainMetric(),
        answer.budget().isPresent(),
        answer.reason(),
        answer.measurements(),
        Map.of(TargetRecord.SEARCH, searched.seconds()));
  }

  /** What its records say of where they come from. */
  Provenance provenance() {
    ExperimentSpec spec = path.variant().spec();
    return Provenance.ofThisProcess(
        spec.hasNetwork() ? spec.threads() : 1,
        TrialIds.engine(spec),
        path.variant().corpus().provenance().sha256(),
        context.notes());
  }
}
