package org.lethe.curation.identify;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lethe.settings.Canonical;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.SettingsNode;

/**
 * A file of simulated searches: one spec for each of its variants, which say what they change with
 * dots, as in experiment files.
 *
 * @param variants resolved, in the order of the file
 */
public record SimulationFile(Map<String, SimulationSpec> variants) {
  private static final String VARIANTS = "variants";

  public SimulationFile {
    variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
  }

  /**
   * Reads a file.
   *
   * @param assignments {@code key=value} from the command line, applied before the variants
   * @throws org.lethe.settings.BadInput if it cannot be read or says something that is not allowed
   */
  public static SimulationFile read(Path path, List<String> assignments) {
    SettingsFile file = SettingsFile.read(path);
    for (String assignment : assignments) {
      file = file.with(assignment, "command line");
    }
    SettingsFile shared = file.without(VARIANTS);
    Map<String, SettingsNode> changes =
        file.root()
            .at(VARIANTS)
            .filter(node -> !node.isNothing())
            .map(SettingsNode::entries)
            .orElse(Map.of());
    Map<String, SimulationSpec> variants = new LinkedHashMap<>();
    changes.forEach(
        (name, change) -> {
          if (change.at("name").isPresent()) {
            throw change.refuse("a variant cannot change the simulation's name");
          }
          variants.put(name, bind(shared.with(change)));
        });
    if (variants.isEmpty()) {
      variants.put("default", bind(shared));
    }
    return new SimulationFile(variants);
  }

  private static SimulationSpec bind(SettingsFile file) {
    return IdentifySettings.binder().bind(file, SimulationSpec.class);
  }

  /** The simulation's name. */
  public String name() {
    return variants.values().iterator().next().name();
  }

  /** One line. */
  public String title() {
    return variants.values().iterator().next().title();
  }

  /** The resolved settings, every default written out, by variant. */
  public String yaml() {
    Map<String, Object> byVariant = new LinkedHashMap<>();
    variants.forEach((name, spec) -> byVariant.put(name, IdentifySettings.canonical().map(spec)));
    return Canonical.yaml(byVariant);
  }
}
