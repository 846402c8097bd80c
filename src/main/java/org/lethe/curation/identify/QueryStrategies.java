package org.lethe.curation.identify;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lethe.settings.Family;

/** Every query strategy by its name, in the order of the documentation. */
public final class QueryStrategies {

  public static final Family<QueryStrategy> FAMILY =
      new Family<>(QueryStrategy.class, "strategy", members());

  private QueryStrategies() {}

  private static Map<String, Class<? extends QueryStrategy>> members() {
    Map<String, Class<? extends QueryStrategy>> members = new LinkedHashMap<>();
    members.put(RandomQuery.NAME, RandomQuery.class);
    members.put(Uncertainty.NAME, Uncertainty.class);
    members.put(MostLikely.NAME, MostLikely.class);
    members.put(DensityRatio.NAME, DensityRatio.class);
    members.put(KCenter.NAME, KCenter.class);
    members.put(KMeansPlusPlus.NAME, KMeansPlusPlus.class);
    members.put(Diverse.NAME, Diverse.class);
    return members;
  }
}
