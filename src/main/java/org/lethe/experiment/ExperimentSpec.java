package org.lethe.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.lethe.classical.LogisticRegression;
import org.lethe.dataset.DataSource;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.NetworkLayer;
import org.lethe.evaluation.NetworkProbe;
import org.lethe.learner.Learner;
import org.lethe.network.Engines;
import org.lethe.network.NetworkLearner;
import org.lethe.network.Precision;
import org.lethe.results.Expectation;
import org.lethe.scorer.Scorer;
import org.lethe.scorer.Scorers;
import org.lethe.settings.Labelled;
import org.lethe.settings.Setting;
import org.lethe.unlearn.Influence;
import org.lethe.unlearn.Unlearner;

/**
 * One experiment file, every default resolved: the product of scorers × learners × budgets × seeds
 * on one data set. What differs between the variants of a file is applied before this is made.
 */
public record ExperimentSpec(
    @Setting("the experiment's name; also the name of its folder under results/") String name,
    @Setting(value = "one line for tables and pages", or = "''") String title,
    @Setting("the data source, and which part of it is p1") DataSource data,
    @Setting(value = "how examples become features", or = "raw") Labelled<Encoder> encoder,
    @Setting(
            value = "whether features are learned again after the removal: never or after-removal",
            or = "never")
        RefitFeatures refitFeatures,
    @Setting(value = "the copy of the retained side that scorers see", or = "{}")
        RetainView retainView,
    @Setting(
            "the rules that are compared; every experiment should have random; [] where all of p1"
                + " is always removed (budgets 0 and 1 alone)")
        List<Labelled<Scorer>> scorers,
    @Setting("what is trained on what is left") List<Labelled<Learner>> learners,
    @Setting(
            value =
                "how the removal reaches the model; all but retrain need a network, or for"
                    + " influence a logistic-regression",
            or = "[retrain]")
        List<Labelled<Unlearner>> unlearners,
    @Setting(
            value =
                "what an unlearner does with the part of p1 that is not removed: retain (it stays"
                    + " in its retain side) or drop (it is left out)",
            or = "retain")
        Rest rest,
    @Setting(
            value =
                "expensive questions about unlearned networks, each of which trains more of them:"
                    + " relearn-time, shadow-models",
            or = "[]")
        List<NetworkProbe> probes,
    @Setting(
            value =
                "what computes networks: auto, dl4j or libtorch (CPU), dl4j-cuda or libtorch-cuda"
                    + " (NVIDIA cards up to Ada, from Turing on)",
            or = "auto")
        String engine,
    @Setting(
            value =
                "what networks compute with: float32, or bfloat16 for the convolutions and linear"
                    + " layers of libtorch",
            or = "float32")
        Precision precision,
    @Setting(value = "threads of each network; the numbers depend on it", or = "1") int threads,
    @Setting(
            value =
                "how much of p1 is removed: shares in [0, 1], {count: 500}, {from: 0, to: 1, step:"
                    + " 0.05} or a searched budget; 0 and 1 are always run",
            or = "{from: 0, to: 1, step: 0.05}")
        Budgets budgets,
    @Setting(value = "a count (5 means 1 to 5) or a list", or = "5") Seeds seeds,
    @Setting(value = "printed numbers that the outcome is held against", or = "[]")
        List<Expectation> expected,
    @Setting(
            value =
                "why printed numbers cannot be had with these settings (another network, fewer"
                    + " samples); empty where they can",
            or = "''")
        String notComparable) {

  /** The unlearner that every learner can do. */
  static final String RETRAIN = "retrain";

  public ExperimentSpec {
    scorers = List.copyOf(scorers);
    learners = List.copyOf(learners);
    expected = List.copyOf(expected);
    probes = List.copyOf(probes);
    if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "name is '" + name + "'; allowed: lower-case letters, digits, '.', '_' and '-'");
    }
    unlearners = List.copyOf(unlearners);
    if (scorers.isEmpty() && !(budgets.between().isEmpty() && budgets.searched().isEmpty())) {
      throw new IllegalArgumentException(
          "scorers is empty; name at least one, or say budgets: [0, 1]");
    }
    if (learners.isEmpty()) {
      throw new IllegalArgumentException("learners is empty; name at least one");
    }
    if (unlearners.isEmpty()) {
      throw new IllegalArgumentException("unlearners is empty; name at least one");
    }
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads is " + threads + "; allowed: 1 to 1024");
    }
    engine = Engines.resolve(engine);
    Engines.check(engine, precision);
    if (refitFeatures == RefitFeatures.AFTER_REMOVAL && encoder.method() instanceof NetworkLayer) {
      throw new IllegalArgumentException(
          "refit-features is after-removal, but the encoder is a network's layer; allowed: never");
    }
    requireDistinct("scorers", scorers, Labelled::label);
    requireDistinct("unlearners", unlearners, Labelled::label);
    for (Labelled<Unlearner> unlearner : unlearners) {
      for (Labelled<Learner> learner : learners) {
        boolean retrain = unlearner.method().name().equals(RETRAIN);
        boolean logistic =
            learner.method() instanceof LogisticRegression
                && unlearner.method().name().equals(Influence.NAME);
        if (!retrain && !logistic && !(learner.method() instanceof NetworkLearner)) {
          throw new IllegalArgumentException(
              "unlearner "
                  + unlearner.label()
                  + " needs a network, but the learner "
                  + learner.label()
                  + " is none; allowed: retrain, and influence of a logistic-regression");
        }
        if (logistic && !unlearner.method().equals(Influence.DEFAULT)) {
          throw new IllegalArgumentException(
              "unlearner "
                  + unlearner.label()
                  + " has settings of its own, but of a logistic-regression its step is exact;"
                  + " allowed: influence");
        }
      }
    }
    requireDistinct("learners", learners, Labelled::label);
    for (Labelled<Learner> learner : learners) {
      if (learner.method().fitsLaw() && !encoder.method().keepsNumbers()) {
        throw new IllegalArgumentException(
            "learner "
                + learner.label()
                + " is held against the law of the numbers as they are drawn, but encoder "
                + encoder.label()
                + " changes them; allowed: raw without standardise");
      }
    }
    for (Labelled<Scorer> scorer : scorers) {
      if (retainView.forgetOnly() && scorer.method().needsRetain()) {
        throw new IllegalArgumentException(
            "scorers has "
                + scorer.label()
                + ", which compares with retained samples, but retain-view.keep is 0; allowed: "
                + String.join(", ", Scorers.FORGET_ONLY));
      }
    }
    Set<String> asked = new HashSet<>();
    for (NetworkProbe probe : probes) {
      if (!asked.add(probe.name())) {
        throw new IllegalArgumentException("probes names " + probe.name() + " twice");
      }
      if (learners.stream().noneMatch(learner -> learner.method() instanceof NetworkLearner)) {
        throw new IllegalArgumentException(
            "probe " + probe.name() + " asks a network, but no learner is one; allowed: []");
      }
    }
  }

  /** Whether a network has a part in it, as what is trained or as what makes features. */
  boolean hasNetwork() {
    return encoder.method() instanceof NetworkLayer
        || learners.stream().anyMatch(learner -> learner.method() instanceof NetworkLearner);
  }

  private static <T> void requireDistinct(String key, List<T> list, Function<T, String> label) {
    Set<String> seen = new HashSet<>();
    for (T each : list) {
      if (!seen.add(label.apply(each))) {
        throw new IllegalArgumentException(
            key + " has two entries labelled '" + label.apply(each) + "'; give one a label");
      }
    }
  }
}
