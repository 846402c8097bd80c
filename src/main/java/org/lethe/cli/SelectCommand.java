package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.identify.IdentifiedFile;
import org.lethe.curation.select.Answer;
import org.lethe.curation.select.Selection;
import org.lethe.curation.select.SelectionFolder;
import org.lethe.curation.select.SelectionRequest;
import org.lethe.curation.select.SelectionResult;
import org.lethe.dataset.ForgetRule;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.Encoders;
import org.lethe.encoder.KeptRows;
import org.lethe.nd.Seed;
import org.lethe.network.Architectures;
import org.lethe.network.Schedules;
import org.lethe.scorer.RandomScore;
import org.lethe.scorer.Scorer;
import org.lethe.scorer.Scorers;
import org.lethe.selection.Budget;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Labelled;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe select}: the list of samples to delete, from the user's own data. */
@Command(
    name = "select",
    description = {
      "Ranks the samples that may go against those that must stay, finds how many suffice, and"
          + " writes the list, a manifest and a page that explains the choice.",
      "Files: a text a line (.txt), tables (.csv, .tsv; also gzipped; .parquet, .arrow), arrays of"
          + " NumPy (.npy, .npz), or folders of pictures."
    },
    footer = {
      "",
      "Examples:",
      "  lethe select --forget spam.txt --retain ham.txt --out removal",
      "  lethe select --table mails.csv --text-column body --forget-rows '{column: label, is:"
          + " spam}' --out removal",
      "  lethe select --forget a.npy --retain b.npy --scorer maha-mu2 --budget 0.3 --out removal",
      "  lethe select --pool messages.txt --identified work/identified.csv --out removal"
    })
public final class SelectCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final String ONE_OF =
      "give --forget and --retain, or --table and --forget-rows, or --pool and --identified";

  /** Rules that make no sense beside others: they ask a model, the laws, or are turned round. */
  private static final List<String> NOT_COMPARED =
      List.of("anti", "oracle-greedy", "margin", "loss");

  private static final Binder BINDER =
      new Binder(List.of(Encoders.FAMILY, Scorers.FAMILY, Architectures.FAMILY, Schedules.FAMILY));

  @Spec private CommandSpec command;

  @Option(names = "--forget", paramLabel = "FILE", description = "Samples that may go.")
  private @Nullable Path forget;

  @Option(names = "--retain", paramLabel = "FILE", description = "Samples that must stay.")
  private @Nullable Path retain;

  @Option(names = "--table", paramLabel = "FILE", description = "Both sides in one table.")
  private @Nullable Path table;

  @Option(
      names = "--forget-rows",
      paramLabel = "RULE",
      description =
          "Which rows of the table may go: {column: label, is: spam}, {column: toxicity, at-least:"
              + " 0.5}, {column: text, contains: [free, prize]}.")
  private @Nullable String forgetRows;

  @Option(
      names = "--pool",
      paramLabel = "FILE",
      description = "Both sides in the pool of a session of lethe identify.")
  private @Nullable Path pool;

  @Option(
      names = "--identified",
      paramLabel = "FILE",
      description = "What the session found, its identified.csv: the samples to forget may go.")
  private @Nullable Path identified;

  @Mixin private OwnSampleOptions own = new OwnSampleOptions();

  @Option(
      names = "--encoder",
      paramLabel = "ENCODER",
      description =
          "How texts or pictures become features: a name or {name: …, …} as in an experiment file"
              + " (default: ${DEFAULT-VALUE}).")
  private String encoder = "tfidf";

  @Option(
      names = "--scorer",
      paramLabel = "RULE",
      description =
          "The rule that ranks, or several in [ ], the first of which decides; or all (lr-cos"
              + " decides) (default: ${DEFAULT-VALUE}).")
  private String scorer = "lr-cos";

  @Option(
      names = "--budget",
      paramLabel = "N",
      description =
          "How many go: a share like 0.3, a count like 500, or auto: where a cross-validated probe"
              + " finds half as many forget samples (default: ${DEFAULT-VALUE}).")
  private String budget = "auto";

  @Option(
      names = "--seed",
      description = "Of ties, folds and simulations (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--show-content",
      description =
          "Put excerpts of texts and small copies of pictures on the page; without, only ids.")
  private boolean showContent;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to write; that of an earlier selection is replaced.")
  private Path out = Path.of("");

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but the outcome.")
  private boolean quiet;

  /** What is written in YAML on the command line. */
  record Methods(
      @Setting("the encoder") Labelled<Encoder> encoder,
      @Setting("the rules") List<Labelled<Scorer>> scorers) {}

  /** What is written in YAML on the command line. */
  record RowRule(@Setting("which rows may go") ForgetRule forget) {}

  @Override
  public Integer call() {
    SelectionFolder.requireFree(out);
    Optional<Budget> asked = budget();
    Methods methods = methods();
    List<OwnSamples> sides = sides();
    SelectionRequest request =
        new SelectionRequest(
            sides.get(0),
            sides.get(1),
            sides.get(0).material() instanceof OwnSamples.Material.Numbers
                ? Optional.empty()
                : Optional.of(methods.encoder()),
            methods.scorers(),
            scorer.equals(ALL),
            asked,
            new Seed(seed));
    PrintWriter err = command.commandLine().getErr();
    Consumer<String> progress =
        step -> {
          if (!quiet) {
            err.println(step + " …");
            err.flush();
          }
        };
    SelectionResult result = Selection.of(request, KeptRows.ofUser(), progress);
    SelectionFolder.write(request, result, showContent, out);

    PrintWriter to = command.commandLine().getOut();
    Answer.of(request, result).forEach(to::println);
    to.println("list: " + out.resolve("removed.txt"));
    to.println("page: " + out.resolve("index.html"));
    to.flush();
    result.warnings().forEach(warning -> err.println("warning: " + warning));
    err.flush();
    return 0;
  }

  /** What may go and what must stay, from the one place of the three that was named. */
  private List<OwnSamples> sides() {
    boolean twoFiles = forget != null || retain != null;
    boolean oneTable = table != null || forgetRows != null;
    boolean session = pool != null || identified != null;
    if (Stream.of(twoFiles, oneTable, session).filter(given -> given).count() != 1) {
      throw new BadInput(ONE_OF);
    }
    if (forget != null && retain != null) {
      return List.of(own.read(forget), own.read(retain));
    }
    if (table != null && forgetRows != null) {
      return own.divide(table, rule(forgetRows));
    }
    if (pool != null && identified != null) {
      return IdentifiedFile.divide(own.read(pool), identified);
    }
    throw new BadInput(ONE_OF);
  }

  private static ForgetRule rule(String text) {
    return BINDER
        .bind(
            SettingsFile.parse("{}", "command line").with("forget=" + text, "--forget-rows"),
            RowRule.class)
        .forget();
  }

  private Methods methods() {
    String rules = scorer;
    if (scorer.equals(ALL)) {
      List<String> names = new ArrayList<>(List.of("lr-cos"));
      Scorers.FAMILY.members().keySet().stream()
          .filter(name -> !NOT_COMPARED.contains(name) && !names.contains(name))
          .forEach(names::add);
      rules = "[" + String.join(", ", names) + "]";
    } else if (!scorer.strip().startsWith("[")) {
      rules = "[" + scorer + "]";
    }
    Methods methods =
        BINDER.bind(
            SettingsFile.parse("{}", "command line")
                .with("encoder=" + encoder, "--encoder")
                .with("scorers=" + rules, "--scorer"),
            Methods.class);
    return methods.scorers().stream().anyMatch(rule -> rule.method() instanceof RandomScore)
        ? methods
        : new Methods(methods.encoder(), withRandom(methods.scorers()));
  }

  /** Every choice is held against a random one. */
  private static List<Labelled<Scorer>> withRandom(List<Labelled<Scorer>> rules) {
    List<Labelled<Scorer>> all = new ArrayList<>(rules);
    all.add(new Labelled<>("random", new RandomScore()));
    return all;
  }

  private Optional<Budget> budget() {
    if (budget.toLowerCase(Locale.ROOT).equals("auto")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          budget.matches("[0-9]+") && !budget.equals("0") && !budget.equals("1")
              ? new Budget.Count(Integer.parseInt(budget))
              : new Budget.Share(Double.parseDouble(budget)));
    } catch (NumberFormatException e) {
      throw new BadInput(
          "--budget is '"
              + budget
              + "'; allowed: a share in [0, 1] like 0.3, a count like 500, or auto",
          e);
    } catch (IllegalArgumentException e) {
      throw new BadInput("--budget: " + e.getMessage(), e);
    }
  }
}
