package org.lethe.scorer;

import java.util.Arrays;
import org.lethe.nd.Cholesky;
import org.lethe.nd.Features;
import org.lethe.nd.Rows;
import org.lethe.nd.Scatter;
import org.lethe.nd.Seed;

/**
 * A mixture of Gaussians, fitted to rows by expectation-maximisation (Dempster, Laird and Rubin,
 * JRSS B 39, 1977) from the clusters of {@link KMeans}: a local maximum of the likelihood, as
 * everywhere.
 *
 * <p>Every M-step adds λ·tr(S)/d to the diagonal of each Σ̂, with S the covariance of all rows: a
 * component that shrinks onto one row keeps that much spread, and the likelihood stays bounded.
 * (scikit-learn adds an absolute amount, {@code reg_covar}.)
 */
final class GaussianMixture {

  /** The fit has ended when a step gains less than this, in nats a row. */
  private static final double TOLERANCE = 1e-7;

  private static final int MOST_STEPS = 500;

  private final Settings settings;
  private final int dimension;
  private final double[] centre;
  private final double[] total; // S, for the one covariance that needs it
  private double[] logWeights = {};
  private double[][] means = {};
  private Spread spread = (rows, points) -> new double[][] {};
  private double[] logDeterminants = {};

  /**
   * What a mixture is.
   *
   * @param components how many, 1 or more; fewer where fewer rows differ
   * @param ridge λ, 0 or more
   */
  record Settings(int components, MixtureCovariance covariance, double ridge) {
    Settings {
      Checks.ridge(ridge);
    }
  }

  /** How far rows lie from the mean of each component, in its own covariance. */
  private interface Spread {
    /** Squared Mahalanobis distances, {@code [k][n]}. */
    double[][] squaredDistances(Features rows, double[][] means);
  }

  private GaussianMixture(Features rows, Settings settings) {
    this.settings = settings;
    this.dimension = rows.columns();
    this.centre = rows.mean();
    this.total =
        settings.covariance() == MixtureCovariance.SHARED
            ? Scatter.about(centre, rows)
            : new double[0];
    for (int at = 0; at < total.length; at++) {
      total[at] /= rows.rows();
    }
  }

  /**
   * The mixture that rows come from.
   *
   * @param rows {@code [n, d]}, n at least the number of components
   * @throws IllegalArgumentException if there is no spread, or a covariance is singular
   */
  static GaussianMixture fit(Features rows, Settings settings, Seed seed) {
    if (settings.covariance() != MixtureCovariance.DIAGONAL) {
      FullCovariance.requireWithinReach(rows, "covariance: diagonal");
    }
    double amount = settings.ridge() * meanVariance(rows);
    int[] clusters = KMeans.clusters(rows, settings.components(), seed);
    double[][] shares = new double[Arrays.stream(clusters).max().orElse(0) + 1][rows.rows()];
    for (int i = 0; i < clusters.length; i++) {
      shares[clusters[i]][i] = 1;
    }
    GaussianMixture mixture = new GaussianMixture(rows, settings);
    double before = Double.NEGATIVE_INFINITY;
    for (int step = 0; step < MOST_STEPS; step++) {
      mixture.maximise(rows, shares, amount);
      double now = mixture.expect(rows, shares);
      if (now - before < TOLERANCE) {
        break;
      }
      before = now;
    }
    return mixture;
  }

  /** −ln p(x) of each row, {@code [n]}: large where the mixture does not expect it. */
  double[] surprises(Features rows) {
    return Arrays.stream(logSums(logTerms(rows))).map(v -> 0 - v).toArray();
  }

  /** tr(S)/d of all rows about their mean. */
  private static double meanVariance(Features rows) {
    double sum = 0;
    for (double squared : rows.squaredDistances(rows.mean())) {
      sum += squared;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "all " + rows.rows() + " samples of a side are equal, so no mixture can be fitted to it");
    }
    return sum / rows.rows() / rows.columns();
  }

  /** The E-step: the share of each component in each row; returns the mean log-density. */
  private double expect(Features rows, double[][] shares) {
    double[][] terms = logTerms(rows);
    double[] sums = logSums(terms);
    for (int c = 0; c < terms.length; c++) {
      for (int i = 0; i < sums.length; i++) {
        shares[c][i] = Math.exp(terms[c][i] - sums[i]);
      }
    }
    return Arrays.stream(sums).sum() / sums.length;
  }

  /** ln(w_c·N(x; μ_c, Σ_c)), {@code [k][n]}. */
  private double[][] logTerms(Features rows) {
    double[][] terms = spread.squaredDistances(rows, means);
    for (int c = 0; c < terms.length; c++) {
      double constant =
          logWeights[c] - 0.5 * (logDeterminants[c] + dimension * Math.log(2 * Math.PI));
      for (int i = 0; i < terms[c].length; i++) {
        terms[c][i] = constant - terms[c][i] / 2;
      }
    }
    return terms;
  }

  private static double[] logSums(double[][] terms) {
    double[] sums = new double[terms[0].length];
    for (int i = 0; i < sums.length; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (double[] term : terms) {
        largest = Math.max(largest, term[i]);
      }
      double sum = 0;
      for (double[] term : terms) {
        sum += Math.exp(term[i] - largest);
      }
      sums[i] = largest + Math.log(sum);
    }
    return sums;
  }

  /** The M-step. A component that no row has a share in stays where it was, with weight 0. */
  private void maximise(Features rows, double[][] shares, double amount) {
    int k = shares.length;
    double[] sizes = new double[k];
    double[][] moved = new double[k][];
    for (int c = 0; c < k; c++) {
      sizes[c] = Arrays.stream(shares[c]).sum();
      moved[c] = sizes[c] > 0 ? rows.combine(shares[c]) : means[c];
      for (int j = 0; sizes[c] > 0 && j < dimension; j++) {
        moved[c][j] /= sizes[c];
      }
    }
    means = moved;
    logWeights = Arrays.stream(sizes).map(size -> Math.log(size / rows.rows())).toArray();
    logDeterminants = new double[k];
    switch (settings.covariance()) {
      case SHARED -> shareOne(sizes, amount, rows.rows());
      case FULL -> oneEach(rows, shares, sizes, amount);
      case DIAGONAL -> variancesEach(rows, shares, sizes, amount);
    }
  }

  /** Σ̂ = S − Σ_c (n_c/n)(μ_c−μ)(μ_c−μ)ᵀ: what is left of all spread without that between means. */
  private void shareOne(double[] sizes, double amount, int n) {
    int d = dimension;
    double[] sigma = total.clone();
    for (int c = 0; c < sizes.length; c++) {
      for (int i = 0; i < d; i++) {
        double scaled = sizes[c] / n * (means[c][i] - centre[i]);
        for (int j = 0; j < d; j++) {
          sigma[i * d + j] -= scaled * (means[c][j] - centre[j]);
        }
      }
    }
    Cholesky factor = factor(sigma, amount, n);
    Arrays.fill(logDeterminants, factor.logDeterminant());
    spread = factor::squaredDistances;
  }

  private void oneEach(Features rows, double[][] shares, double[] sizes, double amount) {
    Cholesky[] factors = new Cholesky[sizes.length];
    for (int c = 0; c < sizes.length; c++) {
      double[] sigma = Scatter.about(means[c], rows, shares[c]);
      for (int at = 0; at < sigma.length; at++) {
        sigma[at] /= Math.max(sizes[c], Double.MIN_NORMAL);
      }
      factors[c] = factor(sigma, amount, (int) Math.ceil(sizes[c]));
      logDeterminants[c] = factors[c].logDeterminant();
    }
    spread =
        (x, points) -> {
          double[][] squared = new double[points.length][];
          Arrays.setAll(squared, c -> factors[c].squaredDistances(x, points[c])[0]);
          return squared;
        };
  }

  /** v_j = Σ_i s_i·x_ij² / n_c − μ_j², which reads sparse rows by their entries. */
  private void variancesEach(Features rows, double[][] shares, double[] sizes, double amount) {
    Rows all = Rows.of(rows);
    double[][] variances = new double[sizes.length][dimension];
    for (int c = 0; c < sizes.length; c++) {
      for (int i = 0; i < rows.rows(); i++) {
        all.addSquaresTo(i, shares[c], i, variances[c], 1);
      }
      for (int j = 0; j < dimension; j++) {
        double square = variances[c][j] / Math.max(sizes[c], Double.MIN_NORMAL);
        variances[c][j] = Math.max(0, square - means[c][j] * means[c][j]) + amount;
        if (!(variances[c][j] > 0)) {
          throw new IllegalArgumentException(
              "feature " + j + " is constant within a component; use a ridge above 0");
        }
        logDeterminants[c] += Math.log(variances[c][j]);
      }
    }
    spread =
        (x, points) -> {
          double[][] squared = new double[points.length][];
          Arrays.setAll(squared, c -> Moments.squaredDistances(x, points[c], variances[c]));
          return squared;
        };
  }

  private Cholesky factor(double[] sigma, double amount, int n) {
    return FullCovariance.factor(
        sigma, dimension, amount, n, settings.ridge(), "covariance: diagonal");
  }
}
