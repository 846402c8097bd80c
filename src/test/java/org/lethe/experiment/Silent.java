package org.lethe.experiment;

import java.util.List;
import org.lethe.results.Failure;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;

/** Hears of a run and says nothing; a failure fails the test. */
public final class Silent {
  /** The only one. */
  public static final Progress PROGRESS =
      new Progress() {
        @Override
        public void planned(int trials, int recorded) {}

        @Override
        public void recorded(List<TrialRecord> trials) {}

        @Override
        public void recorded(TargetRecord target) {}

        @Override
        public void failed(Failure failure, int missing) {
          throw new AssertionError(failure.toString());
        }
      };

  private Silent() {}
}
