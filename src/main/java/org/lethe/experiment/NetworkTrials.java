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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.evaluation.Audit;
import org.lethe.evaluation.NetworkProbe;
import org.lethe.evaluation.Predictions;
import org.lethe.evaluation.ProbedNetwork;
import org.lethe.evaluation.RelearnTime;
import org.lethe.evaluation.RetrainReference;
import org.lethe.evaluation.Split;
import org.lethe.evaluation.UnlearningAudit;
import org.lethe.evaluation.WeightDistance;
import org.lethe.learner.Model;
import org.lethe.nd.Seed;
import org.lethe.network.Checkpoints;
import org.lethe.network.Network;
import org.lethe.network.NetworkLearner;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;
import org.lethe.network.TrainedNetworks;
import org.lethe.network.TrainingCourse;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.settings.Canonical;
import org.lethe.unlearn.Phases;
import org.lethe.unlearn.Unlearner;
import org.lethe.unlearn.Unlearning;

/**
 * The trials of one seed whose learner is a network. Original and retrained networks are made once
 * and shared by all unlearners: their outputs are remembered, and where weights are compared they
 * are kept beside the results and opened again.
 */
final class NetworkTrials {
  private static final String EVALUATE = "evaluate";

  private final ExperimentSpec spec;
  private final TrainedNetworks networks;
  private final String data;
  private final Seed seed;
  private final ExampleSet examples;
  private final TrainingRows rows;
  private final Audit audit;
  private final Memo<List<Object>, Timed<Model>> trained = new Memo<>();
  private final Memo<NetworkLearner, Model> untrained = new Memo<>();
  private final Memo<List<Object>, Model> shadows = new Memo<>();

  /**
   * @param data what tells these examples from others
   * @param seed of the trials
   */
  NetworkTrials(
      ExperimentSpec spec,
      TrainedNetworks networks,
      String data,
      Seed seed,
      ExampleSet examples,
      TrainingRows rows,
      Audit audit) {
    this.spec = spec;
    this.networks = networks;
    this.data = data;
    this.seed = seed;
    this.examples = examples;
    this.rows = rows;
    this.audit = audit;
  }

  /** The seed that a network of a trial's seed is trained with. */
  static Seed trainingSeed(Seed seed) {
    return seed.derive("learner");
  }

  /**
   * What a network says that was trained without a removal set, the original's where it is empty.
   * Trained by whoever asks first.
   */
  Timed<Model> trained(NetworkLearner of, boolean[] removed) {
    return trained.get(
        List.of(of, bits(removed)),
        () -> {
          NetworkLearner learner = trainer(of, removed);
          int[] left = trainedOn(removed);
          Seed its = trainingSeed(seed);
          TrainedNetworks.Answers answers;
          if (!TrainingRows.isNone(removed) && left.length == withoutForget().length) {
            networks.requireKept(learner, examples, left, its, data);
          }
          if (TrainingRows.isNone(removed)) {
            answers = networks.originalAnswers(learner, examples, left, its, data);
          } else if (comparesNetworks()) {
            answers = networks.keptRetrainedAnswers(learner, examples, left, its, data);
          } else {
            answers = networks.retrainedAnswers(learner, examples, left, its, data);
          }
          return new Timed<>(new Outputs(answers.logits(), answers.classes()), answers.seconds());
        });
  }

  /** Weights that were given are those of the original alone. */
  private static NetworkLearner trainer(NetworkLearner learner, boolean[] removed) {
    return TrainingRows.isNone(removed) ? learner : learner.withoutWeights();
  }

  private int[] withoutForget() {
    return rows.left(rows.everything());
  }

  /**
   * Makes what every trial of this learner looks at: its original, and the reference without any
   * sample of p1.
   */
  void prepare(NetworkLearner learner) {
    trained(learner, rows.none());
    trained(learner, rows.everything());
  }

  /** What is measured when the named samples are gone from a network; what cannot be is absent. */
  SeedContext.Outcome outcome(NetworkLearner learner, Unlearner unlearner, boolean[] removed) {
    Phases phases = new Phases(networks.engine().memory());
    SortedMap<String, Double> seconds = new TreeMap<>();
    List<Measurement> measured = new ArrayList<>();
    Runnable recorded = () -> {};
    if (TrainingRows.isNone(removed)) {
      Timed<Model> original = phases.watched("train", () -> trained(learner, removed));
      seconds.put("train", original.seconds());
      measured.addAll(measure(learner, original.value(), removed, phases));
    } else if (unlearner.name().equals(ExperimentSpec.RETRAIN)) {
      Timed<Model> retrained = phases.watched("train", () -> trained(learner, removed));
      seconds.put("train", retrained.seconds());
      reference(learner, removed, phases);
      measured.addAll(measure(learner, retrained.value(), removed, phases));
      if (!spec.probes().isEmpty()) {
        try (Network network = network(learner, removed)) {
          measured.addAll(probe(learner, unlearner, removed, network, phases));
        }
      }
    } else {
      TrainingCourse course = course(learner, unlearner, removed);
      recorded = course::done;
      try (Network result = unlearned(learner, unlearner, removed, course, phases)) {
        reference(learner, removed, phases);
        Model model = phases.timed(EVALUATE, () -> Outputs.of(result, examples));
        measured.addAll(measure(learner, model, removed, phases));
        measured.addAll(phases.timed(EVALUATE, () -> weightDistances(learner, removed, result)));
        measured.addAll(probe(learner, unlearner, removed, result, phases));
      }
    }
    seconds.putAll(phases.seconds());
    return new SeedContext.Outcome(measured, seconds, phases.peakBytes(), recorded);
  }

  /**
   * As much of {@link #outcome} as a search looks at: no attacks on networks and no references,
   * which would be retrained for every step.
   */
  List<Measurement> glance(NetworkLearner learner, Unlearner unlearner, boolean[] removed) {
    if (TrainingRows.isNone(removed) || unlearner.name().equals(ExperimentSpec.RETRAIN)) {
      return audit.glance(trained(learner, removed).value(), removed);
    }
    TrainingCourse course = course(learner, unlearner, removed);
    try (Network result = unlearned(learner, unlearner, removed, course, new Phases())) {
      course.done();
      return audit.glance(Outputs.of(result, examples), removed);
    }
  }

  /** The original after a removal set was unlearned from it; the caller's to close. */
  private Network unlearned(
      NetworkLearner learner,
      Unlearner unlearner,
      boolean[] removed,
      TrainingCourse course,
      Phases phases) {
    try (Network original = network(learner, rows.none())) {
      Network result =
          unlearner.unlearn(
              task(original, learner, removed, rows.left(removed), seed, course, phases));
      if (course.secondsBefore() > 0) {
        phases.add("unlearn", course.secondsBefore());
      }
      return result;
    } catch (ArithmeticException e) {
      course.done(); // from its checkpoint it would end in the same place
      throw e;
    }
  }

  /** One of its own for everything that the outcome depends on. */
  private TrainingCourse course(NetworkLearner learner, Unlearner unlearner, boolean[] removed) {
    int[] left = rows.left(removed);
    List<int[]> sets = List.of(rows.gone(removed), stays(left), heldOut(rows.gone(removed)));
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put(
        "original",
        networks.identity(learner, examples, trainedOn(rows.none()), trainingSeed(seed), data));
    inputs.put("unlearner", Methods.canonical().map((Record) unlearner));
    inputs.put("sets", sets.stream().map(TrainedNetworks::digest).toList());
    inputs.put("seed", unlearnerSeed(seed).value());
    return networks.course(Canonical.sha256(inputs), unlearner.name());
  }

  private static Seed unlearnerSeed(Seed seed) {
    return seed.derive("unlearner");
  }

  /**
   * A network trained without a removal set, of the caller's own; one that everybody else of this
   * seed trains or has trained.
   */
  private Network network(NetworkLearner learner, boolean[] removed) {
    return networks.original(
        trainer(learner, removed), examples, trainedOn(removed), trainingSeed(seed), data);
  }

  private int[] trainedOn(boolean[] removed) {
    return TrainingRows.isNone(removed)
        ? examples.originalRows().orElse(rows.all())
        : rows.left(removed);
  }

  /** Whether more is asked of networks than what they say. */
  private boolean comparesNetworks() {
    return !spec.probes().isEmpty()
        || spec.unlearners().stream()
            .anyMatch(unlearner -> !unlearner.method().name().equals(ExperimentSpec.RETRAIN));
  }

  /** One unlearning problem, with its forget set taken from rows that a network was trained on. */
  private Unlearning task(
      Network original,
      NetworkLearner learner,
      boolean[] removed,
      int[] left,
      Seed its,
      Checkpoints checkpoints,
      Phases phases) {
    int[] heldOut = heldOut(rows.gone(removed));
    return new Unlearning(
        networks.engine(),
        original,
        Samples.of(examples, rows.gone(removed)),
        Samples.of(examples, stays(left)),
        heldOut.length == 0 ? Optional.empty() : Optional.of(Samples.of(examples, heldOut)),
        learner.training(),
        trainingSeed(its),
        unlearnerSeed(its),
        checkpoints,
        phases);
  }

  /** Validation samples of p1; where it was drawn at random from training, of its classes. */
  private int[] heldOut(int[] gone) {
    int[] ofDomain = examples.rows(Side.FORGET, Part.VALIDATION);
    if (ofDomain.length > 0) {
      return ofDomain;
    }
    Set<Integer> classes = Arrays.stream(examples.labels(gone)).boxed().collect(Collectors.toSet());
    int[] held = examples.rows(Part.VALIDATION);
    int[] labels = examples.labels(held);
    return IntStream.range(0, held.length)
        .filter(i -> classes.contains(labels[i]))
        .map(i -> held[i])
        .toArray();
  }

  /** What an unlearner's retain side is of the rows that are left. */
  private int[] stays(int[] left) {
    return spec.rest() == Rest.RETAIN
        ? left
        : Arrays.stream(left).filter(row -> Arrays.binarySearch(rows.forget(), row) < 0).toArray();
  }

  /** Retrains what a model without these samples is held against, if nobody has yet. */
  private void reference(NetworkLearner learner, boolean[] removed, Phases phases) {
    phases.timed(
        "reference", () -> List.of(trained(learner, removed), trained(learner, rows.everything())));
  }

  /**
   * What follows from what the network says: accuracies and losses, membership inference, and the
   * gaps to the two references, which are retrained once for all unlearners.
   */
  private List<Measurement> measure(
      NetworkLearner learner, Model model, boolean[] removed, Phases phases) {
    return phases.timed(
        EVALUATE,
        () -> {
          UnlearningAudit asks = UnlearningAudit.standard();
          Seed attack = seed.derive("attack");
          Map<Split, Predictions> said = audit.predictions(model, removed);
          Map<RetrainReference, UnlearningAudit.Audited> references =
              new EnumMap<>(RetrainReference.class);
          if (!TrainingRows.isNone(removed)) {
            for (RetrainReference reference : RetrainReference.values()) {
              Model retrained = trained(learner, without(reference, removed)).value();
              references.put(reference, asks.audit(audit.predictions(retrained, removed), attack));
            }
          }
          List<Measurement> result = new ArrayList<>(audit.measure(said, removed));
          result.addAll(asks.measure(asks.audit(said, attack), references));
          result.addAll(
              asks.againstUntrained(said, audit.predictions(untrained(learner), removed)));
          return result;
        });
  }

  private boolean[] without(RetrainReference reference, boolean[] removed) {
    return reference == RetrainReference.RETRAIN_DOMAIN ? rows.everything() : removed;
  }

  /** What a network with random weights says; not the one that trainings begin with. */
  private Model untrained(NetworkLearner learner) {
    return untrained.get(
        learner,
        () -> {
          try (Network network =
              networks.engine().network(learner.blueprint(examples), seed.derive("untrained"))) {
            return Outputs.of(network, examples);
          }
        });
  }

  /** From the original and from the references, which are opened again. */
  private List<Measurement> weightDistances(
      NetworkLearner learner, boolean[] removed, Network network) {
    List<Measurement> result = new ArrayList<>();
    try (Network original = network(learner, rows.none())) {
      result.add(weightDistance("original", original, network));
    }
    for (RetrainReference reference : RetrainReference.values()) {
      try (Network retrained = network(learner, without(reference, removed))) {
        result.add(weightDistance(reference.word(), retrained, network));
      }
    }
    return result;
  }

  /** What the experiment asks for by name. */
  private List<Measurement> probe(
      NetworkLearner learner,
      Unlearner unlearner,
      boolean[] removed,
      Network network,
      Phases phases) {
    List<Measurement> result = new ArrayList<>();
    Probed probed = new Probed(learner, unlearner, removed, network);
    for (NetworkProbe probe : spec.probes()) {
      result.addAll(phases.timed("probe-" + probe.name(), () -> probe.measure(probed)));
    }
    return result;
  }

  private static Measurement weightDistance(String to, Network reference, Network network) {
    try (ParameterVector difference = network.parameters().copy()) {
      difference.add(-1, reference.parameters());
      return new Measurement(
          "weight-distance-to-" + to,
          UnlearningAudit.ALL,
          WeightDistance.relative(
              difference.dot(difference), reference.parameters().dot(reference.parameters())),
          "fraction",
          to.equals("original") ? Direction.NEITHER : Direction.LOWER_IS_BETTER);
    }
  }

  /** The network of one trial under a probe. */
  private final class Probed implements ProbedNetwork {
    private final NetworkLearner learner;
    private final Unlearner unlearner;
    private final boolean[] without;
    private final Network network;

    Probed(NetworkLearner learner, Unlearner unlearner, boolean[] without, Network network) {
      this.learner = learner;
      this.unlearner = unlearner;
      this.without = without;
      this.network = network;
    }

    @Override
    public Network network() {
      return network;
    }

    @Override
    public double originalLoss() {
      try (Network original = NetworkTrials.this.network(learner, rows.none())) {
        return RelearnTime.loss(original, removed());
      }
    }

    @Override
    public Samples removed() {
      return Samples.of(examples, rows.gone(without));
    }

    @Override
    public Samples training() {
      return Samples.of(examples, rows.all());
    }

    @Override
    public Seed seed() {
      return seed.derive("probe");
    }

    @Override
    public Map<Split, Predictions> unlearned(int index, double share) {
      Seed shadow = seed.derive("shadow-unlearned", index);
      int[] left = drawn(share, shadow);
      int[] trainedOn =
          IntStream.concat(Arrays.stream(rows.gone(without)), Arrays.stream(left))
              .sorted()
              .toArray();
      try (Network original =
              networks.original(
                  learner.withoutWeights(), examples, trainedOn, trainingSeed(shadow), data);
          Network result =
              unlearner.unlearn(
                  task(original, learner, without, left, shadow, Checkpoints.NONE, new Phases()))) {
        return audit.predictions(Outputs.of(result, examples), without);
      }
    }

    @Override
    public Map<Split, Predictions> never(int index, double share) {
      Seed shadow = seed.derive("shadow-never", index);
      Model model =
          shadows.get(
              List.of(learner, bits(without), index, share),
              () -> {
                try (Network never =
                    networks.original(
                        learner.withoutWeights(),
                        examples,
                        drawn(share, shadow),
                        trainingSeed(shadow),
                        data)) {
                  return Outputs.of(never, examples);
                }
              });
      return audit.predictions(model, without);
    }

    /** At least one of the rows that are left, ascending. */
    private int[] drawn(double share, Seed shadow) {
      int[] left = rows.left(without);
      int count = Math.max(1, (int) Math.round(share * left.length));
      int[] order = shadow.derive("retained").permutation(left.length);
      return Arrays.stream(order, 0, count).map(i -> left[i]).sorted().toArray();
    }
  }

  private static BitSet bits(boolean[] removed) {
    BitSet bits = new BitSet(removed.length);
    for (int i = 0; i < removed.length; i++) {
      bits.set(i, removed[i]);
    }
    return bits;
  }
}
