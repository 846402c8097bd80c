package org.lethe.cli;

import org.lethe.results.Build;
import picocli.CommandLine.IVersionProvider;

/** Which Lethe this is: version, commit, and whether it was built from uncommitted changes. */
final class Version implements IVersionProvider {
  private static final int SHORT = 10;

  @Override
  public String[] getVersion() {
    return new String[] {line(), "Java " + Runtime.version()};
  }

  /** {@code lethe 0.1.0 (commit 60f102b8ac, with uncommitted changes)}. */
  static String line() {
    Build build = Build.running();
    String commit = build.commit();
    return "lethe "
        + build.version()
        + " (commit "
        + (commit.length() > SHORT ? commit.substring(0, SHORT) : commit)
        + (build.dirty() ? ", with uncommitted changes" : "")
        + ")";
  }
}
