package org.lethe.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.lethe.classical.ClassWeight;

/** Every rule of the family under the contract; guards against a rule that nobody tests. */
class ScorersTest {
  private static final Set<ScorerContract.Invariance> RIGID =
      EnumSet.of(
          ScorerContract.Invariance.PERMUTATION,
          ScorerContract.Invariance.TRANSLATION,
          ScorerContract.Invariance.ROTATION,
          ScorerContract.Invariance.SCALE);
  private static final Set<ScorerContract.Invariance> ABOUT_ORIGIN =
      EnumSet.of(
          ScorerContract.Invariance.PERMUTATION,
          ScorerContract.Invariance.ROTATION,
          ScorerContract.Invariance.SCALE);

  @Test
  void everyRuleIsUnderTheContract() {
    Set<String> tested =
        java.util.Arrays.stream(ScorersTest.class.getDeclaredClasses())
            .filter(ScorerContract.class::isAssignableFrom)
            .map(type -> ((ScorerContract) instance(type)).scorer().name())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(Scorers.FAMILY.members().keySet()), tested);
  }

  private Object instance(Class<?> type) {
    try {
      return type.getDeclaredConstructor(ScorersTest.class).newInstance(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Nested
  class RandomRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new RandomScore();
    }

    @Override
    Set<Invariance> invariances() {
      return EnumSet.complementOf(EnumSet.of(ScorerContract.Invariance.PERMUTATION));
    }
  }

  @Nested
  class DistanceRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new Distance();
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class MahaMu2Rule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new MahaMu2(Covariance.POOLED, 1e-3);
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class MahaMu2LedoitWolfRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new MahaMu2(Covariance.LEDOIT_WOLF, 0);
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class MahaMu2WithoutRidgeRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new MahaMu2(Covariance.POOLED, 0);
    }

    @Override
    Set<Invariance> invariances() {
      return EnumSet.allOf(ScorerContract.Invariance.class);
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class MahaMu2DiagonalRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new MahaMu2(Covariance.DIAGONAL, 0);
    }

    @Override
    Set<Invariance> invariances() {
      return EnumSet.of(
          ScorerContract.Invariance.PERMUTATION,
          ScorerContract.Invariance.TRANSLATION,
          ScorerContract.Invariance.SCALE,
          ScorerContract.Invariance.FEATURE_SCALE);
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class CosMu2Rule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new CosMu2();
    }

    @Override
    Set<Invariance> invariances() {
      return ABOUT_ORIGIN;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class LrMahaRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new LrMaha(Covariance.POOLED, 1e-3);
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class LrMahaSquaredRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new LrMahaSquared(Covariance.POOLED, 1e-3);
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class LrCosRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new LrCos();
    }

    @Override
    Set<Invariance> invariances() {
      return ABOUT_ORIGIN;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class KnnRatioRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new KnnRatio(5);
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class VmfRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new Vmf();
    }

    @Override
    Set<Invariance> invariances() {
      return ABOUT_ORIGIN;
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }

  @Nested
  class TfidfNormRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new TfidfNorm();
    }

    @Override
    Set<Invariance> invariances() {
      return ABOUT_ORIGIN;
    }
  }

  @Nested
  class L2NormRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new L2Norm();
    }

    @Override
    Set<Invariance> invariances() {
      return ABOUT_ORIGIN;
    }
  }

  @Nested
  class CoresetRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new Coreset();
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }
  }

  @Nested
  class KCenterRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new KCenter();
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }
  }

  @Nested
  class HerdingRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new Herding();
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }
  }

  @Nested
  class MarginRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new Margin();
    }

    @Override
    Set<Invariance> invariances() {
      return EnumSet.allOf(ScorerContract.Invariance.class);
    }
  }

  @Nested
  class LossRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new Loss();
    }

    @Override
    Set<Invariance> invariances() {
      return EnumSet.allOf(ScorerContract.Invariance.class);
    }
  }

  @Nested
  class OracleGreedyRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new OracleGreedy();
    }

    @Override
    Set<Invariance> invariances() {
      return RIGID;
    }
  }

  @Nested
  class AntiRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new Anti(new LrCos());
    }

    @Override
    Set<Invariance> invariances() {
      return ABOUT_ORIGIN;
    }
  }

  @Nested
  class DensityRatioRule extends ScorerContract {
    @Override
    Scorer scorer() {
      return new DensityRatio(5, 1, ClassWeight.BALANCED);
    }

    /**
     * Folds are dealt by row, so scores do not follow a permutation; the penalty sees the scale.
     */
    @Override
    Set<Invariance> invariances() {
      return EnumSet.of(Invariance.TRANSLATION, Invariance.ROTATION);
    }

    @Override
    boolean prefersFarFromRetain() {
      return true;
    }
  }
}
