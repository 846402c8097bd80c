package org.lethe.scorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.classical.ClassWeight;
import org.lethe.embedding.Npy;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.RowMajor;
import org.lethe.nd.Seed;

/** Guards against rules that rank otherwise when the rows stay in their files. */
class MappedScoringTest {
  private static final List<Scorer> RULES =
      List.of(
          new Distance(),
          new CosMu2(),
          new LrCos(),
          new Vmf(),
          new Coreset(),
          new L2Norm(),
          new MahaMu2(Covariance.POOLED, 1e-3),
          new MahaMu2(Covariance.DIAGONAL, 1e-3),
          new LrMaha(Covariance.LEDOIT_WOLF, 1e-3),
          new LrMahaSquared(Covariance.POOLED, 0),
          new KnnRatio(5),
          new DensityRatio(3, 1, ClassWeight.BALANCED));

  @TempDir private Path folder;

  @Test
  void everyRuleGivesTheBitsOfRowsInMemory() throws IOException {
    DenseFeatures forget = random(400, 0.5, 1);
    DenseFeatures retain = random(2500, 0, 2);
    RowMajor forgetFile = mapped("forget.npy", forget);
    RowMajor retainFile = mapped("retain.npy", retain);
    for (Scorer rule : RULES) {
      double[] expected = scores(rule, forget, retain);
      assertArrayEquals(expected, scores(rule, forgetFile, retainFile), 0.0, rule.toString());
      // one side in memory, the other too large for it
      assertArrayEquals(expected, scores(rule, forget, retainFile), 0.0, rule.toString());
    }
  }

  private static double[] scores(Scorer rule, Features forget, Features retain) {
    return rule.score(
            new Candidates(
                forget, retain, new double[forget.rows()], Optional.empty(), new Seed(1)))
        .values();
  }

  private RowMajor mapped(String name, DenseFeatures rows) throws IOException {
    Npy.write(folder.resolve(name), rows);
    return Npy.rows(folder.resolve(name));
  }

  private static DenseFeatures random(int n, double mean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * 130];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + random.nextGaussian());
    }
    return new DenseFeatures(values, n, 130);
  }
}
