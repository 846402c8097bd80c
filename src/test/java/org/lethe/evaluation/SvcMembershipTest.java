package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.dataset.Side;
import org.lethe.nd.Seed;

/**
 * Guards the attack against the wrong orientation, against another problem than the one that
 * scikit-learn and LIBSVM solve, and our fast solver against theirs.
 */
class SvcMembershipTest {
  private static final Seed SEED = new Seed(3);

  /** Two-class predictions whose true class 0 has the given probabilities. */
  private static Predictions confidences(double... p) {
    double[] both = Arrays.stream(p).flatMap(c -> Arrays.stream(new double[] {c, 1 - c})).toArray();
    return new Predictions(Side.RETAIN, new int[p.length], both, 2, new int[] {0});
  }

  private static double[] constant(double value, int n) {
    double[] result = new double[n];
    Arrays.fill(result, value);
    return result;
  }

  private static OptionalDouble efficacy(Predictions in, Predictions out, Predictions forget) {
    return SvcMembership.DEFAULT.efficacy(AttackFeature.CONFIDENCE, in, out, forget, SEED);
  }

  @Test
  void theBoundaryBetweenAllOnesAndAllZerosIsOneHalf() {
    // fixture T14: two of the four forget samples lie below ½
    assertEquals(
        OptionalDouble.of(0.5),
        efficacy(
            confidences(constant(1, 20)),
            confidences(constant(0, 20)),
            confidences(0.1, 0.4, 0.6, 0.9)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONFIDENCE", "CORRECTNESS", "ENTROPY", "MODIFIED_ENTROPY"})
  void forgetSamplesLikeRetainedOnesAreMembersAndLikeUnseenOnesAreNot(String feature) {
    // right and sure against wrong and unsure: no feature can mix them up
    Predictions in = confidences(constant(0.999, 30));
    Predictions out = confidences(constant(0.4, 30));
    AttackFeature seen = AttackFeature.valueOf(feature);
    assertEquals(OptionalDouble.of(0), SvcMembership.DEFAULT.efficacy(seen, in, out, in, SEED));
    assertEquals(OptionalDouble.of(1), SvcMembership.DEFAULT.efficacy(seen, in, out, out, SEED));
    assertEquals(OptionalDouble.of(1), SvcMembership.DEFAULT.trainingPrivacy(seen, in, out, SEED));
  }

  @Test
  void aModelThatSaysTheSameOfAllHidesItsMembers() {
    Predictions same = confidences(constant(1, 10));
    assertEquals(OptionalDouble.of(0), efficacy(same, same, same));
    assertEquals(
        OptionalDouble.of(0.5),
        SvcMembership.DEFAULT.trainingPrivacy(AttackFeature.CONFIDENCE, same, same, SEED));
  }

  @Test
  void nothingIsMeasuredWithoutMembersOthersOrForgetSamples() {
    Predictions some = confidences(0.2, 0.8);
    Predictions none = confidences();
    assertTrue(efficacy(none, some, some).isEmpty());
    assertTrue(efficacy(some, none, some).isEmpty());
    assertTrue(efficacy(some, some, none).isEmpty());
    assertTrue(
        SvcMembership.DEFAULT
            .trainingPrivacy(AttackFeature.CONFIDENCE, confidences(0.5), some, SEED)
            .isEmpty());
  }

  @Test
  void theMembersAreTheFirstOnesOfTheDataSet() {
    // the second half of the retained samples looks unseen; it is never looked at
    double[] retained = constant(1, 40);
    Arrays.fill(retained, 20, 40, 0);
    assertEquals(
        OptionalDouble.of(0.5),
        efficacy(
            confidences(retained), confidences(constant(0, 20)), confidences(0.1, 0.4, 0.6, 0.9)));
  }

  @Test
  void moreUnseenSamplesThanRetainedOnesDoNotOutvoteThem() {
    // a model that hardly memorises: members' confidences are 0 to 39 fortieths, in a mixed order,
    // the others' their squares; five times as many others would make everyone a non-member
    double[] p = IntStream.range(0, 40).mapToDouble(i -> i * 17 % 40 / 40.0).toArray();
    double[] five = IntStream.range(0, 200).mapToDouble(i -> p[i % 40] * p[i % 40]).toArray();
    Predictions retained = confidences(p);
    Svc unbalanced = attack(retained, confidences(five));
    double[] seen = AttackFeature.CONFIDENCE.of(retained);
    assertTrue(IntStream.range(0, 40).noneMatch(i -> unbalanced.member(seen, i)));
    assertEquals(
        efficacy(retained, confidences(Arrays.copyOf(five, 40)), retained),
        efficacy(retained, confidences(five), retained));
    assertTrue(efficacy(retained, confidences(five), retained).orElseThrow() < 0.9);
    assertTrue(
        SvcMembership.DEFAULT
                .trainingPrivacy(AttackFeature.CONFIDENCE, retained, confidences(five), SEED)
                .orElseThrow()
            > 0.5);
  }

  @Test
  void randomMembersAreEquallyManyAndDependOnTheSeedAlone() {
    SvcMembership random = new SvcMembership(3, 1e-3, AttackMembers.RANDOM);
    double[] p = IntStream.range(0, 200).mapToDouble(i -> (i * 37 % 200) / 200.0).toArray();
    Predictions retained = confidences(p);
    Predictions unseen = confidences(Arrays.stream(p).limit(31).map(c -> c * c).toArray());
    OptionalDouble first =
        random.efficacy(AttackFeature.CONFIDENCE, retained, unseen, retained, SEED);
    assertEquals(
        first, random.efficacy(AttackFeature.CONFIDENCE, retained, unseen, retained, SEED));
    // a large retain side must not outvote the others: with all 200 of them everyone is a member
    Svc unbalanced = attack(retained, unseen);
    double[] all = AttackFeature.CONFIDENCE.of(retained);
    assertTrue(IntStream.range(0, 200).allMatch(i -> unbalanced.member(all, i)));
    assertTrue(first.orElseThrow() > 0.1, () -> "share " + first);
  }

  private static Svc attack(Predictions in, Predictions out) {
    double[] x = new double[in.size() + out.size()];
    boolean[] member = new boolean[x.length];
    System.arraycopy(AttackFeature.CONFIDENCE.of(in), 0, x, 0, in.size());
    System.arraycopy(AttackFeature.CONFIDENCE.of(out), 0, x, in.size(), out.size());
    Arrays.fill(member, 0, in.size(), true);
    return Svc.fit(x, 1, member, 3, 1, 1e-3);
  }

  @TestFactory
  Stream<DynamicTest> decidesAsScikitLearn() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("svc_golden.json"))) {
      JsonNode golden = new ObjectMapper().readTree(in);
      Predictions members = predictions(golden.get("members"));
      Predictions others = predictions(golden.get("others"));
      Predictions forget = predictions(golden.get("forget"));
      List<DynamicTest> tests = new ArrayList<>();
      for (JsonNode each : golden.get("cases")) {
        AttackFeature feature =
            AttackFeature.valueOf(
                each.get("feature").asText().toUpperCase(Locale.ROOT).replace('-', '_'));
        tests.add(
            DynamicTest.dynamicTest(
                feature.word(), () -> compare(feature, members, others, forget, each)));
      }
      assertEquals(AttackFeature.values().length, tests.size());
      return tests.stream();
    }
  }

  private static void compare(
      AttackFeature feature,
      Predictions members,
      Predictions others,
      Predictions forget,
      JsonNode golden) {
    int columns = feature.columns(4);
    double[] x = new double[(members.size() + others.size()) * columns];
    System.arraycopy(feature.of(members), 0, x, 0, members.size() * columns);
    System.arraycopy(feature.of(others), 0, x, members.size() * columns, others.size() * columns);
    boolean[] member = new boolean[members.size() + others.size()];
    Arrays.fill(member, 0, members.size(), true);
    double[] asked = feature.of(forget);
    Svc exact = LowRankSvc.fit(x, columns, member, 3, 1.0 / columns).orElseThrow();
    Svc lib = LibSvc.fit(x, columns, member, 3, 1.0 / columns, 1e-3);
    for (int i = 0; i < forget.size(); i++) {
      double loose = golden.get("decisions").get(i).asDouble();
      double tight = golden.get("exact").get(i).asDouble();
      // scikit-learn solves to 1e-3 by default, ours is exact; its tight one keeps K as float32
      assertEquals(loose, exact.decision(asked, i), 1e-3, "sample " + i);
      assertEquals(tight, exact.decision(asked, i), 2e-5, "sample " + i);
      assertEquals(loose, lib.decision(asked, i), 1e-6, "sample " + i);
    }
    assertEquals(
        golden.get("efficacy").asDouble(),
        SvcMembership.DEFAULT.efficacy(feature, members, others, forget, SEED).orElseThrow());
  }

  private static Predictions predictions(JsonNode numbers) {
    double[] p =
        IntStream.range(0, numbers.size()).mapToDouble(i -> numbers.get(i).asDouble()).toArray();
    return new Predictions(Side.RETAIN, new int[p.length / 4], p, 4, new int[] {0});
  }

  @Test
  void bothSolversAgreeOnOverlappingClassesOfUnequalSize() {
    UniformRandomProvider random = new Seed(8).random();
    int n = 900;
    double[] x = new double[n];
    boolean[] member = new boolean[n];
    for (int i = 0; i < n; i++) {
      member[i] = i % 3 != 0;
      x[i] = Math.pow(random.nextDouble(), member[i] ? 0.1 : 0.3);
    }
    Svc ours = LowRankSvc.fit(x, 1, member, 3, 1).orElseThrow();
    Svc theirs = LibSvc.fit(x, 1, member, 3, 1, 1e-8);
    for (int i = 0; i < n; i++) {
      assertEquals(theirs.decision(x, i), ours.decision(x, i), 5e-5, "sample " + i);
    }
  }

  /** Confidences as networks have them: constant, 0 or 1, or so near to 1 that floats run out. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void crowdedConfidencesAreNoTrouble(int kind) {
    UniformRandomProvider random = new Seed(10).derive("kind", kind).random();
    for (int problem = 0; problem < 40; problem++) {
      int n = 2 + random.nextInt(120);
      double[] x = new double[n];
      boolean[] member = new boolean[n];
      for (int i = 0; i < n; i++) {
        member[i] = i == 0 || (i > 1 && random.nextDouble() < 0.4);
        double u = random.nextDouble();
        x[i] =
            switch (kind) {
              case 0 -> 1;
              case 1 -> u < (member[i] ? 0.99 : 0.9) ? 1 : 0;
              case 2 -> 1 - Math.pow(10, -u * (member[i] ? 16 : 12));
              default -> (float) (1 / (1 + Math.exp(-20 * u + (member[i] ? 0 : 5))));
            };
      }
      Svc ours = Svc.fit(x, 1, member, 3, 1, 1e-3);
      Svc theirs = LibSvc.fit(x, 1, member, 3, 1, 1e-8);
      for (int i = 0; i < n; i++) {
        // what is left is LIBSVM's: it keeps the kernel as float32
        assertEquals(theirs.decision(x, i), ours.decision(x, i), 2e-3, "problem " + problem);
      }
    }
  }

  @Test
  void aKernelOfHighRankIsLeftToLibsvmWhichSaysNothing() {
    UniformRandomProvider random = new Seed(9).random();
    int n = LowRankSvc.LARGEST_RANK + 100;
    int columns = 30;
    double[] x = random.doubles((long) n * columns).map(v -> 40 * v).toArray();
    boolean[] member = new boolean[n];
    Arrays.fill(member, 0, n / 2, true);
    assertTrue(LowRankSvc.fit(x, columns, member, 3, 1).isEmpty());
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Svc lib;
    try {
      lib = Svc.fit(x, columns, member, 3, 1, 1e-3);
    } finally {
      System.setOut(before);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
    // samples so far apart that each is on its own: all are learnt by heart
    assertTrue(IntStream.range(0, n).allMatch(i -> lib.member(x, i) == member[i]));
  }
}
