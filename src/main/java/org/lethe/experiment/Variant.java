package org.lethe.experiment;

import org.lethe.dataset.Corpus;

/** One variant of an experiment with its data opened. */
record Variant(String name, ExperimentSpec spec, Corpus corpus) {}
