package org.lethe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.DataSources;
import org.lethe.dataset.PublishedSet;
import org.lethe.network.Engines;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks whether everything is here that experiments need, and says what to do where it is not. */
@Command(
    name = "doctor",
    description = {
      "Looks whether everything is here that experiments need.",
      "A line begins with ok, note (some experiments need it) or problem (to be mended first)."
    },
    footer = {"", "Example:", "  lethe doctor"})
final class DoctorCommand implements Callable<Integer> {
  /** The shipped experiments stay below 1.5 GB resident; the launcher gives 1 GB of heap. */
  private static final long ENOUGH_HEAP = 900L << 20;

  @Spec private CommandSpec spec;

  private int problems;

  @Override
  public Integer call() {
    ok(Version.line());
    java();
    cores();
    engines();
    log();
    data();
    out().flush();
    return problems == 0 ? 0 : Lethe.BAD_INPUT;
  }

  private void java() {
    ok("Java " + Runtime.version() + " in " + System.getProperty("java.home"));
    long heap = Runtime.getRuntime().maxMemory();
    String megabytes = String.format(Locale.ROOT, "%d MB of heap", heap >> 20);
    if (heap >= ENOUGH_HEAP) {
      ok(megabytes);
    } else {
      note(megabytes + "; large experiments need more: LETHE_JAVA_OPTS=-Xmx1g");
    }
  }

  private void cores() {
    ok(Runtime.getRuntime().availableProcessors() + " processor cores");
  }

  /**
   * Text and theory need no engine; but one that should start on this machine and does not is
   * broken.
   */
  private void engines() {
    List<String> names = Engines.namesInThisBuild();
    names.forEach(this::engine);
    if (names.stream().noneMatch(name -> name.startsWith("libtorch"))) {
      note("engine libtorch: not in this build; an experiment that names it has it built in");
    }
  }

  private void engine(String name) {
    try {
      Engines.get(name).description().forEach(line -> ok("engine " + name + ": " + line));
    } catch (BadInput e) {
      String line = "no engine for networks: " + e.getMessage();
      if (Engines.madeForThisMachine()) {
        problem(line);
      } else {
        note(line);
      }
    }
  }

  private void log() {
    Path folder = LogFile.folder();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      problem("log folder " + folder + " cannot be made (" + e + "); set LETHE_HOME elsewhere");
      return;
    }
    if (Files.isWritable(folder)) {
      ok("log folder " + folder);
    } else {
      problem("log folder " + folder + " cannot be written; set LETHE_HOME to another place");
    }
  }

  private void data() {
    DataHome home = DataHome.fromEnvironment();
    String origin = home.given() ? " (LETHE_DATA)" : " (set LETHE_DATA for another place)";
    if (Files.isDirectory(home.folder())) {
      ok("data home " + home.folder() + origin);
    } else if (home.given()) {
      problem("data home " + home.folder() + " is no folder; set LETHE_DATA to where the data lie");
    } else {
      note("no data home yet: `lethe data fetch` makes " + home.folder() + origin);
    }
    for (PublishedSet set : DataSources.PUBLISHED) {
      home.find(set)
          .ifPresentOrElse(
              found -> ok("data " + set.name() + " in " + found),
              () -> note("data " + set.name() + " is not there: " + set.howToGet()));
    }
  }

  private void ok(String line) {
    out().println("ok       " + line);
  }

  private void note(String line) {
    out().println("note     " + line);
  }

  private void problem(String line) {
    problems++;
    out().println("problem  " + line);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
