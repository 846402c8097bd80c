package org.lethe.results;

/**
 * A trial that gave no result, and why; {@code failed/<id>-<n>.json}. Failing again adds a file.
 *
 * @param id of the trial
 * @param key what the trial was
 * @param cause one line, what failures are grouped by
 * @param stackTrace where it happened
 * @param when ISO 8601, UTC
 */
public record Failure(String id, TrialKey key, String cause, String stackTrace, String when) {}
