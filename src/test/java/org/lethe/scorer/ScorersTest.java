package org.lethe.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lethe.scorer.ScorerContract.Invariance.FEATURE_SCALE;
import static org.lethe.scorer.ScorerContract.Invariance.PERMUTATION;
import static org.lethe.scorer.ScorerContract.Invariance.ROTATION;
import static org.lethe.scorer.ScorerContract.Invariance.SCALE;
import static org.lethe.scorer.ScorerContract.Invariance.TRANSLATION;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.classical.ClassWeight;

/** Every rule of the family under the contract; guards against a rule that nobody tests. */
@ParameterizedClass(name = "{0}")
@MethodSource("rules")
class ScorersTest extends ScorerContract {
  private static final Set<Invariance> ALL = EnumSet.allOf(Invariance.class);
  private static final Set<Invariance> RIGID =
      EnumSet.of(PERMUTATION, TRANSLATION, ROTATION, SCALE);
  private static final Set<Invariance> ABOUT_ORIGIN = EnumSet.of(PERMUTATION, ROTATION, SCALE);

  private final Rule rule;

  ScorersTest(Rule rule) {
    this.rule = rule;
  }

  /** A rule and what it promises. */
  private record Rule(Scorer scorer, Set<Invariance> invariances, boolean prefersFarFromRetain) {
    @Override
    public String toString() {
      return scorer.toString();
    }
  }

  /** A rule that compares with the retained samples. */
  private static Rule farFromRetain(Scorer scorer, Set<Invariance> invariances) {
    return new Rule(scorer, invariances, true);
  }

  /** A rule that looks elsewhere. */
  private static Rule towardsForget(Scorer scorer, Set<Invariance> invariances) {
    return new Rule(scorer, invariances, false);
  }

  private static Stream<Rule> rules() {
    return Stream.of(
        towardsForget(new RandomScore(), EnumSet.complementOf(EnumSet.of(PERMUTATION))),
        farFromRetain(new Distance(), RIGID),
        farFromRetain(new MahaMu2(Covariance.POOLED, 1e-3), RIGID),
        farFromRetain(new MahaMu2(Covariance.LEDOIT_WOLF, 0), RIGID),
        farFromRetain(new MahaMu2(Covariance.POOLED, 0), ALL),
        farFromRetain(
            new MahaMu2(Covariance.DIAGONAL, 0),
            EnumSet.of(PERMUTATION, TRANSLATION, SCALE, FEATURE_SCALE)),
        farFromRetain(new CosMu2(), ABOUT_ORIGIN),
        farFromRetain(new LrMaha(Covariance.POOLED, 1e-3), RIGID),
        farFromRetain(new LrMahaSquared(Covariance.POOLED, 1e-3), RIGID),
        farFromRetain(new LrCos(), ABOUT_ORIGIN),
        farFromRetain(new KnnRatio(5), RIGID),
        farFromRetain(new KnnDistance(5), RIGID),
        farFromRetain(new DistanceClasses(), RIGID),
        farFromRetain(new DistanceClusters(4), RIGID),
        farFromRetain(new MahaClasses(1e-3), RIGID),
        farFromRetain(new MahaClasses(0), ALL),
        farFromRetain(new MahaClusters(4, 1e-3), RIGID),
        farFromRetain(new Gmm(3, MixtureCovariance.SHARED, 1e-3), RIGID),
        farFromRetain(new Gmm(3, MixtureCovariance.FULL, 1e-3), RIGID),
        farFromRetain(
            new Gmm(3, MixtureCovariance.DIAGONAL, 1e-3),
            EnumSet.of(PERMUTATION, TRANSLATION, SCALE)),
        farFromRetain(new GmmRatio(1, 3, MixtureCovariance.SHARED, 1e-3), RIGID),
        // clusters of the forget side are drawn by row, so scores follow no permutation
        farFromRetain(
            new GmmRatio(2, 3, MixtureCovariance.FULL, 1e-3),
            EnumSet.of(TRANSLATION, ROTATION, SCALE)),
        farFromRetain(new Vmf(), ABOUT_ORIGIN),
        towardsForget(new TfidfNorm(), ABOUT_ORIGIN),
        towardsForget(new L2Norm(), ABOUT_ORIGIN),
        towardsForget(new Coreset(), RIGID),
        towardsForget(new KCenter(), RIGID),
        towardsForget(new Herding(), RIGID),
        towardsForget(new Margin(), ALL),
        towardsForget(new Loss(), ALL),
        towardsForget(new OracleGreedy(), RIGID),
        towardsForget(new Anti(new LrCos()), ABOUT_ORIGIN),
        // folds are dealt by row, so scores follow no permutation; the penalty sees the scale
        farFromRetain(
            new DensityRatio(5, 1, ClassWeight.BALANCED), EnumSet.of(TRANSLATION, ROTATION)));
  }

  @Override
  Scorer scorer() {
    return rule.scorer();
  }

  @Override
  Set<Invariance> invariances() {
    return rule.invariances();
  }

  @Override
  boolean prefersFarFromRetain() {
    return rule.prefersFarFromRetain();
  }

  @Test
  void messagesNameEveryRuleThatDoesWithoutRetainedSamples() {
    assertEquals(
        new TreeSet<>(Scorers.FORGET_ONLY),
        rules()
            .map(Rule::scorer)
            .filter(each -> !each.needsRetain() && !(each instanceof Anti))
            .map(Scorer::name)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everyRuleIsUnderTheContract() {
    assertEquals(
        new TreeSet<>(Scorers.FAMILY.members().keySet()),
        rules().map(each -> each.scorer().name()).collect(Collectors.toCollection(TreeSet::new)));
  }
}
