package org.lethe.curation.identify;

import java.util.List;

/**
 * Which samples to have labelled next. An implementation is a record whose components are its
 * hyperparameters.
 */
public interface QueryStrategy {

  /** The name in settings: {@code uncertainty}. */
  String name();

  /**
   * The samples to ask for, first to be asked first: distinct open ones, as many as wanted or as
   * there are. Depends on nothing but the round: not on the order of its rows (chance, too, belongs
   * to a sample and not to its row), nor on calls before.
   *
   * @param count at least 1
   */
  List<Proposal> propose(Round round, int count);
}
