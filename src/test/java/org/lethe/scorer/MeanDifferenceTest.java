package org.lethe.scorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;

/** Guards the direction: what lies on p1's side of the line goes first. */
class MeanDifferenceTest extends ScorerContract {

  @Override
  Scorer scorer() {
    return new MeanDifference(0);
  }

  @Override
  Set<Invariance> invariances() {
    return EnumSet.complementOf(EnumSet.of(Invariance.FEATURE_SCALE));
  }

  @Test
  void isTheProjectionOnTheDifferenceOfTheMeans() {
    // μ̂1 = (2, 0), μ̂2 = (0, 1): scores are x·(2, −1)
    DenseFeatures forget = new DenseFeatures(new float[] {1, 0, 3, 0}, 2, 2);
    DenseFeatures retain = new DenseFeatures(new float[] {0, 1}, 1, 2);
    Candidates candidates =
        new Candidates(forget, retain, new double[] {1, 3}, Optional.empty(), new Seed(1));
    assertArrayEquals(new double[] {2, 6}, scorer().score(candidates).values(), 1e-12);
  }
}
