package org.lethe.curation.identify;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;

/**
 * A pool of two overlapping Gaussian clouds whose sides are known: p1 around (2, 0), a fifth of the
 * samples, and p2 around the origin.
 */
record TwoClouds(List<String> ids, DenseFeatures features, Answer[] truth) {

  static TwoClouds of(int n, long seed) {
    UniformRandomProvider random = new Seed(seed).derive("clouds").random();
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    float[] values = new float[2 * n];
    Answer[] truth = new Answer[n];
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      boolean forget = i % 5 == 0;
      truth[i] = forget ? Answer.FORGET : Answer.RETAIN;
      values[2 * i] = (float) (normal.sample() + (forget ? 2 : 0));
      values[2 * i + 1] = (float) normal.sample();
      ids.add("s" + i);
    }
    return new TwoClouds(List.copyOf(ids), new DenseFeatures(values, n, 2), truth);
  }

  int size() {
    return ids.size();
  }

  /** The same samples in another order: row i is what was row {@code order[i]}. */
  TwoClouds permuted(int[] order) {
    List<String> names = new ArrayList<>();
    Answer[] sides = new Answer[order.length];
    for (int i = 0; i < order.length; i++) {
      names.add(ids.get(order[i]));
      sides[i] = truth[order[i]];
    }
    return new TwoClouds(List.copyOf(names), features.select(order), sides);
  }

  long[] keys() {
    return Round.keys(ids, new Seed(7));
  }
}
