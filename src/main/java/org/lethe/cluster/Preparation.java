package org.lethe.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.UnitListener;
import org.lethe.experiment.UnitRunner;
import org.lethe.experiment.WorkUnit;
import org.lethe.network.TrainingStopped;
import org.lethe.results.ResultFolder;

/** Makes what the units of a manifest share, before any worker begins. */
public final class Preparation {
  private Preparation() {}

  /**
   * Makes what is not there yet.
   *
   * @param said hears each part as it begins
   * @return whether all is there; else it was stopped
   */
  public static boolean run(
      Manifest manifest,
      Experiment experiment,
      ResultFolder folder,
      Stop stop,
      Consumer<String> said) {
    Worker.requireOurs(manifest, experiment);
    Set<List<String>> seen = new HashSet<>();
    List<WorkUnit> units =
        manifest.units().stream()
            .filter(unit -> !unit.needs().isEmpty() && seen.add(unit.needs()))
            .toList();
    UnitRunner runner =
        UnitRunner.ofPreparation(
            experiment, folder, units.stream().map(WorkUnit::trials).toList(), stop::isAsked);
    if (units.isEmpty()) {
      said.accept("nothing is shared; workers may begin");
    }
    for (int i = 0; i < units.size(); i++) {
      WorkUnit unit = units.get(i);
      said.accept((i + 1) + " of " + units.size() + ": " + String.join("; ", unit.needs()));
      try {
        if (!stop.isAsked()) {
          runner.prepare(unit.trials(), SILENT);
        }
      } catch (TrainingStopped e) {
        said.accept("stopped early, try again: " + stop.reason());
        return false;
      }
      if (stop.isAsked() && i + 1 < units.size()) {
        said.accept("stopped early, try again: " + stop.reason());
        return false;
      }
    }
    return true;
  }

  private static final UnitListener SILENT = new UnitListener() {};
}
