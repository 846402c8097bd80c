package org.lethe.curation.identify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.encoder.Encoded;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.KeptRows;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.results.Measurement;
import org.lethe.settings.BadInput;

/**
 * A search whose answers come from hidden labels, so that what it says of itself can be held
 * against the truth. All strategies of a seed have the same pool, the same first labels and the
 * same audit; labels count from the first, the audit's among them.
 */
final class IdentifySimulation {

  /** On the pool: share of p1 among the identified samples. */
  static final String PRECISION = "precision";

  /** On the pool: share of p1 that is identified. */
  static final String RECALL = "recall";

  /** On the test part, which no strategy can ask for. */
  static final String AVERAGE_PRECISION = "average-precision";

  /** Share of p1 that somebody has seen, because it was asked for. */
  static final String ASKED = "asked";

  /**
   * 1 where the precision on the pool is at least the lower end of the audit's interval, else 0.
   */
  static final String PRECISION_FLOOR = "precision-floor-holds";

  /** Likewise recall. */
  static final String RECALL_FLOOR = "recall-floor-holds";

  private final SimulationSpec spec;
  private final Features pool;
  private final Features test;
  private final boolean[] testForget;
  private final Answer[] truth;
  private final long[] keys;
  private final int[] start;
  private final boolean[] audit;
  private final RemovalEffect effect;

  /**
   * What a search came to.
   *
   * @param points by the number of labels
   * @param stop at how many labels it would have told somebody to stop; 0 if it never did
   * @param effects measured after some numbers of labels
   */
  record Course(List<Point> points, int stop, List<Tried> effects) {
    Course {
      points = List.copyOf(points);
      effects = List.copyOf(effects);
    }
  }

  /** Values by metric, after so many labels. */
  record Point(int labels, Map<String, Double> values) {}

  /** What removing the identified set does, after so many labels; 0 for removing p1 itself. */
  record Tried(int labels, double budget, List<Measurement> measured) {
    Tried {
      measured = List.copyOf(measured);
    }
  }

  /**
   * Draws pool, first labels and audit of a seed.
   *
   * @param kept rows that encoders made before
   * @throws BadInput if the pool is too small for them
   */
  IdentifySimulation(SimulationSpec spec, Corpus corpus, KeptRows kept, long seedValue) {
    this.spec = spec;
    Seed seed = new Seed(seedValue);
    ExampleSet examples = corpus.draw(seed.derive("data"));
    int[] train = examples.rows(Part.TRAIN);
    Encoded encoded =
        spec.encoder()
            .prepare(examples, new Encoder.Keeping(kept, examples.ids()))
            .fit(train, seed.derive("encoder"));
    pool = encoded.features().select(train);
    int[] held = examples.rows(Part.TEST);
    test = encoded.features().select(held);
    testForget = new boolean[held.length];
    for (int i = 0; i < held.length; i++) {
      testForget[i] = examples.sides()[held[i]] == Side.FORGET;
    }
    List<String> ids = Arrays.stream(train).mapToObj(examples.ids()::get).toList();
    keys = Round.keys(ids, seed.derive("order"));
    truth = new Answer[train.length];
    for (int i = 0; i < train.length; i++) {
      truth[i] = examples.sides()[train[i]] == Side.FORGET ? Answer.FORGET : Answer.RETAIN;
    }
    int[] order = Round.inOrder(Round.keys(ids, seed.derive("start")));
    start =
        IntStream.concat(
                Arrays.stream(order)
                    .filter(i -> truth[i] == Answer.FORGET)
                    .limit(spec.start().forget()),
                Arrays.stream(order)
                    .filter(i -> truth[i] == Answer.RETAIN)
                    .limit(spec.start().retain()))
            .toArray();
    audit = new boolean[train.length];
    int[] rest =
        Arrays.stream(Round.inOrder(Round.keys(ids, seed.derive("audit"))))
            .filter(i -> Arrays.stream(start).noneMatch(s -> s == i))
            .toArray();
    if (spec.labels() > train.length || spec.audit() > rest.length) {
      throw new BadInput(
          spec.name()
              + ": the pool has "
              + train.length
              + " samples; labels is "
              + spec.labels()
              + " and audit "
              + spec.audit());
    }
    Arrays.stream(rest).limit(spec.audit()).forEach(i -> audit[i] = true);
    effect = new RemovalEffect(spec.effect(), examples, encoded, seed.derive("effect"));
  }

  /** Removing p1 itself, for every budget: what identification can at best come to. */
  List<Tried> reference() {
    boolean[] all = new boolean[truth.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = truth[i] == Answer.FORGET;
    }
    return spec.effect().budgets().stream()
        .map(budget -> new Tried(0, budget, effect.of(all, budget)))
        .toList();
  }

  /** One strategy from the first labels to the last. */
  Course run(QueryStrategy strategy) {
    Answer[] answers = new Answer[truth.length];
    Arrays.fill(answers, Answer.UNKNOWN);
    for (int i = 0; i < answers.length; i++) {
      if (audit[i]) {
        answers[i] = truth[i];
      }
    }
    for (int row : start) {
      answers[row] = truth[row];
    }
    int labels = start.length + spec.audit();
    List<Point> points = new ArrayList<>();
    List<Tried> effects = new ArrayList<>();
    List<Integer> due = new ArrayList<>(spec.effect().after());
    int stop = 0;
    Optional<boolean[]> before = Optional.empty();
    Optional<Quality> qualityBefore = Optional.empty();
    int agreeing = 0;
    while (true) {
      Round round = Round.of(pool, keys, answers, audit, spec.probe());
      Identification found = Identification.of(round, keys, answers, audit, spec.probe());
      boolean[] identified = found.identified(spec.threshold());
      Quality quality = found.quality(spec.threshold());
      points.add(point(labels, round, quality, answers, identified));
      if (before.isPresent() && qualityBefore.isPresent()) {
        double kappa = Stability.kappa(before.get(), identified);
        agreeing =
            spec.stability().agree(kappa, qualityBefore.get(), quality, spec.audit() > 0)
                ? agreeing + 1
                : 0;
        if (stop == 0 && agreeing >= spec.stability().rounds()) {
          stop = labels;
        }
      }
      before = Optional.of(identified);
      qualityBefore = Optional.of(quality);
      while (!due.isEmpty() && due.get(0) <= labels) {
        due.remove(0);
        for (double budget : spec.effect().budgets()) {
          effects.add(new Tried(labels, budget, effect.of(identified, budget)));
        }
      }
      int wanted = Math.min(spec.batch(), spec.labels() - labels);
      List<Proposal> asked = wanted < 1 ? List.of() : strategy.propose(round, wanted);
      if (asked.isEmpty()) {
        return new Course(points, stop, effects);
      }
      asked.forEach(proposal -> answers[proposal.row()] = truth[proposal.row()]);
      labels += asked.size();
    }
  }

  private Point point(
      int labels, Round round, Quality quality, Answer[] answers, boolean[] identified) {
    int hits = 0;
    int taken = 0;
    int members = 0;
    int asked = 0;
    for (int i = 0; i < identified.length; i++) {
      boolean forget = truth[i] == Answer.FORGET;
      hits += identified[i] && forget ? 1 : 0;
      taken += identified[i] ? 1 : 0;
      members += forget ? 1 : 0;
      asked += forget && answers[i] == Answer.FORGET ? 1 : 0;
    }
    Map<String, Double> values = new TreeMap<>();
    // taken is never 0, since the first labels are among the identified
    values.put(PRECISION, (double) hits / taken);
    values.put(RECALL, (double) hits / members);
    values.put(ASKED, (double) asked / members);
    values.put(
        AVERAGE_PRECISION, AveragePrecision.of(spec.probe().logits(round, test), testForget));
    floor(PRECISION_FLOOR, quality.precision(), (double) hits / taken, values);
    floor(RECALL_FLOOR, quality.recall(), (double) hits / members, values);
    return new Point(labels, values);
  }

  private static void floor(
      String name, ExactProportion interval, double share, Map<String, Double> values) {
    if (interval.of() > 0) {
      values.put(name, interval.low() <= share ? 1.0 : 0.0);
    }
  }
}
