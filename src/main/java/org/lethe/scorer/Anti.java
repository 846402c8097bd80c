package org.lethe.scorer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** ANTI-x: −s(x) of any rule s, a check: if a rule is good, its opposite is worse than random. */
@Described("Another rule turned round: a good rule's opposite should be worse than random.")
public record Anti(@Setting("the rule that is turned round, for instance lr-cos") Scorer rule)
    implements Scorer {
  static final String NAME = "anti";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetain() {
    return rule.needsRetain();
  }

  @Override
  public boolean needsRetainClasses() {
    return rule.needsRetainClasses();
  }

  @Override
  public boolean needsOriginal() {
    return rule.needsOriginal();
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return new RemovalScores(negated(rule.score(candidates).values()));
  }

  @Override
  public Map<String, double[]> parts(Candidates candidates) {
    Map<String, double[]> parts = new LinkedHashMap<>();
    rule.parts(candidates).forEach((part, values) -> parts.put(part, negated(values)));
    return parts;
  }

  /** 0 − v: without a negative zero, which would print as another number. */
  private static double[] negated(double[] values) {
    return Arrays.stream(values).map(v -> 0 - v).toArray();
  }
}
