package org.lethe.encoder;

import java.util.List;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** Rows of numbers as they are, or with each column brought to mean 0 and standard deviation 1. */
@Described("Rows of numbers as they are, or standardised.")
public record Raw(
    @Setting(value = "columns as they are (none), or each to mean 0 and sd 1 (zscore)", or = "none")
        Standardise standardise)
    implements Encoder {

  static final String NAME = "raw";

  /** What happens to each column. */
  public enum Standardise {
    NONE,
    /** (x − mean) / sd over the fitted rows, sd with n in the denominator, as scikit-learn. */
    ZSCORE
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean keepsNumbers() {
    return standardise == Standardise.NONE;
  }

  @Override
  public Encoded encode(ExampleSet examples, int[] fitted, Seed seed) {
    if (!(examples.content() instanceof Content.Numbers numbers)) {
      throw WrongContent.of(NAME, "numbers", examples);
    }
    DenseFeatures rows = numbers.rows();
    requireFinite(examples, rows);
    double[] norms = rows.squaredNorms();
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Math.sqrt(norms[i]);
    }
    return new Encoded(
        standardise == Standardise.ZSCORE ? standardised(rows, fitted) : rows, norms, List.of());
  }

  /** A column that is constant over the fitted rows is centred and not scaled. */
  private static DenseFeatures standardised(DenseFeatures rows, int[] fitted) {
    int d = rows.columns();
    float[] values = rows.values();
    double[] mean = rows.select(fitted).mean();
    double[] variance = new double[d];
    for (int row : fitted) {
      for (int j = 0; j < d; j++) {
        double off = values[row * d + j] - mean[j];
        variance[j] += off * off / fitted.length;
      }
    }
    float[] result = new float[values.length];
    for (int i = 0, at = 0; i < rows.rows(); i++) {
      for (int j = 0; j < d; j++, at++) {
        double sd = variance[j] > 0 ? Math.sqrt(variance[j]) : 1;
        result[at] = (float) ((values[at] - mean[j]) / sd);
      }
    }
    return new DenseFeatures(result, rows.rows(), d);
  }

  private static void requireFinite(ExampleSet examples, DenseFeatures rows) {
    float[] values = rows.values();
    for (int at = 0; at < values.length; at++) {
      if (!Float.isFinite(values[at])) {
        throw new BadInput(
            examples.source()
                + ": example "
                + examples.ids().get(at / rows.columns())
                + " has "
                + values[at]
                + " in column "
                + (at % rows.columns() + 1)
                + "; every number must be finite");
      }
    }
  }
}
