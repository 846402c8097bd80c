package org.lethe.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.lethe.dataset.DataHome;

/**
 * The public data sets on this machine, for the tests that need them. They lie where {@code
 * LETHE_DATA} points; without it such a test is skipped with its reason, unless {@code
 * LETHE_REQUIRE_DATA=true}, where missing data fails: a machine that is meant to have the data must
 * not pass by skipping.
 */
public final class RealData {

  private RealData() {}

  /** The folder of one data set: {@code sms}, {@code newsgroups}, {@code jigsaw}. */
  public static Path folder(String name) {
    return folder(name, System.getenv());
  }

  /** The home with the given data set in it, to open a data source with. */
  public static DataHome home(String name) {
    folder(name);
    return DataHome.fromEnvironment();
  }

  static Path folder(String name, Map<String, String> environment) {
    String home = environment.getOrDefault("LETHE_DATA", "");
    if (home.isBlank()) {
      return missing("LETHE_DATA is not set: no real data for this test", environment);
    }
    Path folder = Path.of(home, name);
    if (!Files.isDirectory(folder)) {
      return missing("LETHE_DATA has no folder " + name + ": " + folder, environment);
    }
    return folder;
  }

  private static Path missing(String reason, Map<String, String> environment) {
    if (environment.getOrDefault("LETHE_REQUIRE_DATA", "").equals("true")) {
      throw new AssertionError(reason + " (LETHE_REQUIRE_DATA=true)");
    }
    return Assumptions.abort(reason);
  }
}
