package org.lethe.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.DataHome;
import org.lethe.encoder.KeptRows;
import org.lethe.evaluation.Searchable;
import org.lethe.learner.Learner;
import org.lethe.nd.Parallel;
import org.lethe.network.Engines;
import org.lethe.network.TrainedNetworks;
import org.lethe.results.Build;
import org.lethe.results.Failure;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.selection.RemovalManifest;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;
import org.lethe.settings.Suggestion;
import org.lethe.unlearn.Unlearner;

/**
 * An experiment whose data was opened: the trials it means, and the one method that runs them. What
 * is recorded is skipped, so that resuming, repeating and growing a run are the same act.
 */
public final class Experiment {
  private static final Logger LOG = Logger.getLogger(Experiment.class.getName());
  private static final long LONGEST_TRIAL_MINUTES = 10;

  /** How long a trial is tried for an estimate, unless one takes longer. */
  private static final long TRIED_NANOS = 500_000_000;

  static final String CACHE = "cache";

  private final ExperimentFile file;
  private final List<Variant> variants;
  private final List<PathPlan> paths;
  private final Study study;
  private final Map<String, PathPlan> byTrial = new HashMap<>();
  private final Optional<Path> cache;

  private Experiment(ExperimentFile file, List<Variant> variants, Optional<Path> cache) {
    this.file = file;
    this.cache = cache;
    this.variants = List.copyOf(variants);
    this.paths = PathPlan.all(this.variants);
    this.study = Studies.of(this.variants);
    paths.forEach(path -> path.ids().forEach(id -> byTrial.put(id, path)));
  }

  /**
   * Opens the data of each variant and plans the trials.
   *
   * @throws BadInput if data is missing or damaged, or a target asks for what is not measured
   */
  public static Experiment open(ExperimentFile file, DataHome home) {
    return open(file, home, Experiment::networks, KeptRows.ofUser());
  }

  /** What trains networks as a spec says. */
  static TrainedNetworks networks(ExperimentSpec spec) {
    return new TrainedNetworks(() -> Engines.get(spec.engine(), spec.precision()), spec.threads());
  }

  /**
   * As above, with data and networks that other experiments of this process use too; networks are
   * kept where they say, not beside the results.
   */
  public static Experiment open(ExperimentFile file, DataHome home, SharedParts shared) {
    return open(
        file,
        home,
        shared.corpora(),
        shared::networks,
        KeptRows.ofUser(),
        Optional.of(shared.cache()));
  }

  /** As above, with networks from elsewhere, and nothing kept of encoders. */
  static Experiment open(
      ExperimentFile file, DataHome home, Function<ExperimentSpec, TrainedNetworks> trained) {
    return open(file, home, trained, KeptRows.none());
  }

  /** As above, with rows of encoders from elsewhere. */
  static Experiment open(
      ExperimentFile file,
      DataHome home,
      Function<ExperimentSpec, TrainedNetworks> trained,
      KeptRows rows) {
    return open(file, home, new HashMap<>(), trained, rows, Optional.empty());
  }

  private static Experiment open(
      ExperimentFile file,
      DataHome home,
      Map<Object, Corpus> opened,
      Function<ExperimentSpec, TrainedNetworks> trained,
      KeptRows rows,
      Optional<Path> cache) {
    List<Variant> variants = new ArrayList<>();
    Map<Object, TrainedNetworks> networks = new HashMap<>();
    file.variants()
        .forEach(
            (name, spec) ->
                variants.add(
                    new Variant(
                        name,
                        spec,
                        opened.computeIfAbsent(spec.data(), data -> spec.data().open(home)),
                        spec.retainView()
                            .proxy()
                            .flatMap(ProxyRetain::from)
                            .map(from -> opened.computeIfAbsent(from, data -> from.open(home))),
                        networks.computeIfAbsent(
                            List.of(spec.engine(), spec.precision(), spec.threads()),
                            key -> trained.apply(spec)),
                        rows)));
    variants.forEach(v -> BudgetSearch.require(v.name(), v.spec(), v.corpus()));
    return new Experiment(file, variants, cache);
  }

  /** What a reader of the results must know besides the trials. */
  public Study study() {
    return study;
  }

  /**
   * The folder of this experiment below a parent, with its study and resolved settings written.
   *
   * @throws BadInput if it holds an experiment of other shared settings or other data, or cannot be
   *     written
   */
  public ResultFolder folder(Path parent) {
    ResultFolder folder = ResultFolder.open(parent.resolve(file.name()));
    if (folder.isUsed()) { // else a first attempt was refused, and nothing stands in the way
      folder
          .specYaml()
          .ifPresent(
              recorded ->
                  SpecChange.check(read(recorded, folder.path()), file, folder.path().toString()));
      folder
          .readableStudy()
          .ifPresent(recorded -> SpecChange.checkFiles(recorded, study, folder.path().toString()));
    }
    folder.writeStudy(study, file.yaml());
    return folder;
  }

  private static ExperimentFile read(String recorded, Path folder) {
    try {
      return ExperimentFile.recorded(recorded, folder.resolve("spec.yaml").toString());
    } catch (BadInput e) {
      throw new BadInput(
          e.getMessage()
              + " It was damaged, or another version of Lethe wrote it: so nobody knows what the"
              + " folder holds. Give the new one a name of its own: name=…",
          e);
    }
  }

  /**
   * Checks that several experiments like this one have the memory to run at the same time.
   *
   * @param sideBySide how many, each on one thread
   * @throws BadInput if their networks would not fit
   */
  public void requireMemory(int sideBySide) {
    MemoryNeed.of(variants, sideBySide).requireFits(MemoryNeed.Limits.here());
  }

  /** What a run would cost, measured on the first seed of each variant. */
  public RunEstimate estimate(int threads) {
    double seconds = 0;
    long bytes = 0;
    for (Variant variant : variants) {
      ExperimentSpec spec = variant.spec();
      if (spec.hasNetwork()) {
        NetworkCost cost = NetworkCost.of(variant);
        seconds += cost.seconds() * spec.seeds().values().size();
        bytes = Math.max(bytes, cost.bytes());
        continue;
      }
      long start = System.nanoTime();
      SeedContext context = new SeedContext(variant, spec.seeds().values().get(0));
      double perSeed = (System.nanoTime() - start) / 1e9;
      boolean[] half = context.none();
      Arrays.fill(half, 0, half.length / 2, true);
      for (Labelled<Learner> learner : spec.learners()) {
        perSeed += context.original(learner.method()).seconds();
        for (Labelled<Unlearner> unlearner : spec.unlearners()) {
          perSeed +=
              secondsOfTrial(() -> context.outcome(learner.method(), unlearner.method(), half))
                  * spec.scorers().size()
                  * models(spec.budgets(), context.forgetCount());
        }
      }
      for (Labelled<Scorer> scorer : spec.scorers()) {
        perSeed += context.ranking(scorer.method(), spec.learners().get(0).method()).seconds();
      }
      seconds += perSeed * spec.seeds().values().size();
      bytes = Math.max(bytes, context.bytes());
    }
    return new RunEstimate(trials(), searches(), seconds / threads, threads, bytes * threads);
  }

  /**
   * The median of several tries where a trial takes milliseconds: the first take many times that,
   * until their code is compiled.
   */
  private static double secondsOfTrial(Supplier<SeedContext.Outcome> trial) {
    long start = System.nanoTime();
    List<Double> tries = new ArrayList<>();
    do {
      tries.add(trial.get().seconds().values().stream().mapToDouble(Double::doubleValue).sum());
    } while (System.nanoTime() - start < TRIED_NANOS);
    Collections.sort(tries);
    return tries.get(tries.size() / 2);
  }

  /** How many models a path trains: a search finds most of its grid measured by the trials. */
  private static int models(Budgets budgets, int n1) {
    int trials = budgets.values().size();
    return trials
        + budgets.searched().stream()
            .mapToInt(budget -> Math.max(1, budget.models(n1) - trials))
            .sum();
  }

  /** How many trials this experiment has, recorded or not; each searched budget is one. */
  public int trials() {
    return paths.stream().mapToInt(path -> path.ids().size()).sum();
  }

  /** The content ids of all trials, in the order in which they run. */
  List<String> ids() {
    return paths.stream().flatMap(path -> path.ids().stream()).toList();
  }

  private int searches() {
    return paths.stream().mapToInt(path -> path.searches().size()).sum();
  }

  /**
   * The removal set of one rule, as a file that can be handed on.
   *
   * @param variantName a variant of the file
   * @param scorerLabel a rule of the file
   * @param seed of the ranking; for rules that ask the model, the one of the first learner
   * @throws BadInput if the file has no such variant or rule, or p1 fewer samples
   */
  public RemovalManifest manifest(
      String variantName, String scorerLabel, Budget budget, long seed) {
    Variant variant = named(variants, Variant::name, variantName, "variant");
    Labelled<Scorer> scorer =
        named(variant.spec().scorers(), Labelled::label, scorerLabel, "scorer");
    SeedContext context = new SeedContext(variant, seed);
    int[] ranking =
        context.ranking(scorer.method(), variant.spec().learners().get(0).method()).value();
    try {
      return new RemovalManifest(
          context.ids(ranking, budget.count(context.forgetCount())),
          scorerLabel,
          new TreeMap<>(Methods.canonical().map((Record) scorer.method())),
          budget.toString(),
          context.forgetCount(),
          variant.corpus().provenance().sha256(),
          seed,
          Build.running().version());
    } catch (IllegalArgumentException e) {
      throw new BadInput("budget: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that a manifest is about the data of this experiment.
   *
   * @param name the manifest's file, for the message
   * @throws BadInput if the data differ, or it names a sample that is no forget sample of its seed
   */
  public void requireFits(RemovalManifest manifest, String variantName, String name) {
    Variant variant = named(variants, Variant::name, variantName, "variant");
    SeedContext context = new SeedContext(variant, manifest.seed());
    manifest.requireFits(name, variant.corpus().provenance().sha256(), context.forgetIds());
  }

  /**
   * What is handed out when many processes share this experiment: every trial once, those together
   * that are cheapest together.
   *
   * @throws BadInput if a budget is searched: its trials are not known beforehand
   */
  public List<WorkUnit> units() {
    return WorkUnits.of(paths);
  }

  /**
   * Checks every seed as its trials would find it: the files above were only looked at.
   *
   * @throws BadInput if a seed cannot be drawn, or has fewer samples than a budget counts
   */
  public void checkData() {
    for (Variant variant : variants) {
      variant.spec().seeds().values().forEach(seed -> Studies.requireDrawn(variant, seed));
    }
  }

  /**
   * The key of a trial as its record has it, with n1 of the first seed.
   *
   * @throws BadInput if this experiment has no such trial
   */
  public TrialKey keyOf(String trial) {
    PathPlan path = pathOf(trial);
    return path.keyOf(forgetCount(path), path.ids().indexOf(trial));
  }

  /** The path on which a trial is. */
  PathPlan pathOf(String trial) {
    PathPlan path = byTrial.get(trial);
    if (path == null) {
      throw new BadInput("trial " + trial + " is none of this experiment's");
    }
    return path;
  }

  /** The settings, every default written out. */
  public String resolvedYaml() {
    return file.yaml();
  }

  /** The variants with their data. */
  List<Variant> variants() {
    return variants;
  }

  /**
   * What a learner can be judged by on held-out samples, known before anything is trained.
   *
   * @param learnerLabel a learner of the variant
   */
  public Searchable searchable(String variantName, String learnerLabel) {
    Variant variant = named(variants, Variant::name, variantName, "variant");
    Learner learner =
        named(variant.spec().learners(), Labelled::label, learnerLabel, "learner").method();
    return Searchable.of(
        SeedContext.draw(variant.corpus(), variant.spec().seeds().values().get(0)), learner);
  }

  /** The names of the variants, in the order of the file. */
  public List<String> variantNames() {
    return variants.stream().map(Variant::name).toList();
  }

  private static <T> T named(List<T> all, Function<T, String> nameOf, String wanted, String kind) {
    List<String> names = all.stream().map(nameOf).toList();
    int at = names.indexOf(wanted);
    if (at < 0) {
      throw new BadInput("unknown " + kind + " " + wanted + Suggestion.text(wanted, names));
    }
    return all.get(at);
  }

  /**
   * Runs what is missing, path by path on the given number of threads, and records it.
   *
   * @throws BadInput if the data turns out not to fit (an encoder that cannot read it, a budget
   *     larger than p1), or the memory would not be enough; finished trials are kept
   * @throws InterruptedException if it was interrupted; finished trials are kept
   */
  public void run(ResultFolder folder, int threads, Progress progress) throws InterruptedException {
    for (Variant variant : variants) {
      variant.networks().keepIn(cache.orElse(folder.path().resolve(CACHE)));
      variant.networks().tell(progress::training);
    }
    Set<String> recorded = folder.recordedIds();
    List<PathPlan> missing =
        interleaved(
            paths.stream()
                .map(path -> path.without(recorded))
                .filter(path -> !path.ids().isEmpty())
                .toList(),
            threads);
    int left = missing.stream().mapToInt(path -> path.ids().size()).sum();
    progress.planned(trials(), trials() - left);
    List<Variant> used = missing.stream().map(PathPlan::variant).distinct().toList();
    MemoryNeed.of(used, threads).requireFits(MemoryNeed.Limits.of(used));

    SeedContexts contexts = new SeedContexts(missing);
    ExecutorService workers = Executors.newFixedThreadPool(threads, Experiment::worker);
    BlockingQueue<Future<Void>> ended = new LinkedBlockingQueue<>();
    CompletionService<Void> running = new ExecutorCompletionService<>(workers, ended);
    RecordWriter writer = new RecordWriter(e -> ended.add(CompletableFuture.failedFuture(e)));
    try {
      for (PathPlan path : missing) {
        running.submit(
            () ->
                alone(
                    path.variant().spec(),
                    () -> {
                      run(path, contexts, folder, progress, writer);
                      contexts.done(path);
                    }),
            null);
      }
      for (int path = 0; path < missing.size(); path++) {
        running.take().get(); // as they end: a full disk is not noticed an hour later
      }
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    } finally {
      workers.shutdownNow();
      try {
        // Whoever is in the middle of a trial ends it before the folder is left to others.
        if (!workers.awaitTermination(LONGEST_TRIAL_MINUTES, TimeUnit.MINUTES)) {
          LOG.warning(
              "a trial still ran "
                  + LONGEST_TRIAL_MINUTES
                  + " minutes after the run had ended; it was left to itself");
        }
      } finally {
        writer.close();
      }
    }
    Throwable unwritten = writer.failure();
    if (unwritten != null) {
      throw unwrapped(unwritten);
    }
  }

  /** A path; where what its whole seed needs cannot be made, as one failure. */
  private void run(
      PathPlan path,
      SeedContexts contexts,
      ResultFolder folder,
      Progress progress,
      RecordWriter writer) {
    SeedContext context;
    try {
      context = contexts.of(path);
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException e) { // for instance an encoder's network that diverged
      if (!Thread.currentThread().isInterrupted()) {
        Failure failure = path.failure(forgetCount(path), 0, e);
        folder.recordFailure(failure);
        progress.failed(failure, path.ids().size());
      }
      return;
    }
    PathRun steps = new PathRun(path, context);
    steps.walk(
        new TrialSink(folder, steps.provenance(), progress, writer),
        comparesEncoders()
            ? ranking -> writer.execute(() -> folder.recordRanking(ranking))
            : ranking -> {});
  }

  /** Whether variants differ in how examples become features: then orders are compared. */
  private boolean comparesEncoders() {
    return variants.stream().map(variant -> variant.spec().encoder().method()).distinct().count()
        > 1;
  }

  /** n1 as the first seed draws it. */
  int forgetCount(PathPlan path) {
    Map<String, Double> facts = study.facts().getOrDefault(path.variant().name(), Map.of());
    return (int) Math.round(facts.getOrDefault("n1", 0.0));
  }

  /** A thread that does not keep a process alive: a long trial must not outlast the run's error. */
  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "lethe-trials");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Paths in an order in which neighbours are of different seeds, as many as there are threads:
   * paths of one seed wait for one original model, which one thread makes.
   */
  private static List<PathPlan> interleaved(List<PathPlan> paths, int threads) {
    Map<List<Object>, List<PathPlan>> bySeed = new LinkedHashMap<>();
    for (PathPlan path : paths) {
      bySeed
          .computeIfAbsent(List.of(path.variant().name(), path.seed()), key -> new ArrayList<>())
          .add(path);
    }
    List<PathPlan> result = new ArrayList<>();
    List<List<PathPlan>> seeds = new ArrayList<>(bySeed.values());
    for (int from = 0; from < seeds.size(); from += threads) {
      List<List<PathPlan>> together = seeds.subList(from, Math.min(seeds.size(), from + threads));
      int longest = together.stream().mapToInt(List::size).max().orElse(0);
      for (int i = 0; i < longest; i++) {
        for (List<PathPlan> seed : together) {
          if (i < seed.size()) {
            result.add(seed.get(i));
          }
        }
      }
    }
    return result;
  }

  /** With no more threads than the spec gives a network: paths run side by side. */
  static void alone(ExperimentSpec spec, Runnable work) {
    if (spec.hasNetwork()) {
      Parallel.limitedTo(
          spec.threads(),
          () -> {
            work.run();
            return true;
          });
    } else {
      work.run();
    }
  }

  /** What a worker threw, as it is: bad input stays bad input, lack of memory stays that. */
  private static RuntimeException unwrapped(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(cause);
  }
}
