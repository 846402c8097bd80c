package org.lethe.classical;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lethe.learner.Learner;
import org.lethe.settings.Family;

/** The learners by name. */
public final class Learners {
  private static final Map<String, Class<? extends Learner>> MEMBERS = new LinkedHashMap<>();

  static {
    MEMBERS.put(LogisticRegression.NAME, LogisticRegression.class);
    MEMBERS.put(GaussianMean.NAME, GaussianMean.class);
  }

  /** Every learner an experiment file can name. */
  public static final Family<Learner> FAMILY = new Family<>(Learner.class, "learner", MEMBERS);

  private Learners() {}
}
