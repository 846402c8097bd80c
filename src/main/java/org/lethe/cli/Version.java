package org.lethe.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which Lethe this is: version, commit, and whether it was built from uncommitted changes. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {line(), "Java " + Runtime.version()};
  }

  /** {@code lethe 0.1.0 (commit 60f102b, with uncommitted changes)}. */
  static String line() throws IOException {
    Properties git = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/org/lethe/git.properties")) {
      if (in != null) {
        git.load(in);
      }
    }
    return "lethe "
        + git.getProperty("git.build.version", "of unknown version")
        + " (commit "
        + git.getProperty("git.commit.id.abbrev", "unknown: built outside a checkout")
        + (Boolean.parseBoolean(git.getProperty("git.dirty")) ? ", with uncommitted changes" : "")
        + ")";
  }
}
