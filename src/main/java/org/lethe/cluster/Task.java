package org.lethe.cluster;

import java.util.List;

/**
 * A unit, or one trial of a unit over which a process died: from then on its trials go one by one,
 * so that none suffers for another.
 *
 * @param id what attempts are counted by
 * @param trials what is missing of it
 * @param history when this worker looked first
 * @param failures of all its trials
 */
record Task(String id, List<String> trials, Attempts.History history, int failures) {}
