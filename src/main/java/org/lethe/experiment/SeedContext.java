package org.lethe.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.encoder.Encoded;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.NetworkLayer;
import org.lethe.evaluation.Audit;
import org.lethe.evaluation.Metrics;
import org.lethe.evaluation.Predictions;
import org.lethe.evaluation.RetrainReference;
import org.lethe.evaluation.Split;
import org.lethe.evaluation.UnlearningAudit;
import org.lethe.learner.Classifier;
import org.lethe.learner.ExampleClassifier;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.network.Network;
import org.lethe.network.NetworkLearner;
import org.lethe.network.Samples;
import org.lethe.network.TrainedNetworks;
import org.lethe.network.TrainingCourse;
import org.lethe.results.Measurement;
import org.lethe.scorer.Candidates;
import org.lethe.scorer.OriginalOutputs;
import org.lethe.scorer.Scorer;
import org.lethe.selection.RemovalOrder;
import org.lethe.settings.Canonical;
import org.lethe.unlearn.Phases;
import org.lethe.unlearn.Unlearner;
import org.lethe.unlearn.Unlearning;

/**
 * What all trials of one seed share: the examples, their features, the original model of each
 * learner, the ranking of each rule. Each is made once, by whoever needs it first.
 */
final class SeedContext {
  private final ExperimentSpec spec;
  private final TrainedNetworks networks;
  private final String data;
  private final Seed seed;
  private final ExampleSet examples;
  private final RetainPool pool;
  private final Encoder.Prepared prepared;
  private final Encoded encoded;
  private final Audit audit;
  private final int[] train;
  private final int[] forget;
  private final int[] retain;
  private final Candidates candidates;
  private final Memo<Learner, Timed<Model>> originals = new Memo<>();
  private final Memo<List<Object>, Timed<Model>> references = new Memo<>();
  private final Memo<List<Object>, Timed<int[]>> rankings = new Memo<>();

  /** A value and the seconds it took to make. */
  record Timed<T>(T value, double seconds) {}

  /**
   * What one removal gives.
   *
   * @param seconds of each phase
   * @param recorded to be run when all this is recorded: checkpoints that led here may go
   */
  record Outcome(
      List<Measurement> measurements, SortedMap<String, Double> seconds, Runnable recorded) {}

  /** The model after a removal, and how it got there. */
  private record Unlearned(Outputs model, TrainingCourse course) {}

  SeedContext(Variant variant, long seedValue) {
    this.spec = variant.spec();
    this.networks = variant.networks();
    this.data = identity(variant, seedValue);
    this.seed = new Seed(seedValue);
    this.examples = draw(variant.corpus(), seedValue);
    this.train = examples.rows(Part.TRAIN);
    this.forget = examples.rows(Side.FORGET, Part.TRAIN);
    this.retain = examples.rows(Side.RETAIN, Part.TRAIN);
    this.pool = RetainPool.of(spec.retainView().proxy(), examples, variant.drawProxy(seedValue));
    this.prepared =
        spec.encoder().method() instanceof NetworkLayer layer
            ? ofNetwork(layer, variant)
            : spec.encoder().method().prepare(pool.encoded());
    this.encoded = encode(train);
    this.audit = new Audit(examples, encoded.features(), Metrics.ALL);
    this.candidates = candidates(Optional.empty());
  }

  /** With the original network of this seed, or of the one seed that the encoder names. */
  private Encoder.Prepared ofNetwork(NetworkLayer layer, Variant variant) {
    NetworkLayer.Origin origin =
        layer
            .seed()
            .map(
                fixed ->
                    new NetworkLayer.Origin(
                        draw(variant.corpus(), fixed),
                        trainingSeed(new Seed(fixed)),
                        identity(variant, fixed)))
            .orElseGet(() -> new NetworkLayer.Origin(examples, trainingSeed(), data));
    return (fitted, projecting) ->
        layer.encode(pool.encoded(), fitted, origin, projecting, networks);
  }

  /** What tells the examples of this seed from any others. */
  private static String identity(Variant variant, long seedValue) {
    return Canonical.sha256(
        Map.of(
            "data",
            Methods.canonical().map((Record) variant.spec().data()),
            "sha256",
            variant.corpus().provenance().sha256(),
            "seed",
            seedValue));
  }

  /** The examples of a seed: the same for every variant that has the same data. */
  static ExampleSet draw(Corpus corpus, long seedValue) {
    return corpus.draw(new Seed(seedValue).derive("data"));
  }

  ExampleSet examples() {
    return examples;
  }

  /** n1, how many forget samples there are to remove. */
  int forgetCount() {
    return forget.length;
  }

  /** n2, how many retained training samples there are. */
  int retainCount() {
    return retain.length;
  }

  /** What the encoder says of itself. */
  List<String> notes() {
    return encoded.notes();
  }

  /** Roughly what the features take, bytes; the sets that are audited hold them once more. */
  long bytes() {
    Features features = encoded.features();
    return features instanceof SparseFeatures sparse
        ? 2L * 12 * sparse.indices().length
        : 2L * 4 * features.rows() * features.columns();
  }

  /**
   * Positions of the forget training samples, first to go first, {@code [n1]}.
   *
   * @param learner whose original model the rule may ask
   */
  Timed<int[]> ranking(Scorer scorer, Learner learner) {
    Object judge = scorer.needsOriginal() ? learner : "";
    return rankings.get(
        List.of(scorer, judge),
        () -> {
          Candidates seen =
              scorer.needsOriginal() ? candidates(Optional.of(outputs(learner))) : candidates;
          return timed(() -> RemovalOrder.of(scorer.score(seen), seed.derive("ties")));
        });
  }

  /** The model that was trained on everything; this context's, not to be changed or closed. */
  Timed<Model> original(Learner learner) {
    return originals.get(
        learner,
        () ->
            learner instanceof NetworkLearner network
                ? answers(
                    networks.originalAnswers(
                        network, examples, originalRows(), trainingSeed(), data))
                : timed(
                    () -> fit(learner, encoded.features(), keptRows(none()), Optional.empty())));
  }

  /** With the seconds of whoever computed them, in this process or an earlier one. */
  private static Timed<Model> answers(TrainedNetworks.Answers answers) {
    return new Timed<>(new Outputs(answers.logits(), answers.classes()), answers.seconds());
  }

  /** As everybody else of this seed trains it, or has trained it; the caller's to close. */
  private Network network(NetworkLearner learner) {
    return networks.original(learner, examples, originalRows(), trainingSeed(), data);
  }

  private int[] originalRows() {
    return examples.originalRows().orElse(train);
  }

  private Seed trainingSeed() {
    return trainingSeed(seed);
  }

  private static Seed trainingSeed(Seed seed) {
    return seed.derive("learner");
  }

  /**
   * What the original network says after a removal set was unlearned from it.
   *
   * @param removed the forget set, {@code [n1]}, at least one
   * @param phases told how long what took
   */
  private Unlearned unlearned(
      NetworkLearner learner, Unlearner unlearner, boolean[] removed, Phases phases) {
    int[] gone =
        IntStream.range(0, forget.length).filter(i -> removed[i]).map(i -> forget[i]).toArray();
    int[] left = spec.rest() == Rest.RETAIN ? keptRows(removed) : retain;
    int[] heldOut = heldOut(gone);
    TrainingCourse course = course(learner, unlearner, List.of(gone, left, heldOut));
    try (Network original = network(learner);
        Network result =
            unlearner.unlearn(
                new Unlearning(
                    networks.engine(),
                    original,
                    Samples.of(examples, gone),
                    Samples.of(examples, left),
                    heldOut.length == 0
                        ? Optional.empty()
                        : Optional.of(Samples.of(examples, heldOut)),
                    learner.training(),
                    trainingSeed(),
                    unlearnerSeed(),
                    course,
                    phases))) {
      if (course.secondsBefore() > 0) {
        phases.add("unlearn", course.secondsBefore());
      }
      return new Unlearned(Outputs.of(result, examples), course);
    } catch (ArithmeticException e) {
      course.done(); // from its checkpoint it would end in the same place
      throw e;
    }
  }

  /** Validation samples of p1; where it was drawn at random from training, of its classes. */
  private int[] heldOut(int[] gone) {
    int[] ofDomain = examples.rows(Side.FORGET, Part.VALIDATION);
    if (ofDomain.length > 0) {
      return ofDomain;
    }
    Set<Integer> classes = Arrays.stream(examples.labels(gone)).boxed().collect(Collectors.toSet());
    int[] rows = examples.rows(Part.VALIDATION);
    int[] labels = examples.labels(rows);
    return IntStream.range(0, rows.length)
        .filter(i -> classes.contains(labels[i]))
        .map(i -> rows[i])
        .toArray();
  }

  private Seed unlearnerSeed() {
    return seed.derive("unlearner");
  }

  /**
   * One of its own for everything that the outcome depends on.
   *
   * @param sets rows that are forgotten, retained and held out
   */
  private TrainingCourse course(NetworkLearner learner, Unlearner unlearner, List<int[]> sets) {
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put(
        "original", networks.identity(learner, examples, originalRows(), trainingSeed(), data));
    inputs.put("unlearner", Methods.canonical().map((Record) unlearner));
    inputs.put("sets", sets.stream().map(TrainedNetworks::digest).toList());
    inputs.put("seed", unlearnerSeed().value());
    return networks.course(Canonical.sha256(inputs), unlearner.name());
  }

  /**
   * What is asked of networks besides accuracies and losses: membership inference, and the gaps to
   * the two references, which are retrained once for all unlearners.
   *
   * @param said what the model says of every split
   */
  private List<Measurement> unlearningMeasurements(
      NetworkLearner learner, Model model, Map<Split, Predictions> said, boolean[] removed) {
    UnlearningAudit asks = UnlearningAudit.standard();
    Seed attack = seed.derive("attack");
    UnlearningAudit.Audited audited = asks.audit(said, attack);
    Map<RetrainReference, UnlearningAudit.Audited> references =
        new EnumMap<>(RetrainReference.class);
    if (model != original(learner).value()) {
      references.put(
          RetrainReference.RETRAIN_SELECTED, reference(asks, learner, removed, removed, attack));
      references.put(
          RetrainReference.RETRAIN_DOMAIN, reference(asks, learner, all(), removed, attack));
    }
    return asks.measure(audited, references);
  }

  /** Retrains what a model without these samples is held against, if nobody has yet. */
  private List<Model> references(Learner learner, boolean[] removed) {
    return List.of(retrained(learner, removed).value(), retrained(learner, all()).value());
  }

  private UnlearningAudit.Audited reference(
      UnlearningAudit asks,
      NetworkLearner learner,
      boolean[] without,
      boolean[] removed,
      Seed attack) {
    return asks.audit(audit.predictions(retrained(learner, without).value(), removed), attack);
  }

  /**
   * A model of its own for what is left when the named samples are gone. Networks are remembered:
   * they are what unlearners are held against.
   */
  private Timed<Model> retrained(Learner learner, boolean[] removed) {
    if (learner instanceof NetworkLearner network) {
      return references.get(
          List.of(learner, bits(removed)),
          () ->
              answers(
                  networks.retrainedAnswers(
                      network, examples, keptRows(removed), trainingSeed(), data)));
    }
    Model original = original(learner).value();
    return timed(() -> fit(learner, encoded.features(), keptRows(removed), Optional.of(original)));
  }

  private static BitSet bits(boolean[] removed) {
    BitSet bits = new BitSet(removed.length);
    for (int i = 0; i < removed.length; i++) {
      bits.set(i, removed[i]);
    }
    return bits;
  }

  /** What is measured when the named samples are gone from a model; what cannot be is absent. */
  Outcome outcome(Learner learner, Unlearner unlearner, boolean[] removed) {
    SortedMap<String, Double> seconds = new TreeMap<>();
    if (refits(learner, unlearner, removed)) {
      Timed<List<Measurement>> refitted = timed(() -> refitted(learner, removed));
      seconds.put("train", refitted.seconds());
      return new Outcome(refitted.value(), seconds, () -> {});
    }
    Model model;
    Runnable recorded = () -> {};
    if (unlearns(unlearner, removed)) {
      Unlearned unlearned = unlearned((NetworkLearner) learner, unlearner, removed, seconds);
      model = unlearned.model();
      recorded = unlearned.course()::done;
      seconds.put("reference", timed(() -> references(learner, removed)).seconds());
    } else {
      model = retrained(learner, removed, seconds);
    }
    Timed<List<Measurement>> measured = timed(() -> measure(learner, model, removed));
    seconds.put("evaluate", measured.seconds());
    return new Outcome(measured.value(), seconds, recorded);
  }

  /**
   * As much of {@link #outcome} as a search looks at: no attacks on networks and no references,
   * which would be retrained for every step.
   */
  List<Measurement> glance(Learner learner, Unlearner unlearner, boolean[] removed) {
    SortedMap<String, Double> seconds = new TreeMap<>();
    if (refits(learner, unlearner, removed)) {
      return refitted(learner, removed);
    }
    if (unlearns(unlearner, removed)) {
      Unlearned unlearned = unlearned((NetworkLearner) learner, unlearner, removed, seconds);
      unlearned.course().done();
      return audit.measure(unlearned.model(), removed);
    }
    return audit.measure(retrained(learner, removed, seconds), removed);
  }

  /** As below; told is how long what took. */
  private Unlearned unlearned(
      NetworkLearner learner,
      Unlearner unlearner,
      boolean[] removed,
      SortedMap<String, Double> seconds) {
    Phases phases = new Phases();
    Unlearned unlearned = unlearned(learner, unlearner, removed, phases);
    seconds.putAll(phases.seconds());
    return unlearned;
  }

  /** The model of what is left, which is the original if all is; told is how long it took. */
  private Model retrained(Learner learner, boolean[] removed, SortedMap<String, Double> seconds) {
    Timed<Model> model = isNone(removed) ? original(learner) : retrained(learner, removed);
    seconds.put("train", model.seconds());
    return model.value();
  }

  /** A network reads examples, not features: there is nothing to learn again. */
  private boolean refits(Learner learner, Unlearner unlearner, boolean[] removed) {
    return !(learner instanceof NetworkLearner)
        && spec.refitFeatures() == RefitFeatures.AFTER_REMOVAL
        && !isNone(removed)
        && !unlearns(unlearner, removed);
  }

  private static boolean unlearns(Unlearner unlearner, boolean[] removed) {
    return !unlearner.name().equals(ExperimentSpec.RETRAIN) && !isNone(removed);
  }

  private static boolean isNone(boolean[] removed) {
    for (boolean gone : removed) {
      if (gone) {
        return false;
      }
    }
    return true;
  }

  private List<Measurement> measure(Learner learner, Model model, boolean[] removed) {
    if (!(learner instanceof NetworkLearner network)) {
      return audit.measure(model, removed);
    }
    Map<Split, Predictions> said = audit.predictions(model, removed);
    List<Measurement> result = new ArrayList<>(audit.measure(said, removed));
    result.addAll(unlearningMeasurements(network, model, said, removed));
    return result;
  }

  /** Retrains and measures with features that were learned again from what is left. */
  private List<Measurement> refitted(Learner learner, boolean[] removed) {
    int[] kept = keptRows(removed);
    Features features = encode(kept).features();
    Model model = fit(learner, features, kept, Optional.empty());
    return new Audit(examples, features, Metrics.ALL).measure(model, removed);
  }

  /** No sample removed, {@code [n1]}. */
  boolean[] none() {
    return new boolean[forget.length];
  }

  /** Every sample removed, {@code [n1]}. */
  private boolean[] all() {
    boolean[] all = new boolean[forget.length];
    Arrays.fill(all, true);
    return all;
  }

  /** The first {@code count} of a ranking marked, {@code [n1]}. */
  boolean[] first(int[] ranking, int count) {
    boolean[] removed = new boolean[forget.length];
    for (int i = 0; i < count; i++) {
      removed[ranking[i]] = true;
    }
    return removed;
  }

  /** Ids of all forget training samples. */
  List<String> forgetIds() {
    return Arrays.stream(forget).mapToObj(i -> examples.ids().get(i)).toList();
  }

  /** Ids of the first {@code count} of a ranking, in that order. */
  List<String> ids(int[] ranking, int count) {
    return Arrays.stream(ranking, 0, count).mapToObj(i -> examples.ids().get(forget[i])).toList();
  }

  /** The training rows that are left, ascending. Linear: it is called for every trial. */
  private int[] keptRows(boolean[] removed) {
    int count = train.length;
    for (boolean gone : removed) {
      count -= gone ? 1 : 0;
    }
    int[] kept = new int[count];
    int nextForget = 0; // forget is ascending too, so one walk meets each of its rows in turn
    int at = 0;
    for (int row : train) {
      boolean isForget = nextForget < forget.length && forget[nextForget] == row;
      if (!isForget || !removed[nextForget]) {
        kept[at++] = row;
      }
      nextForget += isForget ? 1 : 0;
    }
    return kept;
  }

  private Model fit(Learner learner, Features features, int[] rows, Optional<Model> original) {
    Training training = new Training(examples, features, rows, original, trainingSeed());
    return learner.fit(training);
  }

  private Encoded encode(int[] fitted) {
    return prepared.fit(fitted, seed.derive("encoder"));
  }

  private Candidates candidates(Optional<OriginalOutputs> outputs) {
    Features features = encoded.features();
    double[] rawNorms = Arrays.stream(forget).mapToDouble(i -> encoded.rawNorms()[i]).toArray();
    RetainView.Seen seen = spec.retainView().of(features, pool, forget, seed.derive("retain-view"));
    return new Candidates(
        features.select(forget),
        seen.rows(),
        Optional.of(seen.classes()),
        rawNorms,
        outputs,
        seed.derive("scorer"));
  }

  private OriginalOutputs outputs(Learner learner) {
    double[] probabilities;
    double[] decisions;
    Model model = original(learner).value();
    if (model instanceof Classifier classifier) {
      Features rows = encoded.features().select(forget);
      probabilities = classifier.probabilities(rows);
      decisions = classifier.decisions(rows);
    } else if (model instanceof ExampleClassifier classifier) {
      probabilities = classifier.probabilities(examples, forget);
      decisions = classifier.decisions(examples, forget);
    } else {
      throw new IllegalArgumentException(
          "this rule asks a classifier; " + learner.name() + " is none");
    }
    int classes = examples.classes().size();
    double[] loss = new double[forget.length];
    double[] margin = new double[forget.length];
    for (int i = 0; i < forget.length; i++) {
      int truth = examples.labels()[forget[i]];
      double best = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        if (c != truth) {
          best = Math.max(best, decisions[i * classes + c]);
        }
      }
      loss[i] = -Math.log(Math.max(probabilities[i * classes + truth], Double.MIN_NORMAL));
      margin[i] = decisions[i * classes + truth] - best;
    }
    return new OriginalOutputs(loss, margin);
  }

  private static <T> Timed<T> timed(Supplier<T> work) {
    long start = System.nanoTime();
    T value = work.get();
    return new Timed<>(value, (System.nanoTime() - start) / 1e9);
  }
}
