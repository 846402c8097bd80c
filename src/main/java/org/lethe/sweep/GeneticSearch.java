package org.lethe.sweep;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.math3.random.JDKRandomGenerator;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.generator.GeneticSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.SinglePointCrossover;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.parentselection.TwoParentSelection;
import org.deeplearning4j.arbiter.optimize.generator.genetic.culling.LeastFitCullOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.mutation.RandomMutationOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.population.PopulationModel;
import org.deeplearning4j.arbiter.optimize.generator.genetic.selection.GeneticSelectionOperator;
import org.lethe.nd.Seed;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Arbiter's genetic search in synchronous generations: all candidates of one are measured and told
 * in their order before the next is drawn, so that neither the number of threads nor an
 * interruption changes what is drawn. Each of its operators gets a stream of its own; left alone,
 * they are seeded by the clock.
 */
@Described("Candidates bred from the best of earlier generations.")
public record GeneticSearch(
    @Setting(value = "the most candidates that breed", or = "12") int population,
    @Setting(value = "how many candidates are drawn from one population", or = "6") int generation,
    @Setting(value = "how often two parents are mixed, else one is taken", or = "0.85")
        double crossover,
    @Setting(value = "how often a gene is drawn anew", or = "0.1") double mutation)
    implements Search {

  /** The share of the least fit that leave a full population. */
  private static final double CULLED = 1.0 / 3;

  public GeneticSearch {
    if (population < 4) {
      throw new IllegalArgumentException("population is " + population + "; allowed: 4 or more");
    }
    if (generation < 1) {
      throw new IllegalArgumentException("generation is " + generation + "; allowed: 1 or more");
    }
    requireShare("crossover", crossover);
    requireShare("mutation", mutation);
    if (mutation == 0) {
      throw new IllegalArgumentException("mutation is 0; allowed: above 0 to 1");
    }
  }

  private static void requireShare(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(key + " is " + value + "; allowed: 0 to 1");
    }
  }

  @Override
  public Sampler sampler(Space space, Seed seed) {
    PopulationModel model =
        new PopulationModel.Builder()
            .populationSize(population)
            .cullOperator(new LeastFitCullOperator(CULLED))
            .build();
    GeneticSelectionOperator selection =
        new GeneticSelectionOperator.Builder()
            .randomGenerator(stream(seed, "genes"))
            .crossoverOperator(
                new SinglePointCrossover.Builder()
                    .crossoverRate(crossover)
                    .randomGenerator(stream(seed, "crossover"))
                    .parentSelection(new Parents(stream(seed, "parents")))
                    .build())
            .mutationOperator(
                new RandomMutationOperator.Builder()
                    .mutationRate(mutation)
                    .randomGenerator(stream(seed, "mutation"))
                    .build())
            .build();
    ArbiterSpace arbiter = new ArbiterSpace(space);
    return Sampler.of(
        arbiter,
        new GeneticSearchCandidateGenerator.Builder(arbiter, new Cost())
            .dataParameters(Map.of())
            .populationModel(model)
            .selectionOperator(selection)
            .build());
  }

  @Override
  public String words() {
    return "genetic, generations of " + generation;
  }

  private static RandomGenerator stream(Seed seed, String purpose) {
    JDKRandomGenerator random = new JDKRandomGenerator();
    random.setSeed(seed.derive("genetic-" + purpose).value());
    return random;
  }

  /**
   * Two different members, as copies: Arbiter hands out the genes themselves, and where no
   * crossover happens mutates them in the population.
   */
  private static final class Parents extends TwoParentSelection {
    private final RandomGenerator random;

    Parents(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public double[][] selectParents() {
      int first = random.nextInt(population.size());
      int second = random.nextInt(population.size() - 1);
      second += second >= first ? 1 : 0;
      return new double[][] {
        population.get(first).getGenes().clone(), population.get(second).getGenes().clone()
      };
    }
  }

  /** All that the generator asks of it: lower is better. */
  private static final class Cost implements ScoreFunction {
    private static final long serialVersionUID = 1;

    @Override
    public boolean minimize() {
      return true;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for it
    public double score(Object model, DataProvider data, Map<String, Object> parameters) {
      throw new UnsupportedOperationException("candidates are measured by their trials");
    }

    @Override
    public double score(Object model, Class<? extends DataSource> data, Properties properties) {
      throw new UnsupportedOperationException("candidates are measured by their trials");
    }

    @Override
    public List<Class<?>> getSupportedModelTypes() {
      return List.of();
    }

    @Override
    public List<Class<?>> getSupportedDataTypes() {
      return List.of();
    }
  }
}
