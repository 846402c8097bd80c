/**
 * The hand-over of a batch to something that runs it elsewhere: a manifest and a site profile come
 * in, scripts and the engine's own submit commands go out. It meets the rest of Lethe at the
 * command line only ({@code prepare}, {@code work}, {@code status}, {@code collect}), as an engine
 * does: correctness is the worker's, an engine decides where and when.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.submit;
