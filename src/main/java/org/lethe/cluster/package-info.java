/**
 * One experiment by many processes: a manifest of what there is to do, workers that each take a
 * slice of it, and what became of every trial. Schedulers only decide where and when a worker runs.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.cluster;
