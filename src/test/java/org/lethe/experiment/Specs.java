package org.lethe.experiment;

import java.util.List;
import org.lethe.encoder.Encoder;
import org.lethe.learner.Learner;
import org.lethe.settings.Labelled;

/** Specs with methods that no file can name. */
final class Specs {
  private Specs() {}

  /** The same with another encoder and other learners. */
  static ExperimentSpec with(
      ExperimentSpec spec, Labelled<Encoder> encoder, List<Labelled<Learner>> learners) {
    return new ExperimentSpec(
        spec.name(),
        spec.title(),
        spec.data(),
        encoder,
        spec.refitFeatures(),
        spec.retainView(),
        spec.scorers(),
        learners,
        spec.unlearners(),
        spec.rest(),
        spec.probes(),
        spec.engine(),
        spec.precision(),
        spec.threads(),
        spec.budgets(),
        spec.seeds(),
        spec.expected(),
        spec.notComparable());
  }
}
