package org.lethe.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.encoder.KeptRows;
import org.lethe.network.NotKept;
import org.lethe.network.TrainingStopped;
import org.lethe.results.Failure;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * Runs parts of an experiment that others have chosen, each trial exactly as {@link Experiment#run}
 * would. Several threads may run different parts.
 */
public final class UnitRunner {
  private static final ThreadLocal<UnitListener> LISTENING = new ThreadLocal<>();

  private final Experiment experiment;
  private final ResultFolder folder;
  private final SeedContexts contexts;
  private final String plan;

  private UnitRunner(
      Experiment experiment,
      ResultFolder folder,
      List<List<String>> parts,
      BooleanSupplier stop,
      int threads,
      String plan) {
    this.experiment = experiment;
    this.folder = folder;
    this.plan = plan;
    List<PathPlan> all = parts.stream().map(this::part).toList();
    this.contexts = new SeedContexts(all);
    for (Variant variant : experiment.variants()) {
      variant.networks().keepIn(folder.path().resolve(Experiment.CACHE));
      variant.networks().stopWhen(stop);
      variant.networks().tell(UnitRunner::passed);
    }
    EmbeddingStore shared = SeedContext.embeddings(folder.path().resolve(Experiment.CACHE));
    rows(experiment).forEach(rows -> rows.keepIn(shared));
    List<Variant> used = all.stream().map(PathPlan::variant).distinct().toList();
    MemoryNeed.of(used, threads).requireFits(MemoryNeed.Limits.of(used));
  }

  /**
   * One that makes what parts share.
   *
   * @param parts trial ids each; every one once, so that it is known how long the examples and
   *     features of a seed are needed
   * @param stop whether trainings are to end at their next epoch
   * @throws BadInput if a trial is none of the experiment's, or memory would not be enough
   */
  public static UnitRunner ofPreparation(
      Experiment experiment, ResultFolder folder, List<List<String>> parts, BooleanSupplier stop) {
    return new UnitRunner(experiment, folder, parts, stop, 1, "");
  }

  /**
   * One that runs parts and takes what they share from where it was prepared.
   *
   * @param parts as above
   * @param stop as above
   * @param threads parts that run side by side
   * @param plan what records say that they were made by: a manifest's seal
   * @throws BadInput as above
   */
  public static UnitRunner ofWorker(
      Experiment experiment,
      ResultFolder folder,
      List<List<String>> parts,
      BooleanSupplier stop,
      int threads,
      String plan) {
    UnitRunner runner = new UnitRunner(experiment, folder, parts, stop, threads, plan);
    experiment.variants().forEach(variant -> variant.networks().onlyRead());
    rows(experiment).forEach(KeptRows::onlyRead);
    return runner;
  }

  /** What pretrained encoders made; variants may have one place for it. */
  private static List<KeptRows> rows(Experiment experiment) {
    return experiment.variants().stream().map(Variant::rows).distinct().toList();
  }

  private static void passed(String what, int epochs, int of) {
    UnitListener listener = LISTENING.get();
    if (listener != null) { // else a thread of the engine's trains, and nobody is told
      listener.training(what, epochs, of);
    }
  }

  private PathPlan part(List<String> trials) {
    PathPlan path = experiment.pathOf(trials.get(0));
    Set<String> wanted = Set.copyOf(trials);
    List<String> others = path.ids().stream().filter(id -> !wanted.contains(id)).toList();
    return path.without(Set.copyOf(others));
  }

  /** This part will not be run. */
  public void skip(List<String> trials) {
    contexts.done(part(trials));
  }

  /**
   * Runs the trials of one part and records them, as far as its listener lets it.
   *
   * @throws TrainingStopped if it was stopped in the middle of a trial
   * @throws NotKept if what all share has not been made
   * @throws BadInput if records cannot be written
   */
  public void run(List<String> trials, UnitListener listener) {
    PathPlan path = part(trials);
    LISTENING.set(listener);
    try {
      Experiment.alone(path.variant().spec(), () -> walk(path, listener));
    } finally {
      LISTENING.remove();
      contexts.done(path);
    }
  }

  /**
   * Makes what a part shares with others and records nothing.
   *
   * @throws TrainingStopped if it was stopped; what was finished is kept
   */
  public void prepare(List<String> trials, UnitListener listener) {
    PathPlan path = part(trials);
    LISTENING.set(listener);
    try {
      Experiment.alone(
          path.variant().spec(), () -> contexts.of(path).prepare(path.learner().method()));
    } finally {
      LISTENING.remove();
      contexts.done(path);
    }
  }

  private void walk(PathPlan path, UnitListener listener) {
    List<String> left = new ArrayList<>(path.ids());
    if (!listener.mayStart(left.get(0))) {
      return;
    }
    listener.started(left.get(0));
    PathRun run;
    try {
      run = new PathRun(path, contexts.of(path));
      run.prepare();
    } catch (TrainingStopped | NotKept e) {
      throw e;
    } catch (RuntimeException | Error e) { // what all of them need cannot be made
      for (int step = 0; step < left.size(); step++) {
        listener.failed(path.failure(experiment.forgetCount(path), step, e), e);
      }
      return;
    }
    try (TrialSink sink =
        new TrialSink(
            folder,
            (trials, by) -> record(trials, by, listener),
            run.provenance().by(plan),
            telling(listener))) {
      for (int step = 0; step < path.trials().size(); step++) {
        PlannedTrial planned = path.trials().get(step);
        if (step > 0) {
          if (!listener.mayStart(planned.id())) {
            return;
          }
          listener.started(planned.id());
        }
        PathRun.Ran ran;
        try {
          ran = run.trial(planned);
        } catch (TrainingStopped | NotKept e) {
          throw e;
        } catch (RuntimeException | Error e) {
          sink.flush(); // what went well before
          listener.failed(run.failure(step, e), e);
          continue;
        }
        sink.add(ran.record(), ran.recorded());
      }
    }
  }

  /** What another worker has recorded meanwhile stays; it must be the same. */
  private void record(List<TrialRecord> trials, Provenance provenance, UnitListener listener) {
    Map<String, String> differing = folder.recordOnce(trials, provenance);
    for (TrialRecord trial : trials) {
      String how = differing.get(trial.id());
      if (how != null) {
        listener.differs(trial, how);
      }
    }
  }

  private static Progress telling(UnitListener listener) {
    return new Progress() {
      @Override
      public void planned(int trials, int recorded) {
        throw new IllegalStateException("parts are planned elsewhere");
      }

      @Override
      public void recorded(List<TrialRecord> trials) {
        listener.recorded(trials);
      }

      @Override
      public void recorded(TargetRecord target) {
        throw new IllegalStateException("parts have no searches");
      }

      @Override
      public void failed(Failure failure, int trials) {
        throw new IllegalStateException("failures are told directly");
      }
    };
  }
}
