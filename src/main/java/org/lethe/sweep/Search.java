package org.lethe.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lethe.nd.Seed;
import org.lethe.settings.Family;

/** How candidates are drawn from a space. */
public sealed interface Search permits RandomSearch, GridSearch, GeneticSearch {

  /** By name. */
  Family<Search> FAMILY = new Family<>(Search.class, "search", members());

  /** How many candidates are drawn if the file says no number. */
  int DEFAULT_CANDIDATES = 20;

  /**
   * @throws IllegalArgumentException if the space cannot be searched like that
   */
  Sampler sampler(Space space, Seed seed);

  /** After how many draws the results of all before are needed; 0 for never. */
  default int generation() {
    return 0;
  }

  /** How many candidates there are without a number in the file. */
  default int candidates(Space space) {
    return DEFAULT_CANDIDATES;
  }

  /** For pages: {@code random}. */
  String words();

  private static Map<String, Class<? extends Search>> members() {
    Map<String, Class<? extends Search>> members = new LinkedHashMap<>();
    members.put("random", RandomSearch.class);
    members.put("grid", GridSearch.class);
    members.put("genetic", GeneticSearch.class);
    return members;
  }

  /** Distinct points, in their order. */
  static List<Space.Point> distinct(List<Space.Point> points) {
    Map<Map<String, String>, Space.Point> byTexts = new LinkedHashMap<>();
    points.forEach(point -> byTexts.putIfAbsent(point.texts(), point));
    return List.copyOf(byTexts.values());
  }
}
