package org.lethe.sweep;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.lethe.dataset.DataHome;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.Progress;
import org.lethe.experiment.SharedParts;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepFolder.CandidateFailure;
import org.lethe.settings.BadInput;

/**
 * Candidates side by side in this process, sharing opened data and trained networks.
 *
 * @param threads of each candidate
 */
record InThisProcess(DataHome home, SharedParts shared, int threads) implements CandidateRunner {

  @Override
  public Optional<CandidateFailure> run(Candidate candidate, SweepFolder folder)
      throws InterruptedException {
    try {
      Experiment experiment = Experiment.open(candidate.experiment(), home, shared);
      experiment.run(experiment.folder(folder.candidates()), threads, Progress.SILENT);
      return Optional.empty();
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException e) {
      // the workers of an experiment see the end of the sweep as an exception of their own
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return Optional.of(
          new CandidateFailure(
              candidate.recordId(),
              String.valueOf(e).replaceAll("\\s*\\R\\s*", " "),
              trace.toString()));
    }
  }
}
