package org.lethe.classical;

import org.lethe.learner.GaussianModel;
import org.lethe.learner.Learner;
import org.lethe.learner.Training;
import org.lethe.nd.Rows;
import org.lethe.settings.Described;

/**
 * The maximum-likelihood mean of a Gaussian law with known covariance: the average of the training
 * rows, whatever side they are from. What the paper fits to its Gaussians.
 */
@Described(
    "The mean of the training rows: a Gaussian law with known covariance. For data gaussians as"
        + " they are (encoder raw).")
public record GaussianMean() implements Learner {

  public static final String NAME = "gaussian-mean";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean fitsLaw() {
    return true;
  }

  @Override
  public GaussianModel fit(Training training) {
    Rows rows = Rows.of(training.features(), training.rows());
    if (rows.size() == 0) {
      throw new IllegalArgumentException("no rows to take the mean of");
    }
    double[] mean = new double[rows.columns()];
    double[] once = {1};
    for (int i = 0; i < rows.size(); i++) {
      rows.addTo(i, once, 0, mean, 1);
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= rows.size();
    }
    return new GaussianModel(mean);
  }
}
