package org.lethe.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lethe.dataset.Side;
import org.lethe.nd.Seed;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;

/**
 * What the field asks of an unlearned classifier, beyond the accuracies and losses of {@link
 * Audit}: membership inference, and the gaps to models that were retrained. Of the field's four
 * numbers, RA is the {@code accuracy} on {@code retain-train} and TA the one on {@code
 * retain-test}, which {@code Audit} measures; UA and MIA are measured here.
 *
 * <p>Most of these numbers have no good direction by themselves: closer to a retrained model is
 * better. That is what the gaps say, and there is no gap without its reference.
 */
public final class UnlearningAudit {

  /** The split of numbers that are about several splits at once. */
  public static final String ALL = "all";

  /** Where outputs are compared: what had to go, its like, and what had to stay. */
  private static final List<Split> COMPARED =
      List.of(Split.FORGET_DELETED, Split.FORGET_TEST, Split.RETAIN_TEST);

  private static final List<Split> FORGET =
      Arrays.stream(Split.values()).filter(split -> split.side() == Side.FORGET).toList();

  private final SvcMembership membership;
  private final List<AttackFeature> features;
  private final LossAttack loss;

  /**
   * @param features what the attack sees, one attack each; the confidence is always among them
   */
  public UnlearningAudit(SvcMembership membership, List<AttackFeature> features, LossAttack loss) {
    this.membership = membership;
    this.loss = loss;
    List<AttackFeature> all = new ArrayList<>(List.of(AttackFeature.CONFIDENCE));
    features.stream().filter(feature -> !all.contains(feature)).forEach(all::add);
    this.features = List.copyOf(all);
  }

  /** SalUn's attack on the confidence, and the loss attack. */
  public static UnlearningAudit standard() {
    return new UnlearningAudit(SvcMembership.DEFAULT, List.of(), LossAttack.DEFAULT);
  }

  /**
   * A model that has been asked; made once of a reference and shared by all that are held against
   * it.
   *
   * @param predictions by split, as {@link Audit#predictions} gives them
   * @param scores the four numbers that gaps are made of; empty where nothing was deleted or a
   *     split has no examples
   * @param measurements of this model alone
   */
  public record Audited(
      Map<Split, Predictions> predictions,
      Optional<UnlearningScores> scores,
      List<Measurement> measurements) {
    public Audited {
      predictions = Map.copyOf(predictions);
      measurements = List.copyOf(measurements);
    }
  }

  /**
   * Attacks one model.
   *
   * @param predictions of every split, as {@link Audit#predictions} gives them
   * @param seed of what the attacks draw
   */
  public Audited audit(Map<Split, Predictions> predictions, Seed seed) {
    Predictions retained = of(predictions, Split.RETAIN_TRAIN);
    Predictions unseen = of(predictions, Split.RETAIN_TEST);
    Predictions deleted = of(predictions, Split.FORGET_DELETED);
    List<Measurement> rows = new ArrayList<>();
    if (deleted.size() > 0) {
      add(rows, "unlearning-accuracy", Split.FORGET_DELETED, 1 - deleted.accuracy());
    }
    OptionalDouble efficacy = OptionalDouble.empty();
    for (AttackFeature feature : features) {
      Optional<SvcMembership.Attack> attack = membership.train(feature, retained, unseen, seed);
      if (attack.isEmpty()) {
        continue;
      }
      for (Split split : FORGET) {
        OptionalDouble share = attack.get().nonMembers(of(predictions, split));
        share.ifPresent(value -> add(rows, "mia-" + feature.word(), split, value));
        if (feature == AttackFeature.CONFIDENCE && split == Split.FORGET_DELETED) {
          efficacy = share;
        }
      }
    }
    membership
        .trainingPrivacy(AttackFeature.CONFIDENCE, retained, unseen, seed)
        .ifPresent(value -> add(rows, "mia-training-privacy", Split.RETAIN_TRAIN, value));
    againstHeldOut(rows, deleted, of(predictions, Split.FORGET_TEST), seed);
    Optional<UnlearningScores> scores = Optional.empty();
    if (efficacy.isPresent()) {
      // both attacked sets had samples, and so had the deleted one
      scores =
          Optional.of(
              new UnlearningScores(
                  1 - deleted.accuracy(),
                  retained.accuracy(),
                  unseen.accuracy(),
                  efficacy.getAsDouble()));
    }
    return new Audited(predictions, scores, rows);
  }

  /** Deleted samples against samples of the same distribution that nobody trained on. */
  private void againstHeldOut(
      List<Measurement> rows, Predictions deleted, Predictions heldOut, Seed seed) {
    loss.accuracy(deleted.losses(), heldOut.losses(), seed.derive("loss-attack"))
        .ifPresent(value -> add(rows, "mia-loss", Split.FORGET_DELETED, value));
    if (deleted.size() > 0 && heldOut.size() > 0) {
      add(
          rows,
          "mia-auc",
          Split.FORGET_DELETED,
          Roc.area(Margins.ofProbabilities(deleted), Margins.ofProbabilities(heldOut)));
    }
  }

  /**
   * Everything: what the model is by itself, and its gaps to the references that there are.
   *
   * @param references audited on the same samples
   */
  public List<Measurement> measure(Audited model, Map<RetrainReference, Audited> references) {
    List<Measurement> result = new ArrayList<>(model.measurements());
    for (RetrainReference reference : RetrainReference.values()) {
      Audited retrained = references.get(reference);
      if (retrained != null) {
        result.addAll(gaps(model, reference, retrained));
      }
    }
    return result;
  }

  /**
   * The gaps to one reference, each named after it.
   *
   * @param retrained audited on the same samples
   * @throws IllegalArgumentException if it was asked about other samples
   */
  public List<Measurement> gaps(Audited model, RetrainReference reference, Audited retrained) {
    String to = "-to-" + reference.word();
    List<Measurement> rows = new ArrayList<>();
    if (model.scores().isPresent() && retrained.scores().isPresent()) {
      ReferenceGaps gaps = ReferenceGaps.between(model.scores().get(), retrained.scores().get());
      closer(rows, "unlearning-accuracy-gap" + to, Split.FORGET_DELETED.word(), gaps.unlearning());
      closer(rows, "accuracy-gap" + to, Split.RETAIN_TRAIN.word(), gaps.remaining());
      closer(rows, "accuracy-gap" + to, Split.RETAIN_TEST.word(), gaps.test());
      closer(rows, "mia-confidence-gap" + to, Split.FORGET_DELETED.word(), gaps.membership());
      closer(rows, "average-gap" + to, ALL, gaps.average());
      rows.add(tugOfWar("tug-of-war" + to, gaps.tugOfWar()));
      rows.add(tugOfWar("tug-of-war-mia" + to, gaps.tugOfWarMembership()));
    }
    for (Split split : COMPARED) {
      Predictions own = of(model.predictions(), split);
      Predictions other = of(retrained.predictions(), split);
      if (own.classes() != other.classes() || !Arrays.equals(own.labels(), other.labels())) {
        throw new IllegalArgumentException(
            reference.word() + " was asked about other samples of " + split.word());
      }
      for (OutputDistance distance : OutputDistance.values()) {
        distance
            .mean(own.probabilities(), other.probabilities(), own.classes())
            .ifPresent(
                value ->
                    rows.add(
                        new Measurement(
                            distance.metric() + to,
                            split.word(),
                            value,
                            distance.unit(),
                            Direction.LOWER_IS_BETTER)));
      }
    }
    return rows;
  }

  /**
   * Zero retrain forgetting, and as released code computes it: how far the answers are from those
   * of a network with random weights.
   *
   * @param untrained what that network says of the same samples
   */
  public List<Measurement> againstUntrained(
      Map<Split, Predictions> said, Map<Split, Predictions> untrained) {
    List<Measurement> rows = new ArrayList<>();
    for (Split split : List.of(Split.FORGET_DELETED, Split.FORGET_TEST)) {
      double[] own = of(said, split).probabilities();
      double[] random = of(untrained, split).probabilities();
      int classes = of(said, split).classes();
      OutputDistance.zeroRetrainForgetting(own, random, classes)
          .ifPresent(value -> add(rows, "zero-retrain-forgetting", split, value));
      OutputDistance.legacyZeroRetrainForgetting(own, random, classes)
          .ifPresent(value -> add(rows, "zero-retrain-forgetting-legacy", split, value));
    }
    return rows;
  }

  private static Predictions of(Map<Split, Predictions> predictions, Split split) {
    Predictions said = predictions.get(split);
    if (said == null) {
      throw new IllegalArgumentException("no predictions of " + split.word());
    }
    return said;
  }

  private static void add(List<Measurement> rows, String metric, Split split, double value) {
    rows.add(new Measurement(metric, split.word(), value, "fraction", Direction.NEITHER));
  }

  private static void closer(List<Measurement> rows, String metric, String split, double value) {
    rows.add(new Measurement(metric, split, value, "fraction", Direction.LOWER_IS_BETTER));
  }

  private static Measurement tugOfWar(String metric, double value) {
    return new Measurement(metric, ALL, value, "fraction", Direction.HIGHER_IS_BETTER);
  }
}
