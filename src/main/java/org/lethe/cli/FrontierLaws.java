package org.lethe.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.SettingsNode;
import org.lethe.settings.Suggestion;
import org.lethe.theory.Bernoulli;
import org.lethe.theory.Exponential;
import org.lethe.theory.ExponentialFamily;
import org.lethe.theory.Frontier;
import org.lethe.theory.GaussianFreeVariance;
import org.lethe.theory.GaussianFrontier;
import org.lethe.theory.GaussianPair;
import org.lethe.theory.MeanLine;
import org.lethe.theory.Poisson;
import org.lethe.theory.ProductFamily;

/**
 * The two laws that {@code lethe frontier} was asked about.
 *
 * @param family as the command line writes it
 * @param dimension d, the number of coordinates
 * @param frontier between them
 * @param line the same as a line of mean parameters; empty for Gaussians of one covariance, of
 *     which more is known
 */
record FrontierLaws(String family, int dimension, Frontier frontier, Optional<MeanLine> line) {
  private static final String GAUSSIAN = "gaussian";
  private static final String FREE_VARIANCE = "gaussian-free-variance";
  private static final List<String> FAMILIES =
      List.of("poisson", "bernoulli", "exponential", GAUSSIAN, FREE_VARIANCE);

  /** Gaussians of one covariance that are κ apart. */
  static FrontierLaws gaussian(double kappa, int dimension) {
    return new FrontierLaws(GAUSSIAN, dimension, new GaussianFrontier(kappa), Optional.empty());
  }

  /**
   * Gaussians of one covariance from a file with {@code mean1}, {@code mean2} and {@code
   * covariance}: a matrix as a list of rows, a list of variances, or one variance.
   */
  static FrontierLaws read(Path file) {
    SettingsNode root = SettingsFile.read(file).root();
    root.allowOnly(List.of("mean1", "mean2", "covariance"), "two Gaussian laws");
    double[] mean1 = numbers(required(root, "mean1"));
    SettingsNode second = required(root, "mean2");
    double[] mean2 = numbers(second);
    if (mean1.length == 0 || mean2.length != mean1.length) {
      throw second.unexpected("as many numbers as in mean1, " + mean1.length + " and at least 1");
    }
    SettingsNode covariance = required(root, "covariance");
    double[] sigma = covariance(covariance, mean1.length);
    try {
      return gaussian(new GaussianPair(mean1, mean2, sigma).kappa(), mean1.length);
    } catch (IllegalArgumentException e) {
      throw new BadInput(covariance.where() + ": covariance: " + e.getMessage(), e);
    }
  }

  /**
   * Independent coordinates of one family.
   *
   * @param means1 of p1, {@code [d]}
   * @param means2 of p2, {@code [d]}
   * @param variances1 for free variance only; empty for 1 everywhere
   * @param variances2 likewise
   */
  static FrontierLaws family(
      String name, double[] means1, double[] means2, double[] variances1, double[] variances2) {
    int d = means1.length;
    if (d == 0 || means2.length != d) {
      throw new BadInput(
          "--family "
              + name
              + ": --mean1 has "
              + d
              + " numbers and --mean2 "
              + means2.length
              + "; as many in both, and at least 1");
    }
    boolean free = name.equals(FREE_VARIANCE);
    if (!free && variances1.length + variances2.length > 0) {
      throw new BadInput(
          "--variance1 and --variance2 belong to --family " + FREE_VARIANCE + ", not to " + name);
    }
    try {
      if (name.equals(GAUSSIAN)) {
        return gaussian(new GaussianPair(means1, means2, diagonal(ones(d))).kappa(), d);
      }
      double[] mean1 = free ? withVariances("--variance1", means1, variances1) : means1;
      double[] mean2 = free ? withVariances("--variance2", means2, variances2) : means2;
      MeanLine line = new MeanLine(ProductFamily.power(coordinate(name), d), mean1, mean2);
      return new FrontierLaws(name, d, line, Optional.of(line));
    } catch (IllegalArgumentException e) {
      throw new BadInput("--family " + name + ": " + e.getMessage(), e);
    }
  }

  private static ExponentialFamily coordinate(String name) {
    return switch (name) {
      case "poisson" -> new Poisson();
      case "bernoulli" -> new Bernoulli();
      case "exponential" -> new Exponential();
      case FREE_VARIANCE -> new GaussianFreeVariance();
      default -> throw new BadInput("--family: unknown " + name + Suggestion.text(name, FAMILIES));
    };
  }

  private static double[] withVariances(String option, double[] means, double[] variances) {
    int d = means.length;
    if (variances.length != 0 && variances.length != d) {
      throw new BadInput(option + " has " + variances.length + " numbers, the means have " + d);
    }
    double[] given = variances.length == 0 ? ones(d) : variances;
    double[] parameters = new double[2 * d];
    for (int j = 0; j < d; j++) {
      double[] parameter = GaussianFreeVariance.meanParameter(means[j], given[j]);
      parameters[2 * j] = parameter[0];
      parameters[2 * j + 1] = parameter[1];
    }
    return parameters;
  }

  private static SettingsNode required(SettingsNode map, String key) {
    return map.at(key).orElseThrow(() -> map.refuse("the key " + key + " is missing"));
  }

  private static double[] numbers(SettingsNode node) {
    return node.items().stream().mapToDouble(SettingsNode::number).toArray();
  }

  private static double[] covariance(SettingsNode node, int d) {
    if (node.isNumber()) {
      double[] variances = ones(d);
      Arrays.fill(variances, node.number());
      return diagonal(variances);
    }
    List<SettingsNode> rows = node.items();
    if (rows.size() != d) {
      throw node.unexpected("a number, or a list of " + d + " variances or rows, as in mean1");
    }
    if (rows.get(0).isNumber()) {
      return diagonal(numbers(node));
    }
    double[] sigma = new double[d * d];
    for (int i = 0; i < d; i++) {
      double[] row = numbers(rows.get(i));
      if (row.length != d) {
        throw rows.get(i).unexpected("a row of " + d + " numbers");
      }
      System.arraycopy(row, 0, sigma, i * d, d);
    }
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < i; j++) {
        double scale = Math.sqrt(Math.abs(sigma[i * d + i] * sigma[j * d + j]));
        if (Math.abs(sigma[i * d + j] - sigma[j * d + i]) > 1e-9 * scale) {
          throw rows.get(i)
              .refuse(
                  "not symmetric: row "
                      + i
                      + ", column "
                      + j
                      + " is "
                      + sigma[i * d + j]
                      + ", row "
                      + j
                      + ", column "
                      + i
                      + " is "
                      + sigma[j * d + i]);
        }
      }
    }
    return sigma;
  }

  private static double[] diagonal(double[] variances) {
    int d = variances.length;
    double[] sigma = new double[d * d];
    for (int j = 0; j < d; j++) {
      sigma[j * d + j] = variances[j];
    }
    return sigma;
  }

  private static double[] ones(int d) {
    double[] ones = new double[d];
    Arrays.fill(ones, 1);
    return ones;
  }
}
