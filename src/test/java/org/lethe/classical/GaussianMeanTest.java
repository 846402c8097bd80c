package org.lethe.classical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.lethe.dataset.ExampleSet;
import org.lethe.learner.GaussianModel;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;

/** The contract of learners for the Gaussian mean, and one mean by hand. */
class GaussianMeanTest extends LearnerContract {
  @Override
  Learner learner() {
    return new GaussianMean();
  }

  @Override
  double[] answers(Model model, Features rows) {
    return ((GaussianModel) model).mean();
  }

  /** Rows 0 and 2 of (1, 2), (9, 9), (3, 6): mean (2, 4). */
  @Test
  void averagesTheGivenRows() {
    ExampleSet examples = examples(2, 1);
    float[] values = dense(examples).values().clone();
    values[0] = 1;
    values[1] = 2;
    values[2 * D] = 3;
    values[2 * D + 1] = 6;
    GaussianModel model =
        (GaussianModel) fit(examples, new DenseFeatures(values, N, D), new int[] {0, 2});
    assertArrayEquals(new double[] {2, 4}, new double[] {model.mean()[0], model.mean()[1]}, 1e-15);
  }

  @Test
  void refusesNoRows() {
    ExampleSet examples = examples(2, 1);
    assertThrows(IllegalArgumentException.class, () -> fit(examples, dense(examples), new int[0]));
  }
}
