package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.theory.Crossings;
import org.lethe.theory.DeletionBounds;
import org.lethe.theory.DeletionRule;
import org.lethe.theory.DeletionSimulation;
import org.lethe.theory.DeletionSimulation.PredictedCrossings;
import org.lethe.theory.DistanceLaw;
import org.lethe.theory.Divergences;
import org.lethe.theory.Frontier;
import org.lethe.theory.MeanLine;
import org.lethe.theory.PopulationLaw;
import org.lethe.theory.SampleSizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code lethe frontier}: how much can be forgotten at which price, and how much must be deleted
 * for it. Theory alone; reads no data.
 */
@Command(
    name = "frontier",
    description = {
      "How much of p1 can be forgotten at which damage to p2, and what deletion needs for it.",
      "Say how different the laws are with one of --kl, --laws or --family."
    },
    footer = {
      "",
      "Example: lethe frontier --kl 2 --epsilon 0.1 --n1 1000 --n2 2000",
      "",
      "The file of --laws is YAML or JSON:",
      "  mean1: [0, 0]",
      "  mean2: [1, 2]",
      "  covariance: [[2, 1], [1, 2]]   # or a list of variances, or one variance"
    },
    mixinStandardHelpOptions = true)
public final class FrontierCommand implements Callable<Integer> {
  private static final double[] SHOWN_EPSILONS = {0.01, 0.03, 0.1, 0.3, 1};
  private static final List<DeletionRule> PREDICTED =
      List.of(DeletionRule.RANDOM, DeletionRule.DISTANCE, DeletionRule.LIKELIHOOD_RATIO);
  private static final List<DeletionRule> BOUNDED =
      List.of(DeletionRule.RANDOM, DeletionRule.DISTANCE);

  // One draw a core must fit into memory: 160 MB each.
  private static final long LARGEST_DRAW = 20_000_000;

  @Option(names = "--kl", paramLabel = "KAPPA", description = "KL(p1||p2) in nats, at least 0")
  private @Nullable Double kl;

  @Option(
      names = "--laws",
      paramLabel = "FILE",
      description = "two Gaussian means and their covariance, YAML or JSON")
  private @Nullable Path laws;

  @Option(
      names = "--family",
      paramLabel = "NAME",
      description = {
        "poisson, bernoulli, exponential, gaussian (variance 1) or gaussian-free-variance;",
        "several means: independent coordinates"
      })
  private @Nullable String family;

  @Option(names = "--mean1", paramLabel = "X", split = ",", description = "means of p1")
  private double[] mean1 = {};

  @Option(names = "--mean2", paramLabel = "X", split = ",", description = "means of p2")
  private double[] mean2 = {};

  @Option(
      names = "--variance1",
      paramLabel = "V",
      split = ",",
      description = "variances of p1 for gaussian-free-variance (default: 1)")
  private double[] variance1 = {};

  @Option(
      names = "--variance2",
      paramLabel = "V",
      split = ",",
      description = "variances of p2 for gaussian-free-variance (default: 1)")
  private double[] variance2 = {};

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      split = ",",
      description = "accepted rise of log-loss on p2, nats: how much can be forgotten?")
  private double[] epsilons = {};

  @Option(
      names = "--alpha",
      paramLabel = "A",
      split = ",",
      description = "wanted KL(p1||p), nats: what does it cost?")
  private double[] alphas = {};

  @Option(
      names = "--shift",
      paramLabel = "S",
      split = ",",
      description = "the law with mean parameter m2 + S (m2 - m1), S at least -1")
  private double[] shifts = {};

  @Option(
      names = "--n1",
      description = "forget samples; with --n2: predicted budgets, for KL(p1||p2) up to 1e5")
  private @Nullable Integer n1;

  @Option(names = "--n2", description = "retain samples")
  private @Nullable Integer n2;

  @Option(names = "--dimension", description = "dimension of the Gaussians of --kl (default: 1)")
  private @Nullable Integer dimension;

  @Option(
      names = "--failure",
      paramLabel = "ETA",
      description = "probability with which a guarantee may fail (default: ${DEFAULT-VALUE})")
  private double failure = 0.05;

  @Option(
      names = "--runs",
      description = "simulated runs behind each prediction, 0 for none (default: ${DEFAULT-VALUE})")
  private int runs = 200;

  @Option(names = "--seed", description = "of the simulation (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--json", description = "print JSON: divergences in nats, budgets as fractions")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    FrontierAnswer answer = answer();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.print(json ? answer.json().toPrettyString() + "\n" : answer.text());
    out.flush();
    return 0;
  }

  private FrontierAnswer answer() {
    FrontierLaws named = namedLaws();
    Optional<SampleSizes> sizes = sizes();
    double kappa = named.frontier().kappa();
    if (sizes.isPresent() && named.line().isEmpty() && kappa > DistanceLaw.LARGEST_KAPPA) {
      throw new BadInput(
          "KL(p1||p2) is "
              + kappa
              + " nats; budgets are predicted up to "
              + (long) DistanceLaw.LARGEST_KAPPA
              + ": leave out --n1 and --n2 for the frontier alone");
    }
    return new FrontierAnswer(
        named,
        points(named.frontier()),
        sizes,
        sizes.map(n -> crossings(named, n)).orElse(List.of()),
        failure,
        sizes.map(n -> guarantees(named, n)).orElse(List.of()));
  }

  private FrontierLaws namedLaws() {
    if (Stream.of(kl, laws, family).filter(Objects::nonNull).count() != 1) {
      throw new BadInput("say how different the laws are with one of --kl, --laws or --family");
    }
    if (family == null && mean1.length + mean2.length + variance1.length + variance2.length > 0) {
      throw new BadInput("--mean1, --mean2, --variance1 and --variance2 belong to --family");
    }
    if (kl == null && dimension != null) {
      throw new BadInput("--dimension belongs to --kl; --laws and --family have their own");
    }
    if (kl != null) {
      check("--kl", kl, kl >= 0 && kl < Double.POSITIVE_INFINITY, "a finite number of at least 0");
      int d = dimension == null ? 1 : dimension;
      check("--dimension", d, d >= 1, "at least 1");
      return FrontierLaws.gaussian(kl, d);
    }
    return laws != null
        ? FrontierLaws.read(laws)
        : FrontierLaws.family(Objects.requireNonNull(family), mean1, mean2, variance1, variance2);
  }

  private Optional<SampleSizes> sizes() {
    if (n1 == null && n2 == null) {
      return Optional.empty();
    }
    if (n1 == null || n2 == null) {
      throw new BadInput("--n1 and --n2 belong together; only one is given");
    }
    check("--n1", n1, n1 >= 1, "at least 1");
    check("--n2", n2, n2 >= 1, "at least 1");
    check("--runs", runs, runs >= 0, "at least 0");
    check("--failure", failure, failure > 0 && failure < 1, "between 0 and 1");
    return Optional.of(new SampleSizes(n1, n2));
  }

  private List<FrontierAnswer.Point> points(Frontier frontier) {
    boolean nothingAsked = epsilons.length + alphas.length + shifts.length == 0;
    List<FrontierAnswer.Point> points = new ArrayList<>();
    try {
      for (double epsilon : nothingAsked ? SHOWN_EPSILONS : epsilons) {
        Divergences point = new Divergences(frontier.maximalAlpha(epsilon), epsilon);
        points.add(new FrontierAnswer.Point("epsilon", epsilon, point));
      }
      for (double alpha : alphas) {
        Divergences point = new Divergences(alpha, frontier.minimalEpsilon(alpha));
        points.add(new FrontierAnswer.Point("alpha", alpha, point));
      }
      for (double shift : shifts) {
        points.add(new FrontierAnswer.Point("shift", shift, frontier.at(shift)));
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput("--epsilon, --alpha, --shift: " + e.getMessage(), e);
    }
    return points;
  }

  private List<FrontierAnswer.Crossing> crossings(FrontierLaws named, SampleSizes sizes) {
    List<FrontierAnswer.Crossing> rows = new ArrayList<>();
    if (named.line().isPresent()) {
      MeanLine line = named.line().get();
      addRows(rows, DeletionRule.RANDOM, line.randomCrossings(sizes.ratio()), Optional.empty());
      return rows;
    }
    double kappa = named.frontier().kappa();
    if (runs > 0 && (long) sizes.forget() * named.dimension() > LARGEST_DRAW) {
      throw new BadInput(
          "--n1 times the dimension is "
              + (long) sizes.forget() * named.dimension()
              + "; at most "
              + LARGEST_DRAW
              + " is simulated, use --runs 0 for the exact large-sample laws alone");
    }
    for (DeletionRule rule : PREDICTED) {
      PopulationLaw law = new PopulationLaw(rule, kappa, sizes.ratio(), named.dimension());
      Optional<PredictedCrossings> simulated =
          runs == 0
              ? Optional.empty()
              : Optional.of(
                  new DeletionSimulation(rule, kappa, named.dimension(), sizes)
                      .crossings(runs, new Seed(seed)));
      addRows(rows, rule, law.crossings(), simulated);
    }
    return rows;
  }

  private static void addRows(
      List<FrontierAnswer.Crossing> rows,
      DeletionRule rule,
      Crossings exact,
      Optional<PredictedCrossings> simulated) {
    rows.add(
        new FrontierAnswer.Crossing(
            rule, "halfway", exact.halfway(), simulated.map(PredictedCrossings::halfway)));
    rows.add(
        new FrontierAnswer.Crossing(
            rule,
            "half-of-full",
            exact.halfOfFull(),
            simulated.map(PredictedCrossings::halfOfFull)));
  }

  private List<FrontierAnswer.Guarantee> guarantees(FrontierLaws named, SampleSizes sizes) {
    List<FrontierAnswer.Guarantee> rows = new ArrayList<>();
    if (named.line().isEmpty()) {
      DeletionBounds bounds =
          new DeletionBounds(named.frontier().kappa(), named.dimension(), sizes, failure);
      for (double epsilon : epsilons) {
        for (DeletionRule rule : BOUNDED) {
          rows.add(
              new FrontierAnswer.Guarantee(rule, epsilon, bounds.budgetForEpsilon(rule, epsilon)));
        }
      }
    }
    return rows;
  }

  private static void check(String option, Number value, boolean holds, String allowed) {
    if (!holds) {
      throw new BadInput(option + ": found " + value + ", allowed: " + allowed);
    }
  }
}
