package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;
import org.lethe.testing.Refused;

/**
 * Guards the probabilities and what is said of their quality: against labels that are overruled,
 * estimates that flatter because they were made on what was learned from, and a stop on chance.
 */
class IdentificationTest {
  private static final Probe PROBE = new Probe(10);

  private record Found(TwoClouds pool, Answer[] answers, boolean[] audit, Identification result) {}

  /** 40 labels as chance has it, and the audit answered. */
  private static Found found(long seed, int audited) {
    TwoClouds pool = TwoClouds.of(1500, seed);
    Answer[] answers = new Answer[pool.size()];
    Arrays.fill(answers, Answer.UNKNOWN);
    boolean[] audit = new boolean[pool.size()];
    int[] order = new Seed(seed).derive("labels").permutation(pool.size());
    for (int i = 0; i < 40 + audited; i++) {
      answers[order[i]] = pool.truth()[order[i]];
      audit[order[i]] = i >= 40;
    }
    Round round = Round.of(pool.features(), pool.keys(), answers, audit, PROBE);
    return new Found(
        pool, answers, audit, Identification.of(round, pool.keys(), answers, audit, PROBE));
  }

  @Test
  void labelsStandWhateverTheProbeSays() {
    Found found = found(1, 60);
    double[] probabilities = found.result().probabilities().orElseThrow();
    boolean[] identified = found.result().identified(0.5);
    for (int i = 0; i < probabilities.length; i++) {
      if (found.answers()[i] != Answer.UNKNOWN) {
        boolean forget = found.answers()[i] == Answer.FORGET;
        assertEquals(forget ? 1 : 0, probabilities[i]);
        assertEquals(forget, identified[i]);
      }
    }
  }

  @Test
  void probabilitiesAreThoseOfThePool() {
    // Half of the labels are p1 and a fifth of the pool: calibrated on the labels, the sum of the
    // probabilities is far above the 300 members.
    int runs = 20;
    double calibrated = 0;
    double uncorrected = 0;
    for (int run = 0; run < runs; run++) {
      TwoClouds pool = TwoClouds.of(1500, run);
      Answer[] answers = new Answer[pool.size()];
      Arrays.fill(answers, Answer.UNKNOWN);
      boolean[] audit = new boolean[pool.size()];
      int[] forget = rows(pool, Answer.FORGET);
      int[] retain = rows(pool, Answer.RETAIN);
      IntStream.range(0, 60).forEach(i -> answers[forget[i]] = Answer.FORGET);
      IntStream.range(0, 60).forEach(i -> answers[retain[i]] = Answer.RETAIN);
      uncorrected += sum(pool, answers, audit) / runs;
      int[] order = new Seed(run).permutation(pool.size());
      for (int i = 0, drawn = 0; drawn < 200; i++) {
        if (answers[order[i]] == Answer.UNKNOWN) {
          answers[order[i]] = pool.truth()[order[i]];
          audit[order[i]] = true;
          drawn++;
        }
      }
      calibrated += sum(pool, answers, audit) / runs;
    }
    // One audit's share of p1 has a standard deviation of 0.027, 37 of 1,380 samples; 20 audits 8.
    assertEquals(300, calibrated, 26);
    assertTrue(uncorrected > 400, "without an audit: " + uncorrected);
  }

  private static double sum(TwoClouds pool, Answer[] answers, boolean[] audit) {
    Round round = Round.of(pool.features(), pool.keys(), answers, audit, PROBE);
    return Arrays.stream(
            Identification.of(round, pool.keys(), answers, audit, PROBE)
                .probabilities()
                .orElseThrow())
        .sum();
  }

  private static int[] rows(TwoClouds pool, Answer side) {
    return IntStream.range(0, pool.size()).filter(i -> pool.truth()[i] == side).toArray();
  }

  @Test
  void intervalsHoldTheTruthNineteenTimesInTwenty() {
    int runs = 120;
    int precisionHeld = 0;
    int recallHeld = 0;
    for (int run = 0; run < runs; run++) {
      Found found = found(100 + run, 100);
      Quality quality = found.result().quality(0.5);
      // what the probe itself would say of everything but its own labels
      boolean[] identified = found.result().identified(0.5);
      int hits = 0;
      int alarms = 0;
      int members = 0;
      for (int i = 0; i < identified.length; i++) {
        if (found.answers()[i] == Answer.UNKNOWN) {
          boolean forget = found.pool().truth()[i] == Answer.FORGET;
          hits += identified[i] && forget ? 1 : 0;
          alarms += identified[i] ? 1 : 0;
          members += forget ? 1 : 0;
        }
      }
      precisionHeld += holds(quality.precision(), (double) hits / alarms) ? 1 : 0;
      recallHeld += holds(quality.recall(), (double) hits / members) ? 1 : 0;
    }
    // 114 of 120 expected at least; 108 or fewer have a probability below 1 %
    assertTrue(precisionHeld > 108, "precision was held " + precisionHeld + " times");
    assertTrue(recallHeld > 108, "recall was held " + recallHeld + " times");
  }

  private static boolean holds(ExactProportion interval, double value) {
    return interval.low() <= value && value <= interval.high();
  }

  @Test
  void aHigherThresholdIdentifiesASubset() {
    Found found = found(2, 60);
    boolean[] before = found.result().identified(0.05);
    for (int step = 2; step < 20; step++) {
      boolean[] after = found.result().identified(step / 20.0);
      for (int i = 0; i < before.length; i++) {
        assertTrue(before[i] || !after[i]);
      }
      before = after;
    }
  }

  @Test
  void expectedPrecisionAndRecallAreSumsOfProbabilities() {
    Found found = found(3, 60);
    double[] p = found.result().probabilities().orElseThrow();
    boolean[] identified = found.result().identified(0.3);
    double inside =
        IntStream.range(0, p.length).filter(i -> identified[i]).mapToDouble(i -> p[i]).sum();
    long count = IntStream.range(0, p.length).filter(i -> identified[i]).count();
    Quality quality = found.result().quality(0.3);
    assertEquals(count, quality.identified());
    assertEquals(inside / count, quality.expectedPrecision(), 1e-12);
    assertEquals(inside / Arrays.stream(p).sum(), quality.expectedRecall(), 1e-12);
  }

  @Test
  void withoutAnAuditNothingIsMeasured() {
    Identification result = found(5, 0).result();
    assertEquals(Identification.Basis.LABELLED, result.basis());
    assertEquals(0, result.quality(0.5).recall().of());
  }

  @Test
  void withoutAMemberOfP1OnlyLabelsAreKnown() {
    TwoClouds pool = TwoClouds.of(50, 1);
    Answer[] answers = new Answer[50];
    Arrays.fill(answers, Answer.UNKNOWN);
    boolean[] audit = new boolean[50];
    answers[0] = Answer.FORGET; // in the audit, where the probe must not see it
    audit[0] = true;
    Round round = Round.of(pool.features(), pool.keys(), answers, audit, PROBE);
    Identification result = Identification.of(round, pool.keys(), answers, audit, PROBE);
    assertEquals(Identification.Basis.NO_PROBE, result.basis());
    boolean[] expected = new boolean[50];
    expected[0] = true;
    assertArrayEquals(expected, result.identified(0.5));
    assertEquals(1, result.quality(0.5).identified());
  }

  @Test
  void kappaIsAgreementBeyondChance() {
    boolean[] first = {true, true, true, false, false, false};
    boolean[] second = {true, false, false, false, false, true};
    // 3 of 6 agree, and 3/6·2/6 + 3/6·4/6 = 1/2 by chance
    assertEquals(0, Stability.kappa(first, second), 1e-12);
    boolean[] third = {true, true, false, false, false, false};
    // 5 of 6; chance 3/6·2/6 + 3/6·4/6 = 1/2; (5/6 − 1/2)/(1/2) = 2/3
    assertEquals(2.0 / 3, Stability.kappa(first, third), 1e-12);
    assertEquals(1, Stability.kappa(new boolean[4], new boolean[4]));
  }

  @Test
  void roundsAgreeOnlyIfTheAuditStandsStillToo() {
    Stability stability = new Stability(3, 0.99, 0.02);
    Quality before = quality(90, 100, 90, 100);
    assertTrue(stability.agree(0.995, before, quality(91, 100, 89, 100), true));
    assertTrue(!stability.agree(0.995, before, quality(90, 100, 87, 100), true));
    assertTrue(!stability.agree(0.98, before, before, true));
    assertTrue(!stability.agree(1, quality(0, 0, 0, 5), quality(0, 0, 0, 5), true), "unknown");
    assertTrue(stability.agree(1, quality(0, 0, 0, 0), quality(0, 0, 0, 0), false));
  }

  private static Quality quality(int hits, int alarms, int found, int members) {
    return new Quality(
        0.5, 10, 1, 1, new ExactProportion(hits, alarms), new ExactProportion(found, members));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertTrue(
        Refused.message(IllegalArgumentException.class, () -> new Stability(0, 0.9, 0))
            .startsWith("rounds is 0"));
    assertTrue(
        Refused.message(IllegalArgumentException.class, () -> new Stability(1, 1.1, 0))
            .startsWith("agreement is 1.1"));
    assertTrue(
        Refused.message(IllegalArgumentException.class, () -> new Stability(1, 1, -1))
            .startsWith("tolerance is -1"));
  }
}
