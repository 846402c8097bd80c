package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.DataSources;
import org.lethe.dataset.Downloader;
import org.lethe.dataset.PublishedSet;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe data}: which data sets there are, how to get them, and whether they are whole. */
@Command(
    name = "data",
    description = "Lists, fetches and verifies data sets.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Data is sought in LETHE_DATA, or in ~/.lethe/data without it.",
      "Examples:",
      "  lethe data list",
      "  lethe data fetch sms-spam",
      "  lethe data verify"
    },
    subcommands = {
      DataCommand.ListCommand.class,
      DataCommand.FetchCommand.class,
      DataCommand.VerifyCommand.class
    })
public final class DataCommand {

  /** Where the data is. */
  static final class HomeOption {
    @Option(
        names = "--home",
        paramLabel = "FOLDER",
        description = "the data home; without it LETHE_DATA, or ~/.lethe/data")
    private @Nullable Path folder;

    DataHome home() {
      return folder == null ? DataHome.fromEnvironment() : new DataHome(folder, false);
    }
  }

  /** {@code lethe data list}. */
  @Command(
      name = "list",
      description = "Shows each data set, its licence, and where it is or how to get it.")
  static final class ListCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private HomeOption place = new HomeOption();

    @Override
    public void run() {
      PrintWriter out = out(spec);
      DataHome home = place.home();
      for (PublishedSet set : DataSources.PUBLISHED) {
        Optional<Path> folder = home.find(set);
        out.printf("%-12s %s%n", set.name(), set.title());
        out.printf("%-12s licence: %s; %s%n", "", set.licence(), set.page());
        out.printf(
            "%-12s %s%n",
            "",
            folder
                .map(found -> "here: " + found)
                .orElseGet(() -> "not in " + home.folder() + ": " + set.howToGet()));
      }
      out.printf(
          "%-12s %s%n", "gaussians", "two Gaussian laws, drawn anew by each seed: made here");
      out.printf(
          "%-12s %s%n", "shapes", "small pictures of shapes, drawn anew by each seed: made here");
      out.printf("%-12s %s%n", "csv", "your own table of texts or numbers: name its file");
      out.printf("%-12s %s%n", "image-folder", "your own pictures: name their folder");
      out.flush();
    }
  }

  /** {@code lethe data fetch NAME}. */
  @Command(
      name = "fetch",
      description = "Downloads a data set from its publisher, or goes on where it stopped.")
  static final class FetchCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "as in: lethe data list")
    private String name = "";

    @Mixin private HomeOption place = new HomeOption();

    @Override
    public void run() {
      PublishedSet set = published(name);
      PublishedSet.Download download =
          set.download().orElseThrow(() -> new BadInput(set.name() + ": " + set.howToGet()));
      DataHome home = place.home();
      if (home.given()) {
        throw new BadInput(
            "LETHE_DATA is "
                + home.folder()
                + ", which is only read; give --home FOLDER, or download "
                + download.address()
                + " yourself into its folder "
                + set.folders().get(0));
      }
      PrintWriter out = out(spec);
      out.println(set.name() + " from " + download.address());
      out.flush();
      Path folder = home.folder().resolve(set.folders().get(0));
      Path file;
      try {
        file =
            new Downloader()
                .fetch(
                    download, folder, new Percent(out), received -> set.check().findings(received));
      } catch (BadInput e) {
        throw new BadInput(
            e.getMessage() + " (or get it from " + set.page() + " and put it into " + folder + ")",
            e);
      }
      out.println("whole and checked: " + file);
      out.flush();
    }
  }

  /** {@code lethe data verify [NAME…]}. */
  @Command(
      name = "verify",
      description = "Reads data sets from beginning to end and says what was found.")
  static final class VerifyCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(
        paramLabel = "NAME",
        arity = "0..*",
        description = "as in: lethe data list; without a name, all that are here")
    private List<String> names = List.of();

    @Mixin private HomeOption place = new HomeOption();

    @Override
    public void run() {
      PrintWriter out = out(spec);
      DataHome home = place.home();
      List<PublishedSet> sets =
          names.isEmpty()
              ? DataSources.PUBLISHED.stream().filter(set -> home.find(set).isPresent()).toList()
              : names.stream().map(DataCommand::published).toList();
      if (sets.isEmpty()) {
        throw new BadInput("no data set is in " + home.folder() + "; see `lethe data list`");
      }
      int bad = 0;
      for (PublishedSet set : sets) {
        try {
          for (String finding : set.check().findings(home.require(set))) {
            out.println(set.name() + ": " + finding);
          }
        } catch (BadInput e) {
          // The others are still worth looking at; the exit code remembers.
          bad++;
          out.println(set.name() + ": BAD: " + e.getMessage());
        }
        out.flush();
      }
      if (bad > 0) {
        throw new BadInput(bad + " of " + sets.size() + " data sets cannot be used");
      }
    }
  }

  private static PublishedSet published(String name) {
    List<String> names = DataSources.PUBLISHED.stream().map(PublishedSet::name).toList();
    return DataSources.PUBLISHED.stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "no published data set is called " + name + Suggestion.text(name, names)));
  }

  private static PrintWriter out(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec before it runs a command");
    }
    return spec.commandLine().getOut();
  }
}
