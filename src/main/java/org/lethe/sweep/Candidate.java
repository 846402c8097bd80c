package org.lethe.sweep;

import java.util.List;
import org.lethe.experiment.ExperimentFile;
import org.lethe.settings.Canonical;
import org.lethe.settings.SettingsFile;

/**
 * One point of the space as an experiment.
 *
 * @param id of its contents without seeds: equal settings are one candidate, however they were
 *     drawn
 * @param settings as a file that can be run alone
 * @param experiment the same, resolved
 */
record Candidate(String id, Space.Point point, SettingsFile settings, ExperimentFile experiment) {

  /** The same name for whatever was recorded of it with these seeds. */
  String recordId() {
    List<Long> seeds =
        experiment.variants().values().stream()
            .flatMap(spec -> spec.seeds().values().stream())
            .toList();
    return id + "-" + Canonical.sha256(seeds).substring(0, 8);
  }

  /** As a file. */
  String yaml() {
    return Canonical.yaml(ExperimentSource.settings(settings));
  }
}
