package org.lethe.experiment;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.lethe.classical.GaussianMean;
import org.lethe.dataset.Content;
import org.lethe.dataset.DataProvenance;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.learner.Learner;
import org.lethe.results.Study;
import org.lethe.selection.Budget;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;

/** What a reader must know of an experiment besides its trials. */
final class Studies {
  /** The fact that says how many retained samples scorers see. */
  static final String SEEN = "retain-seen";

  /** How the names of a learner's files begin. */
  static final String LEARNER = "learner ";

  private Studies() {}

  /**
   * Looks at the first seed of each variant.
   *
   * @throws BadInput if a budget counts more samples than p1 has, or a learner of laws gets data
   *     whose laws are not known
   */
  static Study of(List<Variant> variants) {
    Map<String, Map<String, Double>> facts = new TreeMap<>();
    Set<String> notes = new LinkedHashSet<>();
    String notComparable = variants.get(0).spec().notComparable();
    boolean spoiled =
        variants.stream().anyMatch(v -> !v.spec().retainView().equals(RetainView.CLEAN));
    for (Variant variant : variants) {
      ExampleSet examples = firstDraw(variant);
      requireLaws(variant, examples);
      requireBudgetsFit(variant, examples);
      Map<String, Double> ofVariant = facts(examples);
      if (spoiled) {
        ofVariant.putAll(seen(variant, examples, notes));
      }
      facts.put(variant.name(), ofVariant);
      DataProvenance data = variant.corpus().provenance();
      if (!data.complete()) {
        notComparable = "only a part of the published data set " + data.source() + " was there";
        notes.add(
            "Only a part of the published data set "
                + data.source()
                + " was there: results on it are not results on the full set.");
      }
      if (!variant.corpus().differsBySeed() && variant.spec().seeds().values().size() > 1) {
        notes.add(
            "The data say what is for training, validation and test, so seeds share one division:"
                + " intervals are about the chance in rules and learners, not about other samples,"
                + " and of a rule without chance they have width 0.");
      }
      if (variant.spec().refitFeatures() == RefitFeatures.NEVER
          && examples.content() instanceof Content.Texts) {
        notes.add(
            "The features (vocabulary, document frequencies, projections) were learned once, from"
                + " the whole training part; documents that were removed still shape them"
                + " (refit-features: never).");
      }
    }
    ExperimentSpec spec = variants.get(0).spec();
    ExampleSet first = firstDraw(variants.get(0));
    boolean law =
        first.truth().isPresent()
            && spec.learners().stream().allMatch(l -> l.method() instanceof GaussianMean);
    return new Study(
        spec.name(),
        spec.title().isEmpty() ? spec.name() : spec.title(),
        law ? "kl" : first.classes().size() == 2 ? "recall" : "accuracy",
        law ? "kl" : first.classes().size() == 2 ? "log-loss" : "accuracy",
        spec.expected(),
        facts,
        List.copyOf(notes),
        notComparable,
        VariantAxes.of(variants, facts),
        files(variants));
  }

  /**
   * The files that ids of trials are made of: what belongs to one experiment must have the same.
   */
  private static Map<String, Map<String, String>> files(List<Variant> variants) {
    Map<String, Map<String, String>> files = new TreeMap<>();
    for (Variant variant : variants) {
      Map<String, String> ofVariant = new TreeMap<>();
      put(ofVariant, "data", variant.corpus().provenance().sha256());
      variant.proxy().ifPresent(data -> put(ofVariant, "stand-in", data.provenance().sha256()));
      put(ofVariant, "encoder", variant.spec().encoder().method().files());
      for (Labelled<Learner> learner : variant.spec().learners()) {
        put(ofVariant, LEARNER + learner.label(), learner.method().files());
      }
      if (!ofVariant.isEmpty()) {
        files.put(variant.name(), ofVariant);
      }
    }
    return files;
  }

  private static void put(Map<String, String> to, String purpose, Map<String, String> sums) {
    sums.forEach((name, sha256) -> to.put(purpose + ": " + name, sha256));
  }

  private static ExampleSet firstDraw(Variant variant) {
    return SeedContext.draw(variant.corpus(), firstSeed(variant));
  }

  /** Draws a seed and holds the budgets against it. */
  static void requireDrawn(Variant variant, long seed) {
    requireBudgetsFit(variant, SeedContext.draw(variant.corpus(), seed));
  }

  private static long firstSeed(Variant variant) {
    return variant.spec().seeds().values().get(0);
  }

  /** Which variant a note is about, where there is a choice. */
  private static String scorersOf(Variant variant) {
    return variant.name().equals(ExperimentFile.ONLY_VARIANT)
        ? "Scorers"
        : "Scorers of variant " + variant.name();
  }

  private static String standIn(ProxyRetain proxy, int seen, ExampleSet examples) {
    return " saw a stand-in for the retained side, "
        + seen
        + " samples ("
        + proxy.words()
        + ") in the place of its "
        + examples.rows(Side.RETAIN, Part.TRAIN).length
        + " training samples; models were trained and measured with the true retained side.";
  }

  /** A learner of a law is measured by nothing but its divergence from the true ones. */
  private static void requireLaws(Variant variant, ExampleSet examples) {
    for (Labelled<Learner> learner : variant.spec().learners()) {
      if (learner.method().fitsLaw() && examples.truth().isEmpty()) {
        throw new BadInput(
            "learners of variant "
                + variant.name()
                + ": "
                + learner.label()
                + " is held against the laws that examples were drawn from, which data "
                + examples.source()
                + " does not tell; allowed: data gaussians, or another learner");
      }
    }
  }

  private static void requireBudgetsFit(Variant variant, ExampleSet examples) {
    int n1 = examples.rows(Side.FORGET, Part.TRAIN).length;
    for (Budget budget : variant.spec().budgets().values()) {
      try {
        budget.count(n1);
      } catch (IllegalArgumentException e) {
        throw new BadInput("budgets of variant " + variant.name() + ": " + e.getMessage(), e);
      }
    }
  }

  /** What scorers see of the retained side, and a note where that is less than was asked for. */
  private static Map<String, Double> seen(Variant variant, ExampleSet examples, Set<String> notes) {
    RetainView view = variant.spec().retainView();
    int n1 = examples.rows(Side.FORGET, Part.TRAIN).length;
    int n2 =
        RetainPool.of(view.proxy(), examples, variant.drawProxy(firstSeed(variant))).rows().length;
    RetainView.Counts seen = view.counts(n2, n1);
    view.proxy()
        .ifPresent(proxy -> notes.add(scorersOf(variant) + standIn(proxy, seen.all(), examples)));
    if (view.forgetOnly()) {
      notes.add(
          scorersOf(variant)
              + " saw no retained sample (forget-only). What they saw is still encoded with"
              + " what the encoder learned from the whole training part.");
    }
    if (seen.all() < view.asked(n2)) {
      notes.add(
          "Where "
              + Math.round(100 * view.mislabel())
              + " % of what scorers take for retained is wrong, they see "
              + seen.all()
              + " samples instead of "
              + view.asked(n2)
              + ": p1 has only "
              + n1
              + " training samples to take the wrong ones from.");
    }
    return Map.of(
        SEEN,
        (double) seen.all(),
        "retain-mislabelled",
        (double) seen.wrong() / Math.max(1, seen.all()),
        "retain-noise",
        view.noise());
  }

  private static Map<String, Double> facts(ExampleSet examples) {
    Map<String, Double> facts = new TreeMap<>();
    facts.put("n1", (double) examples.rows(Side.FORGET, Part.TRAIN).length);
    facts.put("n2", (double) examples.rows(Side.RETAIN, Part.TRAIN).length);
    examples
        .truth()
        .ifPresent(
            truth -> {
              facts.put("kappa", truth.kappa());
              facts.put("dimension", (double) truth.dimension());
            });
    return facts;
  }
}
