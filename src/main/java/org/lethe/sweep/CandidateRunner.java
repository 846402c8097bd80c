package org.lethe.sweep;

import java.util.Optional;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepFolder.CandidateFailure;

/** Runs what is missing of one candidate and leaves it in its results folder. */
interface CandidateRunner {

  /**
   * @return why it ended without results, if it did; trials that failed are recorded by themselves
   * @throws org.lethe.settings.BadInput if its settings turn out not to fit the data
   * @throws InterruptedException if the sweep is to end; what was finished is recorded
   */
  Optional<CandidateFailure> run(Candidate candidate, SweepFolder folder)
      throws InterruptedException;
}
