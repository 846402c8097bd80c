package org.lethe.experiment;

import java.util.List;
import org.lethe.results.Failure;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;

/** Who wants to hear how a run goes. Calls come from several threads, also at the same time. */
public interface Progress {

  /** Nobody. */
  Progress SILENT = new Progress() {};

  /**
   * Before the first trial: how many there are, searched budgets among them, and how many of them
   * were found recorded.
   */
  default void planned(int trials, int recorded) {}

  /**
   * A network is being trained by the calling thread, which may take longer than anybody waits
   * without a word.
   *
   * @param what {@code original}, {@code retrain}, or the name of an unlearner
   * @param epochs done; all of them, and it is over
   */
  default void training(String what, int epochs, int of) {}

  /** Some trials were recorded. */
  default void recorded(List<TrialRecord> trials) {}

  /** A searched budget was recorded. */
  default void recorded(TargetRecord target) {}

  /** Some trials could not be run, for one reason; they stay missing. */
  default void failed(Failure failure, int trials) {}
}
