package org.lethe.results;

/**
 * A trial that is not tried again, {@code failed/<id>.json}: it failed too often, or can never go
 * well. The first five keys are those of a {@link Failure}, its last one.
 *
 * @param id of the trial
 * @param key what the trial was
 * @param cause one line, what failures are grouped by
 * @param stackTrace where it happened, as far as that is known
 * @param when it was given up, ISO 8601, UTC
 * @param failures how often it failed
 * @param interruptions how often in a row it was stopped from outside without getting further
 * @param attempts where its attempts are told, below the results folder
 */
public record Poison(
    String id,
    TrialKey key,
    String cause,
    String stackTrace,
    String when,
    int failures,
    int interruptions,
    String attempts) {}
