package org.lethe.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small application: records with every kind of component that a file can hold. */
final class Samples {
  private Samples() {}

  /** An interface with members, as {@code Scorer} is. */
  interface Rule {}

  @Described("Takes any.")
  record Any() implements Rule {}

  @Described("Ratio of distances to the k nearest.")
  record Knn(
      @Setting(value = "neighbours, 1 or more", or = "5") int k,
      @Setting(value = "squared distances", or = "false") boolean squared)
      implements Rule {
    Knn {
      if (k < 1) {
        throw new IllegalArgumentException("k is " + k + ", allowed is 1 or more");
      }
    }
  }

  @Described("The reverse of another rule.")
  record Anti(@Setting("the rule that is reversed") Rule rule) implements Rule {}

  @Described("Ratio of Mahalanobis distances.")
  record Ratio(
      @Setting(value = "ridge as a share of the mean variance, 0 or more", or = "1e-3")
          double ridgeShare,
      @Setting(value = "which covariance", or = "pooled") Covariance covariance)
      implements Rule {
    Ratio {
      if (!(ridgeShare >= 0)) {
        throw new IllegalArgumentException(
            "ridgeShare is " + ridgeShare + ", allowed is 0 or more");
      }
    }
  }

  enum Covariance {
    POOLED,
    LEDOIT_WOLF
  }

  /** A number or a map: what {@link OwnForm} is for. */
  @Described("a share in [0, 1], or {count: 500}")
  record Budget(double share, int count) implements OwnForm {
    Budget {
      if (!(share <= 1)) {
        throw new IllegalArgumentException("budget " + share + " is outside [0, 1]");
      }
    }

    static Budget fromSettings(SettingsNode node) {
      if (node.isNumber()) {
        return new Budget(node.number(), 0);
      }
      if (!node.isMap()) {
        throw node.unexpected("a share or {count: 500}");
      }
      node.allowOnly(List.of("count"), "budget");
      return new Budget(
          0, node.at("count").orElseThrow(() -> node.refuse("count is missing")).integer());
    }

    @Override
    public Object toSettings() {
      return count > 0 ? Map.of("count", count) : share;
    }
  }

  record Data(
      @Setting("samples of the forget side, 1 or more") int n1,
      @Setting(value = "how it is drawn", or = "2e0") double scale,
      @Setting(value = "a limit, none if absent") Optional<Integer> limit) {
    Data {
      if (n1 < 1) {
        throw new IllegalArgumentException("n1 is " + n1 + ", allowed is 1 or more");
      }
    }
  }

  record Spec(
      @Setting("the name of the experiment") String name,
      @Setting(value = "one line", or = "''") String title,
      @Setting("the data") Data data,
      @Setting(value = "rules that are compared", or = "[any]") List<Labelled<Rule>> scorers,
      @Setting(value = "one more rule", or = "{name: knn, k: 7}") Rule extra,
      @Setting(value = "shares or counts", or = "[0, 0.5, 1]") List<Budget> budgets,
      @Setting(value = "where the random numbers begin", or = "1") long seed,
      @Setting(value = "known facts", or = "{}") Map<String, Double> facts) {}

  static final Family<Rule> RULES = new Family<>(Rule.class, "scorer", members());

  static final List<Family<?>> FAMILIES = List.of(RULES);

  private static Map<String, Class<? extends Rule>> members() {
    Map<String, Class<? extends Rule>> members = new LinkedHashMap<>();
    members.put("any", Any.class);
    members.put("knn", Knn.class);
    members.put("lr-maha", Ratio.class);
    members.put("anti", Anti.class);
    return members;
  }

  /** Reads a whole file. */
  static Spec spec(String yaml) {
    return new Binder(FAMILIES).bind(SettingsFile.parse(yaml, "x.yaml"), Spec.class);
  }
}
