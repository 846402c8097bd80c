package org.lethe.dataset;

import java.nio.file.Path;

/**
 * The folder that holds data: {@code LETHE_DATA} if it is set (never written to), else {@code data}
 * in Lethe's own folder, where {@code data fetch} puts what it downloads.
 *
 * @param folder holds one folder a source
 * @param given whether the user named it, so that it must not be written to
 */
public record DataHome(Path folder, boolean given) {

  /** The home that the environment names. */
  public static DataHome fromEnvironment() {
    String named = System.getenv("LETHE_DATA");
    return named != null && !named.isBlank()
        ? new DataHome(Path.of(named), true)
        : new DataHome(Path.of(System.getProperty("user.home"), ".lethe", "data"), false);
  }
}
