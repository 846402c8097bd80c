package org.lethe.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.ExampleSet;
import org.lethe.evaluation.Searchable;
import org.lethe.evaluation.Split;
import org.lethe.learner.Learner;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.results.TargetRecord;
import org.lethe.scorer.Distance;
import org.lethe.scorer.RandomScore;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.selection.Epsilon;
import org.lethe.selection.SearchedBudget;
import org.lethe.selection.Target;
import org.lethe.selection.TargetSearch;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;
import org.lethe.settings.Suggestion;
import org.lethe.theory.DeletionBounds;
import org.lethe.theory.DeletionRule;
import org.lethe.theory.DistanceLaw;
import org.lethe.theory.Divergences;
import org.lethe.theory.GaussianPair;
import org.lethe.theory.SampleSizes;
import org.lethe.unlearn.Unlearner;

/**
 * Finds the budgets of one path and unlearner: one rule, one learner, one seed. A target is
 * searched on measurements of the validation part, ε is answered by the theory; either way what is
 * then measured at the budget that was found is the outcome.
 */
final class BudgetSearch {

  /**
   * The outcome of a search.
   *
   * @param budget empty if there is none
   * @param reason why there is none; empty if there is
   * @param measurements at the budget
   */
  record Answer(Optional<Budget.Count> budget, String reason, List<Measurement> measurements) {
    static Answer none(String reason) {
      return new Answer(Optional.empty(), reason, List.of());
    }
  }

  private final PathPlan path;
  private final SeedContext context;
  private final Unlearner unlearner;
  private final Map<Integer, List<Measurement>> measured = new HashMap<>();
  private final Map<Integer, List<Measurement>> glanced = new HashMap<>();

  BudgetSearch(PathPlan path, SeedContext context, Unlearner unlearner) {
    this.path = path;
    this.context = context;
    this.unlearner = unlearner;
  }

  /** Tells what a trial of the path has measured, so that it is not trained again. */
  void measured(int count, List<Measurement> measurements) {
    measured.put(count, measurements);
  }

  /**
   * Checks that every learner of a variant measures what its searches ask for.
   *
   * @throws BadInput in one line, if not
   */
  static void require(String variant, ExperimentSpec spec, Corpus corpus) {
    if (spec.budgets().searched().isEmpty()) {
      return;
    }
    ExampleSet examples = SeedContext.draw(corpus, spec.seeds().values().get(0));
    for (Labelled<Learner> learner : spec.learners()) {
      Searchable searchable = Searchable.of(examples, learner.method());
      for (SearchedBudget budget : spec.budgets().searched()) {
        try {
          if (budget instanceof Target target) {
            require(target, searchable, learner.label());
          } else {
            requireLaws(examples, learner);
          }
        } catch (IllegalArgumentException e) {
          throw new BadInput("budgets of variant " + variant + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static void require(Target target, Searchable searchable, String learner) {
    Direction direction =
        require(target.metric(), searchable.forgetMetrics(), searchable.forget(), learner);
    if (!target.reading().appliesTo(direction == Direction.LOWER_IS_BETTER)) {
      throw new IllegalArgumentException(
          "reading of the target is "
              + (direction == Direction.LOWER_IS_BETTER ? "half-of-full" : "half-of-start")
              + ", but "
              + target.metric()
              + (direction == Direction.LOWER_IS_BETTER ? " falls" : " rises")
              + " as p1 is forgotten; allowed: "
              + (direction == Direction.LOWER_IS_BETTER ? "half-of-start" : "half-of-full")
              + ", halfway, value");
    }
    require(target.retainedMetric(), searchable.retainMetrics(), searchable.retain(), learner);
  }

  private static Direction require(
      String metric, Map<String, Direction> measured, Split split, String learner) {
    Direction direction = measured.get(metric);
    if (direction == null) {
      throw new IllegalArgumentException(
          "the target asks for "
              + metric
              + " on "
              + split.word()
              + ", which is not measured of "
              + learner
              + Suggestion.text(metric, measured.keySet()));
    }
    return direction;
  }

  private static void requireLaws(ExampleSet examples, Labelled<Learner> learner) {
    if (examples.truth().isEmpty() || !learner.method().fitsLaw()) {
      throw new IllegalArgumentException(
          "epsilon needs known laws and a learner that fits one, as gaussians and gaussian-mean;"
              + " found data "
              + examples.source()
              + " and learner "
              + learner.label());
    }
  }

  /**
   * The smallest budget that does what is asked.
   *
   * @throws CancellationException if the run was ended meanwhile
   */
  Answer answer(SearchedBudget budget) {
    return budget instanceof Target target ? answer(target) : answer((Epsilon) budget);
  }

  private Answer answer(Target target) {
    Searchable searchable = Searchable.of(context.examples(), path.learner().method());
    String forget = searchable.forget().word();
    String retain = searchable.retain().word();
    Measurement start = find(0, target.metric(), forget);
    Measurement kept = find(0, target.retainedMetric(), retain);
    double worse = kept.direction() == Direction.LOWER_IS_BETTER ? 1 : -1;
    TargetSearch.Found found =
        TargetSearch.search(
            target,
            context.forgetCount(),
            start.direction() == Direction.LOWER_IS_BETTER,
            count ->
                new TargetSearch.Effect(
                    find(count, target.metric(), forget).value(),
                    worse * (find(count, target.retainedMetric(), retain).value() - kept.value())));
    return found
        .budget()
        .map(budget -> new Answer(Optional.of(budget), "", measurements(budget.samples())))
        .orElseGet(() -> Answer.none(found.reason()));
  }

  private Measurement find(int count, String metric, String split) {
    return Optional.ofNullable(measured.get(count)).orElseGet(() -> glance(count)).stream()
        .filter(m -> m.metric().equals(metric) && m.split().equals(split))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    metric + " on " + split + " was not measured at count " + count));
  }

  private List<Measurement> glance(int count) {
    return glanced.computeIfAbsent(
        count, c -> context.glance(path.learner().method(), unlearner, first(c)));
  }

  private List<Measurement> measurements(int count) {
    return measured.computeIfAbsent(
        count, c -> context.outcome(path.learner().method(), unlearner, first(c)).measurements());
  }

  private boolean[] first(int count) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the run was ended");
    }
    Scorer scorer = path.scorer().orElseThrow().method();
    return context.first(context.ranking(scorer, path.learner().method()).value(), count);
  }

  private Answer answer(Epsilon asked) {
    GaussianPair laws = context.examples().truth().orElseThrow();
    Optional<DeletionRule> rule = boundedRule(laws);
    if (rule.isEmpty()) {
      return Answer.none("no bound is known for this rule on these laws");
    }
    if (rule.get() == DeletionRule.DISTANCE && laws.kappa() > DistanceLaw.LARGEST_KAPPA) {
      return Answer.none("no bound is known for laws as far apart as these");
    }
    DeletionBounds bounds =
        new DeletionBounds(
            laws.kappa(),
            laws.dimension(),
            new SampleSizes(context.forgetCount(), context.retainCount()),
            asked.failure());
    return bounds
        .budgetForEpsilon(rule.get(), asked.epsilon())
        .map(this::answer)
        .orElseGet(
            () -> Answer.none("the bound is larger whatever is removed: the samples are too few"));
  }

  private Answer answer(DeletionBounds.Guarantee guarantee) {
    Divergences bound = guarantee.guaranteed();
    List<Measurement> all = new ArrayList<>(measurements(guarantee.deleted()));
    all.add(
        new Measurement(
            TargetRecord.GUARANTEED,
            Split.FORGET_TEST.word(),
            bound.alpha(),
            "nats",
            Direction.HIGHER_IS_BETTER));
    all.add(
        new Measurement(
            TargetRecord.GUARANTEED,
            Split.RETAIN_TEST.word(),
            bound.epsilon(),
            "nats",
            Direction.LOWER_IS_BETTER));
    return new Answer(Optional.of(new Budget.Count(guarantee.deleted())), "", all);
  }

  /**
   * The rule of the theory that this path follows. The bound of deletion by distance is for the
   * distance after whitening, to the mean of all retained samples: Σ must be a multiple of the
   * identity and the scorer's view of the retained side clean.
   */
  private Optional<DeletionRule> boundedRule(GaussianPair laws) {
    Scorer scorer = path.scorer().orElseThrow().method();
    if (scorer instanceof RandomScore) {
      return Optional.of(DeletionRule.RANDOM);
    }
    boolean clean = path.variant().spec().retainView().equals(RetainView.CLEAN);
    return scorer instanceof Distance && clean && isMultipleOfIdentity(laws)
        ? Optional.of(DeletionRule.DISTANCE)
        : Optional.empty();
  }

  private static boolean isMultipleOfIdentity(GaussianPair laws) {
    int d = laws.dimension();
    double variance = laws.covariance()[0];
    for (int i = 0; i < d * d; i++) {
      if (laws.covariance()[i] != (i % (d + 1) == 0 ? variance : 0)) {
        return false;
      }
    }
    return true;
  }
}
