package org.lethe.encoder;

import java.util.List;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Rows;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * TF-IDF rows on their leading singular directions (latent semantic analysis), for the rules that
 * need a covariance. The directions are learned from the fitted rows, uncentred, by a randomised
 * method; see {@link TruncatedSvd}.
 */
@Described("TF-IDF rows on their leading singular directions, for rules that need a covariance.")
public record TfIdfSvd(
    @Setting(value = "singular directions to keep, at least 1", or = "100") int components,
    @Setting(value = "power iterations of the randomised SVD, 0 or more", or = "5") int iterations,
    @Setting(value = "random directions beyond components, 0 or more", or = "10") int oversampling,
    @Setting(value = "settings of the TF-IDF rows, as of the encoder tfidf", or = "{}") TfIdf tfidf)
    implements Encoder {

  static final String NAME = "tfidf-svd";

  public TfIdfSvd {
    if (components < 1) {
      throw new IllegalArgumentException("components is " + components + "; allowed: 1 or more");
    }
    if (iterations < 0) {
      throw new IllegalArgumentException("iterations is " + iterations + "; allowed: 0 or more");
    }
    if (oversampling < 0) {
      throw new IllegalArgumentException(
          "oversampling is " + oversampling + "; allowed: 0 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Encoded encode(ExampleSet examples, int[] fitted, Seed seed) {
    return prepare(examples).fit(fitted, seed);
  }

  @Override
  public Prepared prepare(ExampleSet examples) {
    Prepared sparse = tfidf.prepare(examples);
    return (fitted, seed) -> {
      Encoded terms = sparse.fit(fitted, seed);
      SparseFeatures features = (SparseFeatures) terms.features();
      if (components > Math.min(fitted.length, features.columns())) {
        throw new BadInput(
            "components is "
                + components
                + ", but "
                + examples.source()
                + " has "
                + fitted.length
                + " fitted texts and "
                + features.columns()
                + " terms; allowed: up to the smaller of the two");
      }
      TruncatedSvd svd =
          TruncatedSvd.of(
              Rows.of(features, fitted),
              components,
              oversampling,
              iterations,
              seed.derive("tfidf-svd"));
      double[] projected = Rows.of(features).multiply(svd.directions(), components);
      float[] values = new float[projected.length];
      for (int at = 0; at < values.length; at++) {
        values[at] = (float) projected[at];
      }
      return new Encoded(
          new DenseFeatures(values, features.rows(), components), terms.rawNorms(), List.of());
    };
  }
}
