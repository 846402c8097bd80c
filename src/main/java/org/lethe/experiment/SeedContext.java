package org.lethe.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.classical.LinearClassifier;
import org.lethe.classical.LogisticRegression;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.ExampleSet;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.encoder.Encoded;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.NetworkLayer;
import org.lethe.evaluation.Audit;
import org.lethe.evaluation.Metrics;
import org.lethe.evaluation.RemovalCertificate;
import org.lethe.learner.Classifier;
import org.lethe.learner.ExampleClassifier;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.Features;
import org.lethe.nd.MappedFeatures;
import org.lethe.nd.Rows;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.network.NetworkLearner;
import org.lethe.results.Measurement;
import org.lethe.scorer.Candidates;
import org.lethe.scorer.OriginalOutputs;
import org.lethe.scorer.Scorer;
import org.lethe.selection.RemovalOrder;
import org.lethe.settings.Canonical;
import org.lethe.settings.Labelled;
import org.lethe.unlearn.Influence;
import org.lethe.unlearn.Unlearner;

/**
 * What all trials of one seed share: the examples, their features, the original model of each
 * learner, the ranking of each rule. Each is made once, by whoever needs it first.
 */
final class SeedContext {
  /** Beside networks and outputs. */
  private static final String EMBEDDINGS = "embeddings";

  private final ExperimentSpec spec;
  private final Seed seed;
  private final ExampleSet examples;
  private final RetainPool pool;
  private final Encoder.Prepared prepared;
  private final Encoded encoded;
  private final Audit audit;
  private final TrainingRows rows;
  private final int[] forget;
  private final Candidates candidates;
  private final NetworkTrials networkTrials;
  private final Memo<Learner, Timed<Model>> originals = new Memo<>();
  private final Memo<List<Object>, Timed<int[]>> rankings = new Memo<>();

  /**
   * What one removal gives.
   *
   * @param seconds of each phase
   * @param peakBytes of memory in each phase
   * @param recorded to be run when all this is recorded: checkpoints that led here may go
   */
  record Outcome(
      List<Measurement> measurements,
      SortedMap<String, Double> seconds,
      SortedMap<String, Long> peakBytes,
      Runnable recorded) {

    /** Of a model without a network. */
    Outcome(List<Measurement> measurements, SortedMap<String, Double> seconds) {
      this(measurements, seconds, Collections.emptySortedMap(), () -> {});
    }
  }

  SeedContext(Variant variant, long seedValue) {
    this.spec = variant.spec();
    this.seed = new Seed(seedValue);
    this.examples = draw(variant.corpus(), seedValue);
    this.rows = TrainingRows.of(examples);
    this.forget = rows.forget();
    this.pool = RetainPool.of(spec.retainView().proxy(), examples, variant.drawProxy(seedValue));
    this.prepared =
        spec.encoder().method() instanceof NetworkLayer layer
            ? ofNetwork(layer, variant)
            : spec.encoder()
                .method()
                .prepare(pool.encoded(), new Encoder.Keeping(variant.rows(), pool.encoded().ids()));
    this.encoded = encode(rows.all());
    this.audit = new Audit(examples, encoded.features(), Metrics.ALL);
    this.candidates = candidates(Optional.empty());
    this.networkTrials =
        new NetworkTrials(
            spec, variant.networks(), identity(variant, seedValue), seed, examples, rows, audit);
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
                        NetworkTrials.trainingSeed(new Seed(fixed)),
                        identity(variant, fixed)))
            .orElseGet(
                () ->
                    new NetworkLayer.Origin(
                        examples, trainingSeed(), identity(variant, seed.value())));
    // what is kept is named by the data of the seed, which a stand-in is no part of
    Optional<NetworkLayer.Keeping> keeping =
        variant
            .networks()
            .folder()
            .filter(folder -> spec.retainView().proxy().isEmpty())
            .map(
                folder ->
                    new NetworkLayer.Keeping(embeddings(folder), identity(variant, seed.value())));
    return (fitted, projecting) ->
        layer.encode(pool.encoded(), fitted, origin, projecting, variant.networks(), keeping);
  }

  /** Where rows of encoders are kept in a cache. */
  static EmbeddingStore embeddings(Path cache) {
    return new EmbeddingStore(cache.resolve(EMBEDDINGS));
  }

  /** What tells the examples of this seed from any others. */
  private static String identity(Variant variant, long seedValue) {
    return Canonical.sha256(
        Map.of(
            "data",
            Methods.canonical().map((Record) variant.spec().data().portable()),
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
    return rows.retain().length;
  }

  /** What the encoder says of itself, and what a reader must know of originals that were given. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(encoded.notes());
    for (Labelled<Learner> learner : spec.learners()) {
      if (learner.method() instanceof NetworkLearner network && network.weights().isPresent()) {
        notes.add(
            "The original of "
                + learner.label()
                + " was not trained here, its weights are given and equal for all seeds: what it"
                + " was trained on, and how, is not known here.");
      }
    }
    return notes;
  }

  /** Roughly what the features take, bytes; what rules see of them is held once more. */
  long bytes() {
    Features features = encoded.features();
    if (features instanceof SparseFeatures sparse) {
      return 2L * 12 * sparse.indices().length;
    }
    int copies = features instanceof MappedFeatures ? 1 : 2;
    return copies * 4L * features.rows() * features.columns();
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
          return Timed.of(() -> RemovalOrder.of(scorer.score(seen), seed.derive("ties")));
        });
  }

  /** The model that was trained on everything; this context's, not to be changed or closed. */
  Timed<Model> original(Learner learner) {
    return learner instanceof NetworkLearner network
        ? networkTrials.trained(network, none())
        : originals.get(
            learner,
            () -> Timed.of(() -> fit(learner, encoded.features(), rows.all(), Optional.empty())));
  }

  /** Makes what all trials of a learner share and what is kept in files. */
  void prepare(Learner learner) {
    if (learner instanceof NetworkLearner network) {
      networkTrials.prepare(network);
    }
  }

  private Seed trainingSeed() {
    return NetworkTrials.trainingSeed(seed);
  }

  /** What is measured when the named samples are gone from a model; what cannot be is absent. */
  Outcome outcome(Learner learner, Unlearner unlearner, boolean[] removed) {
    if (learner instanceof NetworkLearner network) { // reads examples: no features to learn again
      return networkTrials.outcome(network, unlearner, removed);
    }
    SortedMap<String, Double> seconds = new TreeMap<>();
    if (refits(unlearner, removed)) {
      Timed<List<Measurement>> refitted = Timed.of(() -> refitted(learner, removed));
      seconds.put("train", refitted.seconds());
      return new Outcome(refitted.value(), seconds);
    }
    boolean steps = steps(unlearner, removed);
    Timed<Model> model = steps ? stepped(learner, removed) : retrained(learner, removed);
    seconds.put(steps ? "unlearn" : "train", model.seconds());
    Timed<List<Measurement>> measured =
        Timed.of(
            () -> {
              List<Measurement> all = new ArrayList<>(audit.measure(model.value(), removed));
              if (steps) {
                all.addAll(certificate(learner, model.value(), removed));
              }
              return all;
            });
    seconds.put("evaluate", measured.seconds());
    return new Outcome(measured.value(), seconds);
  }

  /** Whether a model without a network is stepped away from its original, not trained anew. */
  private static boolean steps(Unlearner unlearner, boolean[] removed) {
    return unlearner.name().equals(Influence.NAME) && !TrainingRows.isNone(removed);
  }

  /** Influence unlearning of a logistic regression, the only learner of its kind. */
  private Timed<Model> stepped(Learner learner, boolean[] removed) {
    LinearClassifier original = (LinearClassifier) original(learner).value();
    int[] left = rows.left(removed);
    return Timed.of(
        () ->
            ((LogisticRegression) learner)
                .newtonStep(original, Rows.of(encoded.features(), left), examples.labels(left)));
  }

  /** How near a stepped model is to the optimum of what is left; nothing where there is none. */
  private List<Measurement> certificate(Learner learner, Model model, boolean[] removed) {
    int[] left = rows.left(removed);
    return RemovalCertificate.of(
            (LinearClassifier) model,
            (LogisticRegression) learner,
            Rows.of(encoded.features(), left),
            examples.labels(left))
        .map(RemovalCertificate::measurements)
        .orElse(List.of());
  }

  /** As much of {@link #outcome} as a search looks at. */
  List<Measurement> glance(Learner learner, Unlearner unlearner, boolean[] removed) {
    if (learner instanceof NetworkLearner network) {
      return networkTrials.glance(network, unlearner, removed);
    }
    if (refits(unlearner, removed)) {
      return refitted(learner, removed);
    }
    Timed<Model> model =
        steps(unlearner, removed) ? stepped(learner, removed) : retrained(learner, removed);
    return audit.glance(model.value(), removed);
  }

  /** A model without a network, for what is left when the named samples are gone. */
  private Timed<Model> retrained(Learner learner, boolean[] removed) {
    Timed<Model> original = original(learner);
    return TrainingRows.isNone(removed)
        ? original
        : Timed.of(
            () ->
                fit(
                    learner,
                    encoded.features(),
                    rows.left(removed),
                    Optional.of(original.value())));
  }

  private boolean refits(Unlearner unlearner, boolean[] removed) {
    return spec.refitFeatures() == RefitFeatures.AFTER_REMOVAL
        && !TrainingRows.isNone(removed)
        && unlearner.name().equals(ExperimentSpec.RETRAIN);
  }

  /** Retrains and measures with features that were learned again from what is left. */
  private List<Measurement> refitted(Learner learner, boolean[] removed) {
    int[] kept = rows.left(removed);
    Features features = encode(kept).features();
    Model model = fit(learner, features, kept, Optional.empty());
    return new Audit(examples, features, Metrics.ALL).measure(model, removed);
  }

  /** No sample removed, {@code [n1]}. */
  boolean[] none() {
    return rows.none();
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

  private Model fit(Learner learner, Features features, int[] kept, Optional<Model> original) {
    Training training = new Training(examples, features, kept, original, trainingSeed());
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
      Features asked = encoded.features().select(forget);
      probabilities = classifier.probabilities(asked);
      decisions = classifier.decisions(asked);
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
}
