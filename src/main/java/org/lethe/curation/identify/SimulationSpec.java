package org.lethe.curation.identify;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lethe.classical.LogisticRegression;
import org.lethe.dataset.DataSource;
import org.lethe.encoder.Encoder;
import org.lethe.scorer.Scorer;
import org.lethe.settings.Labelled;
import org.lethe.settings.Setting;

/**
 * A simulated search: the training part of a data set is the pool, and the side of each example is
 * hidden until a strategy asks for it.
 */
public record SimulationSpec(
    @Setting("the simulation's name; also the name of its folder under results/") String name,
    @Setting(value = "one line for tables and pages", or = "''") String title,
    @Setting("the data source, and which part of it is p1") DataSource data,
    @Setting(
            value = "how examples become features, for the search and the retraining",
            or = "tfidf")
        Encoder encoder,
    @Setting("the strategies that are compared; random among them")
        List<Labelled<QueryStrategy>> strategies,
    @Setting(value = "what tells p1 from p2 while labels are few", or = "{}") Probe probe,
    @Setting(value = "labels that are there from the beginning, drawn at random", or = "{}")
        Start start,
    @Setting(value = "samples drawn at random whose labels are kept for judging", or = "100")
        int audit,
    @Setting(value = "samples that are asked at once", or = "20") int batch,
    @Setting(value = "labels at which the search ends, start and audit among them", or = "500")
        int labels,
    @Setting(value = "probability from which a sample is identified", or = "0.5") double threshold,
    @Setting(value = "when more labels would change little", or = "{}") Stability stability,
    @Setting("what is done with the identified set") Effect effect,
    @Setting(value = "how many seeds, from 1 on", or = "5") int seeds) {

  /** The labels that somebody has before a search begins. */
  public record Start(
      @Setting(value = "members of p1, at least 1", or = "5") int forget,
      @Setting(value = "members of p2, at least 1", or = "5") int retain) {
    public Start {
      if (forget < 1 || retain < 1) {
        throw new IllegalArgumentException(
            (forget < 1 ? "forget is " + forget : "retain is " + retain)
                + "; allowed: 1 or more, without it the average precision has no probe");
      }
    }
  }

  /** Removing what was identified, and training again. */
  public record Effect(
      @Setting(value = "the rule that ranks what was identified", or = "lr-cos") Scorer scorer,
      @Setting(value = "shares of the identified set that are removed", or = "[0.5, 1]")
          List<Double> budgets,
      @Setting(value = "what is trained on the rest", or = "{}") LogisticRegression learner,
      @Setting(value = "numbers of labels after which it is tried", or = "[200, 300, 500]")
          List<Integer> after,
      @Setting("the metric on forget-test that must be that of removing p1 itself") String metric,
      @Setting(value = "the metric on retain-test that must be too", or = "log-loss")
          String retainedMetric,
      @Setting(value = "how far the forgetting metric may be off", or = "0.05") double tolerance,
      @Setting(value = "how far the retained metric may be off", or = "0.02")
          double retainedTolerance) {
    public Effect {
      budgets = List.copyOf(budgets);
      after = after.stream().sorted().toList();
      for (double budget : budgets) {
        if (!(budget > 0 && budget <= 1)) {
          throw new IllegalArgumentException(
              "budgets has " + budget + "; allowed: shares above 0 and up to 1");
        }
      }
      if (!(tolerance >= 0) || !(retainedTolerance >= 0)) {
        throw new IllegalArgumentException("tolerance is below 0; allowed: 0 or more");
      }
      if (scorer.needsOriginal()) {
        throw new IllegalArgumentException(
            "scorer " + scorer.name() + " asks the original model, which knows the hidden labels");
      }
    }
  }

  public SimulationSpec {
    strategies = List.copyOf(strategies);
    if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "name is '" + name + "'; allowed: lower-case letters, digits, '.', '_' and '-'");
    }
    if (strategies.isEmpty()) {
      throw new IllegalArgumentException("strategies is empty; name at least one");
    }
    Set<String> seen = new HashSet<>();
    for (Labelled<QueryStrategy> strategy : strategies) {
      if (!seen.add(strategy.label())) {
        throw new IllegalArgumentException(
            "strategies has two entries labelled '" + strategy.label() + "'; give one a label");
      }
    }
    if (audit < 0 || batch < 1 || seeds < 1) {
      throw new IllegalArgumentException(
          (audit < 0 ? "audit is " + audit : batch < 1 ? "batch is " + batch : "seeds is " + seeds)
              + "; allowed: 1 or more (audit: 0 or more)");
    }
    if (labels < start.forget() + start.retain() + audit) {
      throw new IllegalArgumentException(
          "labels is "
              + labels
              + "; allowed: at least start and audit, "
              + (start.forget() + start.retain() + audit));
    }
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "threshold is " + threshold + "; allowed: above 0 and up to 1");
    }
  }
}
