package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * What every query strategy promises. Guards against asking for what is known, against learning
 * from the audit, and against proposals that depend on how the pool happens to be listed.
 */
abstract class QueryStrategyContract {
  private static final int POOL = 200;
  private static final int BATCH = 15;
  private static final Probe PROBE = new Probe(10);

  /** The strategy that is held to the contract. */
  abstract QueryStrategy strategy();

  private final TwoClouds pool = TwoClouds.of(POOL, 1);

  private static Answer[] nothing(int n) {
    Answer[] answers = new Answer[n];
    Arrays.fill(answers, Answer.UNKNOWN);
    return answers;
  }

  /** Every seventh sample is labelled, every eleventh skipped, every thirteenth in the audit. */
  private static Answer[] some(TwoClouds pool) {
    Answer[] answers = nothing(pool.size());
    for (int i = 0; i < answers.length; i++) {
      int number = Integer.parseInt(pool.ids().get(i).substring(1));
      if (number % 7 == 0) {
        answers[i] = pool.truth()[i];
      } else if (number % 11 == 0) {
        answers[i] = Answer.SKIP;
      }
    }
    return answers;
  }

  private static boolean[] audit(TwoClouds pool) {
    boolean[] audit = new boolean[pool.size()];
    for (int i = 0; i < audit.length; i++) {
      audit[i] = Integer.parseInt(pool.ids().get(i).substring(1)) % 13 == 0;
    }
    return audit;
  }

  private List<String> ids(TwoClouds of, Answer[] answers, boolean[] audit, int count) {
    Round round = Round.of(of.features(), of.keys(), answers, audit, PROBE);
    return strategy().propose(round, count).stream().map(p -> of.ids().get(p.row())).toList();
  }

  @Test
  void asksForDistinctSamplesOfWhichNothingIsKnown() {
    Answer[] answers = some(pool);
    boolean[] audit = audit(pool);
    Round round = Round.of(pool.features(), pool.keys(), answers, audit, PROBE);
    List<Proposal> proposals = strategy().propose(round, BATCH);
    assertEquals(BATCH, proposals.size());
    Set<Integer> rows = new HashSet<>();
    for (Proposal proposal : proposals) {
      assertTrue(rows.add(proposal.row()), "twice: " + proposal);
      assertEquals(Answer.UNKNOWN, answers[proposal.row()]);
      assertFalse(audit[proposal.row()], "the audit's labels are not the strategy's");
      assertTrue(Double.isFinite(proposal.score()), proposal::toString);
      assertFalse(proposal.why().isBlank());
    }
  }

  @Test
  void equalRoundsGiveEqualProposals() {
    assertEquals(
        ids(pool, some(pool), audit(pool), BATCH), ids(pool, some(pool), audit(pool), BATCH));
  }

  @Test
  void theOrderOfThePoolPlaysNoPart() {
    TwoClouds other = pool.permuted(new Seed(5).permutation(POOL));
    assertEquals(
        ids(pool, some(pool), audit(pool), BATCH), ids(other, some(other), audit(other), BATCH));
    assertEquals(
        ids(pool, nothing(POOL), audit(pool), BATCH),
        ids(other, nothing(POOL), audit(other), BATCH));
  }

  @Test
  void theAnswersOfTheAuditPlayNoPart() {
    Answer[] hidden = some(pool);
    Answer[] answered = some(pool);
    boolean[] audit = audit(pool);
    for (int i = 0; i < POOL; i++) {
      hidden[i] = audit[i] ? Answer.UNKNOWN : hidden[i];
      answered[i] = audit[i] ? pool.truth()[i] : answered[i];
    }
    assertEquals(ids(pool, hidden, audit, BATCH), ids(pool, answered, audit, BATCH));
  }

  @Test
  void asksForNoMoreThanThereIs() {
    Answer[] answers = pool.truth().clone();
    answers[3] = Answer.UNKNOWN;
    answers[8] = Answer.UNKNOWN;
    assertEquals(Set.of("s3", "s8"), Set.copyOf(ids(pool, answers, new boolean[POOL], BATCH)));
    assertEquals(List.of(), ids(pool, pool.truth(), new boolean[POOL], BATCH));
  }

  @Test
  void worksWithTheLabelsOfOneSideAlone() {
    for (Answer side : List.of(Answer.FORGET, Answer.RETAIN)) {
      Answer[] answers = nothing(POOL);
      IntStream.range(0, 40).filter(i -> pool.truth()[i] == side).forEach(i -> answers[i] = side);
      assertEquals(BATCH, ids(pool, answers, new boolean[POOL], BATCH).size());
    }
    assertEquals(BATCH, ids(pool, nothing(POOL), new boolean[POOL], BATCH).size());
  }

  @Test
  void samplesWithoutAnyDifferenceAreAskedForAllTheSame() {
    TwoClouds equal =
        new TwoClouds(
            pool.ids(), new org.lethe.nd.DenseFeatures(new float[2 * POOL], POOL, 2), pool.truth());
    assertEquals(BATCH, ids(equal, some(equal), audit(equal), BATCH).size());
  }
}
