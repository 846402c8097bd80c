package org.lethe.curation.identify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which samples of a pool are p1: the probability of each, what is identified from a threshold on,
 * and how good that is.
 *
 * <p>Labels that a strategy asked for are no random sample: neither the share of p1 among them nor
 * the probe's hits on them say anything about the pool, and since the strategies choose without
 * chance there are no inclusion probabilities to weight by. So a part of the pool is drawn at
 * random beforehand, the audit; its answers are kept from the probe and from the strategies. On it
 * the log-odds are calibrated ({@link PlattScaling}), which makes them probabilities in the pool,
 * and precision and recall are counted, each audited sample with a calibration that has not seen
 * it. What is counted is the probe's own decision. In the identified set labelled samples are right
 * by their label, so that it is, in expectation, at least as good.
 *
 * <p>Without an audit the calibration uses the labelled samples out of fold; precision and recall
 * are then unknown, and the probabilities are about the labelled samples, not the pool.
 */
public final class Identification {

  /** What the probabilities were calibrated on. */
  public enum Basis {
    /** The audit: probabilities are about the pool. */
    AUDIT,
    /** The labelled samples, out of fold: probabilities are about samples like those. */
    LABELLED,
    /** Nothing: the probe's own probabilities. */
    NONE,
    /** There is no probe, since no member of p1 is labelled: nothing is predicted. */
    NO_PROBE;

    /** As files write it: {@code no-probe}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final int FOLDS = 5;

  private final Answer[] answers;
  private final Basis basis;
  private final Optional<double[]> probabilities;
  private final boolean[] auditForget;
  private final double[] auditProbabilities;

  private Identification(
      Answer[] answers,
      Basis basis,
      Optional<double[]> probabilities,
      boolean[] auditForget,
      double[] auditProbabilities) {
    this.answers = answers;
    this.basis = basis;
    this.probabilities = probabilities;
    this.auditForget = auditForget;
    this.auditProbabilities = auditProbabilities;
  }

  /**
   * Calibrates what the probe of a round says.
   *
   * @param answers those of the audit among them, {@code [n]}
   * @param audit which samples were drawn for it, {@code [n]}
   */
  static Identification of(
      Round round, long[] keys, Answer[] answers, boolean[] audit, Probe probe) {
    Answer[] known = answers.clone();
    if (round.logits().isEmpty()) {
      return new Identification(
          known, Basis.NO_PROBE, Optional.empty(), new boolean[0], new double[0]);
    }
    double[] logits = round.logits().get();
    int[] audited =
        IntStream.of(Round.inOrder(keys)).filter(i -> audit[i] && answers[i].isSide()).toArray();
    boolean[] forget = new boolean[audited.length];
    double[] auditLogits = new double[audited.length];
    for (int i = 0; i < audited.length; i++) {
      forget[i] = answers[audited[i]] == Answer.FORGET;
      auditLogits[i] = logits[audited[i]];
    }
    Basis basis = Basis.NONE;
    PlattScaling scaling = new PlattScaling(1, 0);
    if (audited.length > 0) {
      basis = Basis.AUDIT;
      scaling = PlattScaling.fit(auditLogits, forget);
    } else {
      Optional<double[]> outOfFold = probe.outOfFold(round, FOLDS);
      if (outOfFold.isPresent()) {
        boolean[] sides = new boolean[outOfFold.get().length];
        Arrays.fill(sides, 0, round.forget().length, true);
        basis = Basis.LABELLED;
        scaling = PlattScaling.fit(outOfFold.get(), sides);
      }
    }
    return new Identification(
        known,
        basis,
        Optional.of(probabilities(logits, known, scaling)),
        forget,
        outOfFold(auditLogits, forget));
  }

  private static double[] probabilities(double[] logits, Answer[] answers, PlattScaling scaling) {
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] =
          answers[i] == Answer.FORGET
              ? 1
              : answers[i] == Answer.RETAIN ? 0 : scaling.probability(logits[i]);
    }
    return probabilities;
  }

  /** Each audited sample's probability by the others, in folds with both sides dealt evenly. */
  private static double[] outOfFold(double[] logits, boolean[] forget) {
    int n = logits.length;
    if (n < 2) {
      return new double[0]; // one sample cannot be judged by others
    }
    int[] fold = new int[n];
    int yes = 0;
    int no = 0;
    for (int i = 0; i < n; i++) {
      fold[i] = (forget[i] ? yes++ : no++) % FOLDS;
    }
    double[] probabilities = new double[n];
    for (int k = 0; k < FOLDS; k++) {
      int held = k;
      int[] others = IntStream.range(0, n).filter(i -> fold[i] != held).toArray();
      if (others.length == 0 || others.length == n) {
        continue;
      }
      boolean[] sides = new boolean[others.length];
      double[] seen = new double[others.length];
      for (int j = 0; j < others.length; j++) {
        sides[j] = forget[others[j]];
        seen[j] = logits[others[j]];
      }
      PlattScaling scaling = PlattScaling.fit(seen, sides);
      for (int i = 0; i < n; i++) {
        if (fold[i] == held) {
          probabilities[i] = scaling.probability(logits[i]);
        }
      }
    }
    return probabilities;
  }

  /** What the probabilities are about. */
  public Basis basis() {
    return basis;
  }

  /**
   * The probability that a sample is p1, {@code [n]}: 1 and 0 where it is labelled. Empty where
   * there is no probe. Shared.
   */
  public Optional<double[]> probabilities() {
    return probabilities;
  }

  /**
   * What is taken for p1: labelled as it, or not labelled and at least as probable, {@code [n]}.
   */
  public boolean[] identified(double threshold) {
    boolean[] identified = new boolean[answers.length];
    for (int i = 0; i < identified.length; i++) {
      int row = i;
      identified[i] =
          answers[i] == Answer.FORGET
              || (answers[i] != Answer.RETAIN
                  && probabilities.map(p -> p[row] >= threshold).orElse(false));
    }
    return identified;
  }

  /** How good the identified set of a threshold is. */
  public Quality quality(double threshold) {
    boolean[] identified = identified(threshold);
    int count = 0;
    double inside = 0;
    double all = 0;
    for (int i = 0; i < identified.length; i++) {
      int row = i;
      double p =
          probabilities.map(values -> values[row]).orElse(answers[i] == Answer.FORGET ? 1.0 : 0.0);
      all += p;
      if (identified[i]) {
        count++;
        inside += p;
      }
    }
    int hits = 0;
    int alarms = 0;
    int members = 0;
    for (int i = 0; i < auditProbabilities.length; i++) {
      boolean taken = auditProbabilities[i] >= threshold;
      members += auditForget[i] ? 1 : 0;
      alarms += taken ? 1 : 0;
      hits += taken && auditForget[i] ? 1 : 0;
    }
    return new Quality(
        threshold,
        count,
        count == 0 ? 1 : inside / count,
        all == 0 ? 1 : inside / all,
        new ExactProportion(hits, alarms),
        new ExactProportion(hits, members));
  }
}
