package org.lethe.classical;

import org.lethe.learner.Classifier;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.nd.Features;

/** The contract: the same twice, on any thread, from these rows only. */
class NearestMeanTest extends LearnerContract {
  @Override
  Learner learner() {
    return new NearestMean(1);
  }

  @Override
  double[] answers(Model model, Features rows) {
    return ((Classifier) model).probabilities(rows);
  }
}
