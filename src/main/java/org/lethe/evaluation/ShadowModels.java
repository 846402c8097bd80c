package org.lethe.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Two populations of models for one removal set: models that were trained on the removed samples
 * and unlearned them, and models that never saw them. {@link UnlearningLira} asks of a single
 * removed sample whether they can be told apart, {@link Klom} how different their margins are.
 *
 * <p>For each removal set it costs {@code models} trainings without the removed samples, and for
 * each unlearner {@code models} runs of it, on originals of which a seed needs {@code models} more
 * (as many for each removal set where {@code share} is below 1). None is one of the trial's own
 * models. {@code retrain} as the unlearner gives the floor: two populations of one kind.
 *
 * <p>By default the models of a population differ by the seed of their training alone; with a
 * {@code share} below 1 by the retained samples they see as well (Hayes et al. take one half).
 */
@Described("U-LiRA and KLoM: models that unlearned against models that never saw.")
public record ShadowModels(
    @Setting(value = "models of each kind, at least 3", or = "16") int models,
    @Setting(
            value = "share of the retained samples that each model is trained on, in (0, 1]",
            or = "1")
        double share,
    @Setting(value = "the attack on single samples", or = "{}") UnlearningLira lira,
    @Setting(value = "the divergence of margins", or = "{}") Klom klom)
    implements NetworkProbe {
  static final String NAME = "shadow-models";

  private static final List<Split> COMPARED =
      List.of(Split.FORGET_DELETED, Split.RETAIN_TRAIN, Split.RETAIN_VALIDATION);

  public ShadowModels {
    if (models < UnlearningLira.FEWEST_MODELS) {
      throw new IllegalArgumentException(
          "models is " + models + "; allowed: " + UnlearningLira.FEWEST_MODELS + " or more");
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share is " + share + "; allowed: above 0, at most 1");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Measurement> measure(ProbedNetwork probed) {
    Map<Split, double[][]> unlearned = new EnumMap<>(Split.class);
    Map<Split, double[][]> never = new EnumMap<>(Split.class);
    for (int model = 0; model < models; model++) {
      add(unlearned, model, probed.unlearned(model, share));
      add(never, model, probed.never(model, share));
    }
    List<Measurement> rows = new ArrayList<>();
    UnlearningLira.Outcome outcome =
        lira.attack(
            UnlearningLira.byTarget(of(unlearned, Split.FORGET_DELETED)),
            UnlearningLira.byTarget(of(never, Split.FORGET_DELETED)));
    rows.add(ofLira("u-lira-accuracy", outcome.accuracy()));
    rows.add(ofLira("u-lira-auc", outcome.area()));
    rows.add(ofLira("u-lira-true-positive-rate", outcome.truePositiveRate()));
    for (Split split : COMPARED) {
      double[] each =
          klom.of(
              UnlearningLira.byTarget(of(never, split)),
              UnlearningLira.byTarget(of(unlearned, split)));
      if (each.length > 0) {
        Arrays.sort(each);
        rows.add(ofKlom("klom", split, Arrays.stream(each).average().orElseThrow()));
        // the smallest value that at least 95 % of the samples do not exceed
        rows.add(ofKlom("klom-95", split, each[(int) Math.ceil(0.95 * each.length) - 1]));
      }
    }
    return rows;
  }

  private void add(Map<Split, double[][]> margins, int model, Map<Split, Predictions> said) {
    for (Split split : COMPARED) {
      margins.computeIfAbsent(split, s -> new double[models][])[model] =
          Margins.ofProbabilities(of(said, split));
    }
  }

  private static <T> T of(Map<Split, T> map, Split split) {
    T value = map.get(split);
    if (value == null) {
      throw new IllegalArgumentException("nothing was said of " + split.word());
    }
    return value;
  }

  private static Measurement ofLira(String metric, double value) {
    return new Measurement(
        metric, Split.FORGET_DELETED.word(), value, "fraction", Direction.NEITHER);
  }

  private static Measurement ofKlom(String metric, Split split, double value) {
    return new Measurement(metric, split.word(), value, "nats", Direction.LOWER_IS_BETTER);
  }
}
