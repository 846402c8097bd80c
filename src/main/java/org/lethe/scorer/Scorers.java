package org.lethe.scorer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lethe.settings.Family;

/** Every removal rule by its name, in the order of the documentation. */
public final class Scorers {

  public static final Family<Scorer> FAMILY = new Family<>(Scorer.class, "scorer", members());

  /** The rules that see no retained sample; some ask the original model instead. */
  public static final List<String> FORGET_ONLY =
      List.of(
          RandomScore.NAME,
          TfidfNorm.NAME,
          L2Norm.NAME,
          Coreset.NAME,
          KCenter.NAME,
          Herding.NAME,
          Margin.NAME,
          Loss.NAME);

  private Scorers() {}

  private static Map<String, Class<? extends Scorer>> members() {
    Map<String, Class<? extends Scorer>> members = new LinkedHashMap<>();
    members.put(RandomScore.NAME, RandomScore.class);
    members.put(Distance.NAME, Distance.class);
    members.put(MahaMu2.NAME, MahaMu2.class);
    members.put(CosMu2.NAME, CosMu2.class);
    members.put(LrMaha.NAME, LrMaha.class);
    members.put(LrMahaSquared.NAME, LrMahaSquared.class);
    members.put(LrCos.NAME, LrCos.class);
    members.put(KnnRatio.NAME, KnnRatio.class);
    members.put(KnnDistance.NAME, KnnDistance.class);
    members.put(DistanceClasses.NAME, DistanceClasses.class);
    members.put(DistanceClusters.NAME, DistanceClusters.class);
    members.put(MahaClasses.NAME, MahaClasses.class);
    members.put(MahaClusters.NAME, MahaClusters.class);
    members.put(Gmm.NAME, Gmm.class);
    members.put(GmmRatio.NAME, GmmRatio.class);
    members.put(Vmf.NAME, Vmf.class);
    members.put(DensityRatio.NAME, DensityRatio.class);
    members.put(TfidfNorm.NAME, TfidfNorm.class);
    members.put(L2Norm.NAME, L2Norm.class);
    members.put(Coreset.NAME, Coreset.class);
    members.put(KCenter.NAME, KCenter.class);
    members.put(Herding.NAME, Herding.class);
    members.put(Margin.NAME, Margin.class);
    members.put(Loss.NAME, Loss.class);
    members.put(OracleGreedy.NAME, OracleGreedy.class);
    members.put(Anti.NAME, Anti.class);
    return members;
  }
}
