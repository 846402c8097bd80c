package org.lethe.experiment;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.lethe.classical.GaussianMean;
import org.lethe.dataset.DataHome;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.settings.Labelled;
import org.lethe.settings.SettingsFile;

/** A small experiment whose learner does what a test wants before it learns. */
public final class ScriptedExperiment {
  /** Trials: 2 seeds × (2 rules × 3 budgets + 2 ends). */
  public static final int TRIALS = 16;

  /** Rows of the training set that are left when half of p1 is removed. */
  public static final int AT_HALF = 170;

  private static final SettingsFile SMALL =
      SettingsFile.parse(
          """
          name: small
          data: {name: gaussians, n1: 100, n2: 120, mean2: 2.5}
          scorers: [random, distance]
          learners: [gaussian-mean]
          budgets: [0.25, 0.5, 0.75]
          seeds: 2
          """,
          "small.yaml");

  private static volatile Consumer<Training> before = training -> {};

  private ScriptedExperiment() {}

  private record Scripted() implements Learner {
    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public Model fit(Training training) {
      before.accept(training);
      return new GaussianMean().fit(training);
    }
  }

  /** What happens before each fit, in every experiment of this process. */
  public static void beforeEachFit(Consumer<Training> action) {
    before = action;
  }

  /** Opens it. */
  public static Experiment open() {
    ExperimentSpec spec = ExperimentFile.of(SMALL).variants().values().iterator().next();
    ExperimentSpec scripted =
        Specs.with(spec, spec.encoder(), List.of(new Labelled<>("scripted", new Scripted())));
    return Experiment.open(
        new ExperimentFile(Map.of(ExperimentFile.ONLY_VARIANT, scripted)),
        DataHome.fromEnvironment());
  }
}
