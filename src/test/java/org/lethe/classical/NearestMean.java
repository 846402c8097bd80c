package org.lethe.classical;

import java.util.Arrays;
import org.lethe.learner.Classifier;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.Features;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** The class whose mean is nearest: softmax of (x·μ̂c − ‖μ̂c‖²/2)/scale². */
@Described("The class whose mean is nearest.")
public record NearestMean(
    @Setting(value = "distance at which a class becomes unlikely, above 0", or = "1") double scale)
    implements Learner {

  public NearestMean {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale is " + scale + "; allowed: above 0");
    }
  }

  @Override
  public String name() {
    return "nearest-mean";
  }

  @Override
  public Model fit(Training training) {
    int[] labels = training.examples().labels();
    double[][] means = new double[training.examples().classes().size()][];
    for (int c = 0; c < means.length; c++) {
      int wanted = c;
      int[] own = Arrays.stream(training.rows()).filter(i -> labels[i] == wanted).toArray();
      // all of p1 may be gone: a class without samples is taken for the mean of what is left
      means[c] = training.features().select(own.length > 0 ? own : training.rows()).mean();
    }
    return new Means(means, scale);
  }

  private record Means(double[][] means, double scale) implements Classifier {
    @Override
    public int classes() {
      return means.length;
    }

    @Override
    public double[] decisions(Features rows) {
      double[] result = new double[rows.rows() * means.length];
      for (int c = 0; c < means.length; c++) {
        double norm = Arrays.stream(means[c]).map(v -> v * v).sum();
        double[] products = rows.multiply(means[c]);
        for (int i = 0; i < products.length; i++) {
          result[i * means.length + c] = (products[i] - norm / 2) / (scale * scale);
        }
      }
      return result;
    }

    @Override
    public double[] probabilities(Features rows) {
      double[] result = decisions(rows);
      for (int from = 0; from < result.length; from += means.length) {
        double largest = Arrays.stream(result, from, from + means.length).max().orElseThrow();
        double sum = 0;
        for (int c = from; c < from + means.length; c++) {
          result[c] = Math.exp(result[c] - largest);
          sum += result[c];
        }
        for (int c = from; c < from + means.length; c++) {
          result[c] /= sum;
        }
      }
      return result;
    }
  }
}
