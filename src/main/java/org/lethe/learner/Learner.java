package org.lethe.learner;

import java.util.Collections;
import java.util.SortedMap;

/** What is trained. An implementation is a record whose components are its hyperparameters. */
public interface Learner {

  /** The name in an experiment file: {@code logistic-regression}. */
  String name();

  /**
   * Trains on the given rows. Depends on nothing but its argument: neither on the order of calls
   * nor on other budgets. If an original model is given it may be used as a starting point, where
   * that changes the result by no more than the solver's tolerance.
   */
  Model fit(Training training);

  /**
   * The same without what holds on one machine only, as the folder of weights that are named by an
   * absolute path: what ids of trials are made of, beside the checksums of {@link #files}.
   */
  default Learner portable() {
    return this;
  }

  /**
   * The sha256 of each file that this learner reads besides its examples, by its role. Whoever
   * files results under the settings files them under these too, for a file can change under its
   * name.
   *
   * @throws org.lethe.settings.BadInput if a file is missing
   */
  default SortedMap<String, String> files() {
    return Collections.emptySortedMap();
  }

  /** Whether its models are laws, a {@link GaussianModel}, rather than classifiers. */
  default boolean fitsLaw() {
    return false;
  }
}
