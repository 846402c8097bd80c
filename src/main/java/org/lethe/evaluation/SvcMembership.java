package org.lethe.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lethe.nd.Seed;
import org.lethe.settings.Setting;

/**
 * Membership inference as SalUn measures it ("MIA-efficacy"; Jia et al., Model Sparsity Can
 * Simplify Machine Unlearning, NeurIPS 2023; Fan et al., SalUn, ICLR 2024): an RBF C-SVC learns
 * from one feature to tell retained training samples (members) from test samples of the same,
 * unlearned model, without shadow models. γ = 1/#features; features are not scaled.
 *
 * <p>It learns from equally many of both. SalUn takes as many members as there are test samples,
 * which is the same as long as the training set is the larger one; where it is smaller, all of the
 * test samples would outvote the members, and as a model that does not memorise says much the same
 * of both, everything would be taken for a non-member.
 *
 * <p>Orientation: the share taken for <b>non-members</b>, so high is forgotten. It is read against
 * a retrained model, not against 0.5. Bad Teacher (Chundawat et al. 2023) reports the opposite of
 * the entropy feature, the share taken for members: 1 minus this.
 *
 * <p>Where the decision is a tie (the model says the same of all samples) a sample is a member.
 */
public record SvcMembership(
    @Setting(value = "cost of a sample on the wrong side of the margin, above 0", or = "3")
        double c,
    @Setting(
            value =
                "stopping tolerance of LIBSVM, where the problem is not solved exactly, above 0",
            or = "1e-3")
        double tolerance,
    @Setting(
            value =
                "which samples it learns from, equally many members and non-members: first (in data"
                    + " set order) or random",
            or = "first")
        AttackMembers members) {

  /** SalUn's. */
  public static final SvcMembership DEFAULT = new SvcMembership(3, 1e-3, AttackMembers.FIRST);

  public SvcMembership {
    if (!(c > 0) || Double.isInfinite(c)) {
      throw new IllegalArgumentException("c is " + c + "; allowed: a number above 0");
    }
    if (!(tolerance > 0) || Double.isInfinite(tolerance)) {
      throw new IllegalArgumentException(
          "tolerance is " + tolerance + "; allowed: a number above 0");
    }
  }

  /** A trained attack. */
  public static final class Attack {
    private final AttackFeature feature;
    private final Svc svc;

    private Attack(AttackFeature feature, Svc svc) {
      this.feature = feature;
      this.svc = svc;
    }

    /** Share of samples that are taken for non-members; empty if there are none. */
    public OptionalDouble nonMembers(Predictions samples) {
      double[] x = feature.of(samples);
      int n = samples.size();
      int out = 0;
      for (int i = 0; i < n; i++) {
        out += svc.member(x, i) ? 0 : 1;
      }
      return n == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) out / n);
    }
  }

  /**
   * Trains the attack; empty if there are no members or no non-members.
   *
   * @param retained training samples of the retain side, in the order of the data set
   * @param unseen test samples, without the forgotten class
   */
  public Optional<Attack> train(
      AttackFeature feature, Predictions retained, Predictions unseen, Seed seed) {
    return train(
        feature,
        chosen(retained, unseen.size(), seed.derive("members")),
        chosen(unseen, retained.size(), seed.derive("non-members")));
  }

  /**
   * The share of forget samples taken for non-members.
   *
   * @param forget training samples that were to be forgotten
   */
  public OptionalDouble efficacy(
      AttackFeature feature,
      Predictions retained,
      Predictions unseen,
      Predictions forget,
      Seed seed) {
    Optional<Attack> attack = train(feature, retained, unseen, seed);
    return attack.isPresent() ? attack.get().nonMembers(forget) : OptionalDouble.empty();
  }

  /**
   * "Training privacy" of Jia et al. 2023: learns from one half of members and non-members and is
   * judged on the other halves. Mean of both recalls, ½ being ideal; empty if a half is.
   */
  public OptionalDouble trainingPrivacy(
      AttackFeature feature, Predictions retained, Predictions unseen, Seed seed) {
    Predictions in = chosen(retained, unseen.size(), seed.derive("members"));
    Predictions out = chosen(unseen, retained.size(), seed.derive("non-members"));
    Optional<Attack> attack = train(feature, half(in, true), half(out, true));
    if (attack.isEmpty()) {
      return OptionalDouble.empty();
    }
    // never empty, being the larger halves
    double membersMissed = attack.get().nonMembers(half(in, false)).orElseThrow();
    double othersFound = attack.get().nonMembers(half(out, false)).orElseThrow();
    return OptionalDouble.of((1 - membersMissed + othersFound) / 2);
  }

  private Optional<Attack> train(AttackFeature feature, Predictions in, Predictions out) {
    if (in.size() == 0 || out.size() == 0) {
      return Optional.empty();
    }
    int columns = feature.columns(in.classes());
    double[] first = feature.of(in);
    double[] second = feature.of(out);
    double[] x = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, x, first.length, second.length);
    boolean[] member = new boolean[in.size() + out.size()];
    Arrays.fill(member, 0, in.size(), true);
    return Optional.of(
        new Attack(feature, Svc.fit(x, columns, member, c, 1.0 / columns, tolerance)));
  }

  /** At most so many samples, in their order. */
  private Predictions chosen(Predictions all, int most, Seed seed) {
    int size = Math.min(all.size(), most);
    int[] chosen = members == AttackMembers.FIRST ? first(0, size) : seed.permutation(all.size());
    chosen = Arrays.copyOf(chosen, size);
    Arrays.sort(chosen);
    return all.select(chosen);
  }

  private static Predictions half(Predictions all, boolean first) {
    int middle = all.size() / 2;
    return all.select(first ? first(0, middle) : first(middle, all.size()));
  }

  private static int[] first(int from, int to) {
    int[] rows = new int[to - from];
    Arrays.setAll(rows, i -> from + i);
    return rows;
  }
}
