package org.lethe.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which Lethe this is.
 *
 * @param version {@code 0.1.0}
 * @param commit all 40 digits of the commit that it was built from; {@code unknown} if it was built
 *     outside a checkout
 * @param dirty whether that checkout had changes that were not committed
 */
public record Build(String version, String commit, boolean dirty) {
  private static final String UNKNOWN = "unknown";

  private static final Build RUNNING = read();

  /** The running one, as git-commit-id-maven-plugin wrote it down. */
  public static Build running() {
    return RUNNING;
  }

  private static Build read() {
    Properties git = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/org/lethe/git.properties")) {
      if (in != null) {
        git.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Build(
        git.getProperty("git.build.version", UNKNOWN),
        git.getProperty("git.commit.id.full", UNKNOWN),
        Boolean.parseBoolean(git.getProperty("git.dirty")));
  }
}
