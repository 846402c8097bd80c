package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.identify.IdentifySession;
import org.lethe.curation.identify.IdentifySession.Change;
import org.lethe.curation.identify.IdentifySession.Standing;
import org.lethe.curation.identify.Quality;
import org.lethe.curation.identify.RoundRecord;
import org.lethe.curation.identify.SimulationFile;
import org.lethe.curation.identify.SimulationReport;
import org.lethe.curation.identify.SimulationRun;
import org.lethe.curation.identify.SimulationSummary;
import org.lethe.dataset.DataHome;
import org.lethe.encoder.KeptRows;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe identify}: which samples of a pool are p1, by asking for few labels. */
@Command(
    name = "identify",
    description = {
      "Finds the samples to forget in a pool that nobody has labelled, by asking for few labels.",
      "Each call folds answers in, says which samples are p1 with which probability, and proposes"
          + " what to label next. It can be stopped and called again at any time."
    },
    footer = {
      "",
      "Example:",
      "  lethe identify --pool messages.txt --labels known.csv --out work --show-content",
      "  (fill in the column label of work/to-label.csv: forget, retain or skip)",
      "  lethe identify --pool messages.txt --out work --answers work/to-label.csv --show-content",
      "  lethe identify --simulate experiments/identify.yaml"
    })
final class IdentifyCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Option(
      names = "--pool",
      paramLabel = "FILE",
      description =
          "The samples: .txt (a text a line), .csv, .tsv, .parquet, .arrow, .npy, .npz, or"
              + " pictures.")
  private @Nullable Path pool;

  @Option(names = "--out", paramLabel = "DIR", description = "The session's folder.")
  private @Nullable Path out;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Labels that are known already: a .csv with columns id and label.")
  private @Nullable Path labels;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = "The to-label.csv that was filled in: forget, retain, skip, or nothing.")
  private @Nullable Path answers;

  @Mixin private OwnSampleOptions own = new OwnSampleOptions();

  @Option(
      names = "--encoder",
      paramLabel = "YAML",
      description = "tfidf, '{name: tfidf, min-df: 2}', raw (rows of numbers as they are), …")
  private @Nullable String encoder;

  @Option(
      names = "--strategy",
      paramLabel = "YAML",
      description = {
        "What to ask next: random, uncertainty, most-likely, density-ratio, k-center,",
        "k-means-plus-plus, or '{name: diverse, of: uncertainty}'."
      })
  private @Nullable String strategy;

  @Option(names = "--batch", paramLabel = "N", description = "Samples to ask at once.")
  private @Nullable String batch;

  @Option(
      names = "--audit",
      paramLabel = "N",
      description = "Samples drawn at random whose labels are kept for judging.")
  private @Nullable String audit;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description = "Probability from which a sample is identified.")
  private @Nullable String threshold;

  @Option(names = "--seed", paramLabel = "N", description = "Of everything drawn by chance.")
  private @Nullable String seed;

  @Parameters(
      arity = "0..*",
      paramLabel = "key=value",
      description = "Other settings, see docs/identify.md: probe.c=1, stability.rounds=5")
  private List<String> assignments = List.of();

  @Option(
      names = "--simulate",
      paramLabel = "FILE",
      description =
          "Simulate searches in labelled data instead: which strategy needs how many labels?")
  private @Nullable Path simulate;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where a simulation's folder lies (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Option(names = "--more", description = "Go on asking after the search has become stable.")
  private boolean more;

  @Option(
      names = "--show-content",
      description = "Show the beginning of each sample in to-label.csv.")
  private boolean showContent;

  @Override
  public Integer call() {
    PrintWriter to = command.commandLine().getOut();
    if (simulate != null) {
      simulate(simulate, to);
      return 0;
    }
    Path folder = required(out, "--out");
    OwnSamples samples = own.read(required(pool, "--pool"));
    samples
        .skipped()
        .forEach((id, reason) -> command.commandLine().getErr().println("left out: " + reason));
    IdentifySession session = IdentifySession.open(folder, samples, KeptRows.ofUser(), changes());
    Standing standing =
        session.advance(
            Optional.ofNullable(labels), Optional.ofNullable(answers), more, showContent);
    describe(standing).forEach(to::println);
    to.flush();
    return 0;
  }

  private void simulate(Path file, PrintWriter to) {
    if (pool != null || out != null || labels != null || answers != null) {
      throw new BadInput(
          "--simulate takes its samples from the file; --pool, --out, --labels and --answers are"
              + " for a search of your own");
    }
    SimulationRun run =
        new SimulationRun(SimulationFile.read(file, assignments), KeptRows.ofUser(), results);
    PrintWriter err = command.commandLine().getErr();
    SimulationSummary summary =
        run.run(
            DataHome.fromEnvironment(),
            line -> {
              err.println(line);
              err.flush();
            });
    Path page = SimulationReport.write(summary, run.folder());
    SimulationReport.answer(summary).forEach(to::println);
    to.println("page: " + page);
    to.flush();
  }

  private static Path required(@Nullable Path path, String option) {
    if (path == null) {
      throw new BadInput(option + " is missing");
    }
    return path;
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    add(changes, "encoder", encoder);
    add(changes, "strategy", strategy);
    add(changes, "batch", batch);
    add(changes, "audit", audit);
    add(changes, "threshold", threshold);
    add(changes, "seed", seed);
    assignments.forEach(text -> changes.add(new Change(text, "command line")));
    return changes;
  }

  private static void add(List<Change> changes, String key, @Nullable String value) {
    if (value != null) {
      changes.add(new Change(key + "=" + value, "--" + key));
    }
  }

  private static List<String> describe(Standing standing) {
    RoundRecord round = standing.round();
    Quality quality = round.quality();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "round %d: %s to learn from, %s for judging",
            round.number(),
            words(round.labelled()),
            words(round.audited())));
    lines.add(
        String.format(
            Locale.ROOT,
            "identified: %d samples, those labelled forget among them (%s)",
            quality.identified(),
            standing.identified()));
    switch (round.basis()) {
      case "audit" -> {
        lines.add("  precision " + quality.precision().words() + " on the audit");
        lines.add("  recall    " + quality.recall().words() + " on the audit");
      }
      case "no-probe" ->
          lines.add("  nothing is predicted: no sample outside the audit is labelled forget yet");
      default -> lines.add("  precision and recall are unknown: no sample of an audit is labelled");
    }
    if (!round.basis().equals("no-probe")) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  the model itself expects precision %.1f %%, recall %.1f %%",
              100 * quality.expectedPrecision(),
              100 * quality.expectedRecall()));
    }
    if (round.stable()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "stable: the decisions of the last %d rounds agree (kappa %.3f in the last) and the"
                  + " estimates stand still; more labels would change little",
              round.agreeing(),
              round.agreement()));
    }
    lines.add(next(standing));
    return lines;
  }

  private static String next(Standing standing) {
    int asked = standing.round().asked().size();
    if (asked == 0) {
      return standing.round().stable()
          ? "done; --more goes on asking all the same"
          : "done: every sample is labelled";
    }
    return standing.waiting()
        ? standing.unanswered()
            + " of "
            + asked
            + " answers are missing: fill in the column label of "
            + standing.toLabel()
            + " and give it with --answers"
        : "next: label "
            + asked
            + " samples in "
            + standing.toLabel()
            + " (forget, retain, skip) and give it with --answers";
  }

  private static String words(RoundRecord.Counts counts) {
    return counts.forget()
        + " forget and "
        + counts.retain()
        + " retain"
        + (counts.skipped() > 0 ? " (" + counts.skipped() + " skipped)" : "");
  }
}
