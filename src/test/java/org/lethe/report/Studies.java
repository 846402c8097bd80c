package org.lethe.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.lethe.results.Direction;
import org.lethe.results.Expectation;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import org.lethe.results.VariantAxis;
import org.lethe.theory.DeletionRule;
import org.lethe.theory.Divergences;
import org.lethe.theory.PopulationLaw;

/** Made-up records that look like those of the shipped experiments. */
final class Studies {

  static final List<String> TEXT_RULES =
      List.of(
          "random",
          "cos-mu2",
          "lr-cos",
          "distance",
          "knn-ratio",
          "tfidf-norm",
          "coreset",
          "k-center",
          "vmf",
          "density-ratio",
          "herding",
          "margin",
          "anti-lr-cos");

  private static final List<DeletionRule> GAUSSIAN_RULES = List.of(DeletionRule.values());

  private Studies() {}

  static Study text(String title) {
    return new Study(
        "sms-spam",
        title,
        "recall",
        "log-loss",
        List.of(
            expected("random", 0.90, 0.07),
            expected("lr-cos", 0.75, 0.10),
            expected("vmf", 0.2, 0.01)),
        Map.of(),
        List.of("Only a part of the published data is there."));
  }

  private static Expectation expected(String rule, double value, double tolerance) {
    return new Expectation(
        "crossing",
        "",
        rule,
        "balanced",
        "recall",
        "forget-test",
        "half-of-start",
        value,
        tolerance,
        "main table, SMS spam, " + rule);
  }

  /** Two learners; the better a rule, the earlier recall falls. */
  static List<TrialRecord> textTrials(List<String> rules, int budgets, int seeds) {
    List<TrialRecord> trials = new ArrayList<>();
    for (String learner : List.of("plain", "balanced")) {
      for (int seed = 1; seed <= seeds; seed++) {
        Random random = new Random(31L * seed + learner.hashCode());
        double level = learner.equals("balanced") ? 0.94 : 0.86;
        for (int r = -1; r < rules.size(); r++) {
          double speed = r < 0 ? 1 : 6.5 - 5.5 * r / rules.size() + 0.3 * random.nextGaussian();
          for (int b = 0; b <= budgets; b++) {
            boolean end = b == 0 || b == budgets;
            if (end != (r < 0)) {
              continue;
            }
            double budget = (double) b / budgets;
            double recall =
                level * (1 - Math.pow(budget, speed)) * (1 - 0.04 * random.nextDouble());
            double loss = 0.05 + 0.02 * Math.pow(budget, 1.5) + 0.002 * random.nextGaussian();
            trials.add(
                trial(
                    new TrialKey(
                        "sms-spam",
                        "",
                        "tfidf",
                        r < 0 ? TrialRecord.SHARED_SCORER : rules.get(r),
                        learner,
                        "retrain",
                        "none",
                        budget,
                        (int) (400 * budget),
                        seed),
                    List.of(
                        falling("recall", "forget-test", recall),
                        falling("recall", "forget-validation", recall),
                        falling("recall", "forget-kept", Math.min(1, recall * 1.05)),
                        falling("false-alarm-rate", "retain-test", 0.004 * (1 - budget)),
                        new Measurement(
                            "log-loss",
                            "retain-test",
                            Math.max(0.001, loss),
                            "nats",
                            Direction.LOWER_IS_BETTER),
                        new Measurement(
                            "accuracy",
                            "retain-test",
                            0.99 - 0.01 * budget,
                            "fraction",
                            Direction.HIGHER_IS_BETTER))));
          }
        }
      }
    }
    return trials;
  }

  /** A label that tries everything at once. */
  static final String HOSTILE = "<script>alert(1)</script> & 50%_$#\\{x}|\"q\"";

  static Study small() {
    return new Study(
        "small", "Small & <b>bold</b>", "recall", "log-loss", List.of(), Map.of(), List.of());
  }

  /**
   * Three seeds k, budgets 0, 1/4, 1/2, 3/4; recall starts at 0.8, so that it is halved at 0.4.
   *
   * <ul>
   *   <li>lr-cos: 0.6, 0.36 + 0.02k, 0.2. Halved at 1/4 + 1/4·0.2/0.22, at 1/2, and at 1/2 +
   *       1/4·0.02/0.22: mean 0.5, sd 0.0227273, t(2) = 4.302653, half-width 0.056458.
   *   <li>random: 0.7, 0.6, then 0.3 (k = 1, 2) or 0.45 (k = 3). Halved at 1/2 + 1/4·0.2/0.3 =
   *       0.666667 in two seeds of three.
   *   <li>the hostile one: 0.75 all along, never halved.
   * </ul>
   */
  static List<TrialRecord> smallTrials() {
    List<TrialRecord> trials = new ArrayList<>();
    for (int k = 1; k <= 3; k++) {
      trials.add(small(TrialRecord.SHARED_SCORER, 0, k, 0.8));
      double[][] recalls = {
        {0.6, 0.36 + 0.02 * k, 0.2}, {0.7, 0.6, k < 3 ? 0.3 : 0.45}, {0.75, 0.75, 0.75}
      };
      List<String> rules = List.of("lr-cos", "random", HOSTILE);
      for (int r = 0; r < rules.size(); r++) {
        for (int b = 1; b <= 3; b++) {
          trials.add(small(rules.get(r), 0.25 * b, k, recalls[r][b - 1]));
        }
      }
    }
    return trials;
  }

  private static TrialRecord small(String rule, double budget, int seed, double recall) {
    return trial(
        new TrialKey(
            "made",
            "",
            "raw",
            rule,
            "plain",
            "retrain",
            "none",
            budget,
            (int) (100 * budget),
            seed),
        List.of(
            falling("recall", "forget-test", recall),
            new Measurement(
                "log-loss",
                "retain-test",
                0.05 + 0.01 * budget * seed,
                "nats",
                Direction.LOWER_IS_BETTER)));
  }

  static Study gaussians() {
    Map<String, Map<String, Double>> facts = new TreeMap<>();
    for (double mean : new double[] {0.5, 2.5, 5}) {
      facts.put(
          "mu-" + mean,
          Map.of("kappa", mean * mean / 2, "dimension", 1.0, "n1", 1000.0, "n2", 2000.0));
    }
    return new Study(
        "gaussians",
        "Two Gaussians at three distances",
        "kl",
        "kl",
        List.of(
            new Expectation(
                "crossing",
                "mu-0.5",
                "random",
                "",
                "kl",
                "forget-test",
                "halfway",
                0.65,
                0.06,
                "main table, Gaussians, low divergence, random")),
        facts,
        List.of(),
        "",
        List.of(
            new VariantAxis(
                "data.mean2",
                "distance of the means",
                "standard deviations",
                Map.of("mu-0.5", 0.5, "mu-2.5", 2.5, "mu-5.0", 5.0))));
  }

  static List<TrialRecord> gaussianTrials(int budgets, int seeds) {
    List<TrialRecord> trials = new ArrayList<>();
    for (double mean : new double[] {0.5, 2.5, 5}) {
      for (int seed = 1; seed <= seeds; seed++) {
        Random random = new Random(seed);
        double shift = 1 + 0.03 * random.nextGaussian();
        for (int r = -1; r < GAUSSIAN_RULES.size(); r++) {
          PopulationLaw law =
              new PopulationLaw(
                  r < 0 ? DeletionRule.RANDOM : GAUSSIAN_RULES.get(r),
                  mean * mean / 2 * shift,
                  0.5,
                  1);
          for (int b = 0; b <= budgets; b++) {
            if ((b == 0 || b == budgets) != (r < 0)) {
              continue;
            }
            double budget = (double) b / budgets;
            Divergences at = law.at(budget);
            trials.add(
                trial(
                    new TrialKey(
                        "gaussians",
                        "mu-" + mean,
                        "raw",
                        r < 0 ? TrialRecord.SHARED_SCORER : label(GAUSSIAN_RULES.get(r)),
                        "gaussian-mean",
                        "retrain",
                        "none",
                        budget,
                        (int) (1000 * budget),
                        seed),
                    List.of(
                        new Measurement(
                            "kl", "forget-test", at.alpha(), "nats", Direction.HIGHER_IS_BETTER),
                        new Measurement(
                            "kl",
                            "retain-test",
                            at.epsilon(),
                            "nats",
                            Direction.LOWER_IS_BETTER))));
          }
        }
      }
    }
    return trials;
  }

  /** As the shipped experiments call it. */
  private static String label(DeletionRule rule) {
    return rule == DeletionRule.LIKELIHOOD_RATIO ? "lr-maha-squared" : rule.word();
  }

  /** A results folder with these records. */
  static ResultFolder folder(Path path, Study study, List<TrialRecord> trials) {
    ResultFolder folder = ResultFolder.open(path);
    folder.writeStudy(study, "name: " + study.name() + "\n");
    folder.record(
        trials, Provenance.ofThisProcess(1, "none", new TreeMap<>(Map.of("data.csv", "ab12"))));
    return folder;
  }

  private static Measurement falling(String metric, String split, double value) {
    return new Measurement(metric, split, value, "fraction", Direction.LOWER_IS_BETTER);
  }

  /** The same trial of another rule. */
  static TrialRecord as(String rule, TrialRecord trial) {
    return with(rule, trial.key().unlearner(), trial);
  }

  /** The same trial of another unlearner. */
  static TrialRecord by(String unlearner, TrialRecord trial) {
    return with(trial.key().scorer(), unlearner, trial);
  }

  private static TrialRecord with(String rule, String unlearner, TrialRecord trial) {
    TrialKey key = trial.key();
    return trial(
        new TrialKey(
            key.dataset(),
            key.variant(),
            key.encoder(),
            rule,
            key.learner(),
            unlearner,
            key.engine(),
            key.budget(),
            key.removed(),
            key.seed()),
        trial.measurements());
  }

  private static TrialRecord trial(TrialKey key, List<Measurement> measurements) {
    String id = String.format("%016x", key.hashCode() * 0x9E3779B97F4A7C15L);
    return new TrialRecord(
        id,
        key,
        measurements,
        Map.of("score", 0.001 * (key.scorer().length() % 5), "train", 0.05, "evaluate", 0.001));
  }
}
