package org.lethe.curation.identify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.encoder.Encoded;
import org.lethe.evaluation.Audit;
import org.lethe.evaluation.Metrics;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.results.Measurement;
import org.lethe.scorer.Candidates;
import org.lethe.selection.RemovalOrder;

/**
 * What removing an identified set does to the model that is trained on the rest: the identified
 * samples are ranked against the rest of the pool, the first of them are removed, the others stay.
 */
final class RemovalEffect {
  private final SimulationSpec.Effect effect;
  private final ExampleSet examples;
  private final Encoded encoded;
  private final int[] pool;
  private final int[] forget;
  private final Seed seed;
  private final Audit audit;
  private final Model original;

  /**
   * @param encoded all examples
   * @param seed of the rule, its ties and the learner
   */
  RemovalEffect(SimulationSpec.Effect effect, ExampleSet examples, Encoded encoded, Seed seed) {
    this.effect = effect;
    this.examples = examples;
    this.encoded = encoded;
    this.seed = seed;
    pool = examples.rows(Part.TRAIN);
    forget = examples.rows(Side.FORGET, Part.TRAIN);
    audit = new Audit(examples, encoded.features(), Metrics.ALL);
    original = train(pool, Optional.empty());
  }

  /**
   * Everything measured of the model that is left.
   *
   * @param identified which samples of the pool are taken for p1, in the order of the training part
   * @param budget the share of them that is removed
   */
  List<Measurement> of(boolean[] identified, double budget) {
    int[] taken = where(identified, true);
    boolean[] removed = new boolean[examples.size()];
    int count = (int) Math.round(budget * taken.length);
    if (count > 0) {
      int[] order = ranking(taken, where(identified, false));
      for (int i = 0; i < count; i++) {
        removed[taken[order[i]]] = true;
      }
    }
    Model model =
        train(Arrays.stream(pool).filter(i -> !removed[i]).toArray(), Optional.of(original));
    boolean[] removedForget = new boolean[forget.length];
    for (int i = 0; i < forget.length; i++) {
      removedForget[i] = removed[forget[i]];
    }
    return audit.measure(model, removedForget);
  }

  /** Where there is nothing to compare with, all of the pool being taken for p1, chance decides. */
  private int[] ranking(int[] taken, int[] others) {
    if (others.length == 0) {
      return seed.derive("ties").permutation(taken.length);
    }
    Features features = encoded.features();
    Candidates candidates =
        new Candidates(
            features.select(taken),
            features.select(others),
            Arrays.stream(taken).mapToDouble(i -> encoded.rawNorms()[i]).toArray(),
            Optional.empty(),
            seed.derive("scorer"));
    return RemovalOrder.of(effect.scorer().score(candidates), seed.derive("ties"));
  }

  private Model train(int[] rows, Optional<Model> start) {
    return effect
        .learner()
        .fit(new Training(examples, encoded.features(), rows, start, seed.derive("learner")));
  }

  private int[] where(boolean[] identified, boolean wanted) {
    return IntStream.range(0, pool.length)
        .filter(i -> identified[i] == wanted)
        .map(i -> pool[i])
        .toArray();
  }
}
