package org.lethe.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.lethe.settings.BadInput;

/**
 * The folder that holds data: {@code LETHE_DATA} if it is set (never written to), else {@code data}
 * in Lethe's own folder ({@code LETHE_HOME}, or {@code ~/.lethe}), where {@code data fetch} puts
 * what it downloads.
 *
 * @param folder holds one folder a source
 * @param given whether the user named it, so that it must not be written to
 */
public record DataHome(Path folder, boolean given) {

  /** The home that the environment names. */
  public static DataHome fromEnvironment() {
    return from(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static DataHome from(Map<String, String> environment, Path user) {
    String named = environment.getOrDefault("LETHE_DATA", "");
    if (!named.isBlank()) {
      return new DataHome(Path.of(named), true);
    }
    String own = environment.getOrDefault("LETHE_HOME", "");
    return new DataHome(
        (own.isBlank() ? user.resolve(".lethe") : Path.of(own)).resolve("data"), false);
  }

  /** The folder of a published set, if there is one under any of its names. */
  public Optional<Path> find(PublishedSet set) {
    return set.folders().stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
  }

  /**
   * The folder of a published set.
   *
   * @throws BadInput if it is not there; the message says how to get the data
   */
  public Path require(PublishedSet set) {
    return find(set).orElseThrow(() -> missing(set, "no folder " + set.folders().get(0)));
  }

  BadInput missing(PublishedSet set, String what) {
    return new BadInput(
        set.name()
            + ": "
            + what
            + " in "
            + folder
            + (given ? " (LETHE_DATA)" : "")
            + "; "
            + set.howToGet());
  }
}
