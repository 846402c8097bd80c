package org.lethe.experiment;

import java.util.List;
import org.lethe.results.Failure;
import org.lethe.results.TrialRecord;

/**
 * Who decides how far a unit is run, and hears of it; called by the thread that runs it. Whoever
 * overrides nothing lets it run to its end and hears nothing.
 */
public interface UnitListener {
  /** Whether there is time for one more trial; else the rest of the unit stays undone. */
  default boolean mayStart(String trial) {
    return true;
  }

  /** A trial begins. */
  default void started(String trial) {}

  /**
   * A network's training has passed some epochs, of which the last is kept in a checkpoint or not.
   */
  default void training(String what, int epochs, int of) {}

  /** Some trials are on disk. */
  default void recorded(List<TrialRecord> trials) {}

  /**
   * A trial was recorded before with other numbers, which stay.
   *
   * @param how in one line, where the two differ
   */
  default void differs(TrialRecord trial, String how) {}

  /** A trial gave no result; the others of the unit go on. */
  default void failed(Failure failure, Throwable cause) {}
}
