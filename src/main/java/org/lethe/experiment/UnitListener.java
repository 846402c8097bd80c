package org.lethe.experiment;

import java.util.List;
import org.lethe.results.Failure;
import org.lethe.results.TrialRecord;

/** Who decides how far a unit is run, and hears of it; called by the thread that runs it. */
public interface UnitListener {
  /** Whether there is time for one more trial; else the rest of the unit stays undone. */
  boolean mayStart(String trial);

  /** A trial begins. */
  void started(String trial);

  /**
   * A network's training has passed some epochs, of which the last is kept in a checkpoint or not.
   */
  void training(String what, int epochs, int of);

  /** Some trials are on disk. */
  void recorded(List<TrialRecord> trials);

  /**
   * A trial was recorded before with other numbers, which stay.
   *
   * @param how in one line, where the two differ
   */
  void differs(TrialRecord trial, String how);

  /** A trial gave no result; the others of the unit go on. */
  void failed(Failure failure, Throwable cause);
}
