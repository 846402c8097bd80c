package org.lethe.sweep;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.SettingsNode;

/**
 * The experiment that a sweep varies.
 *
 * @param node its file, or its settings
 * @param written as it was
 */
@Described("A path, from the folder of the sweep file on, or the settings of an experiment.")
record ExperimentSource(SettingsNode node, Object written) implements OwnForm {

  /** A path or a map. */
  public static ExperimentSource fromSettings(SettingsNode node) {
    if (!node.isMap() && !node.isScalar()) {
      throw node.unexpected("the path of an experiment file, or a map of settings");
    }
    return new ExperimentSource(node, node.plain());
  }

  @Override
  public Object toSettings() {
    return written;
  }

  /**
   * Reads it.
   *
   * @param sweep the file of the sweep
   * @throws org.lethe.settings.BadInput if there is no such file
   */
  SettingsFile read(Path sweep) {
    if (node.isMap()) {
      return SettingsFile.of(node);
    }
    Path folder = Optional.ofNullable(sweep.getParent()).orElse(Path.of(""));
    return SettingsFile.read(folder.resolve(node.text()).normalize());
  }

  /** What it says, whether in a file of its own or not. */
  static Map<String, Object> settings(SettingsFile experiment) {
    @SuppressWarnings("unchecked") // the root of a file is a map of keys
    Map<String, Object> plain = (Map<String, Object>) experiment.root().plain();
    return plain;
  }
}
