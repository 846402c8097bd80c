package org.lethe.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lethe.encoder.Encoder;
import org.lethe.learner.Learner;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;
import org.lethe.settings.Setting;

/**
 * Whether an experiment may go on in a folder that holds another form of it. Lists may grow or
 * shrink (rules, learners, budgets, seeds, variants, expectations); what all trials of a variant
 * share must not change, nor what a label stands for: the curves of one table would no longer
 * belong together.
 */
final class SpecChange {
  private static final Set<String> FREE = Set.of("title", "budgets", "seeds", "expected");
  private static final Set<String> LABELLED = Set.of("scorers", "learners", "unlearners");

  private SpecChange() {}

  /**
   * @param recorded what the folder holds
   * @param wanted what the file says now
   * @throws BadInput with the differences, if the folder cannot be used
   */
  static void check(ExperimentFile recorded, ExperimentFile wanted, String folder) {
    List<String> differences = new ArrayList<>();
    wanted
        .variants()
        .forEach(
            (variant, now) -> {
              ExperimentSpec before = recorded.variants().get(variant);
              if (before != null) {
                compare(variant, settings(before), settings(now), differences);
              }
            });
    if (!differences.isEmpty()) {
      throw new BadInput(
          folder
              + " holds this experiment with other settings: "
              + String.join("; ", differences)
              + ". Give the new one a name of its own: name=…");
    }
  }

  /** What names files: without the folders they lie in. */
  private record Portable(
      @Setting("the encoder") Labelled<Encoder> encoder,
      @Setting("the learners") List<Labelled<Learner>> learners) {
    static Portable of(ExperimentSpec spec) {
      Labelled<Encoder> encoder = spec.encoder();
      return new Portable(
          new Labelled<>(encoder.label(), encoder.method().portable()),
          spec.learners().stream()
              .map(each -> new Labelled<>(each.label(), each.method().portable()))
              .toList());
    }
  }

  /** Where files lie may change: that they are the same their checksums tell. */
  private static Map<String, Object> settings(ExperimentSpec spec) {
    Map<String, Object> settings = new TreeMap<>(Methods.canonical().map(spec));
    settings.put("data", Methods.canonical().map((Record) spec.data().portable()));
    settings.putAll(Methods.canonical().map(Portable.of(spec)));
    return settings;
  }

  private static void compare(
      String variant,
      Map<String, Object> before,
      Map<String, Object> now,
      List<String> differences) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    keys.removeAll(FREE);
    for (String key : keys) {
      Object was = before.getOrDefault(key, "absent");
      Object is = now.getOrDefault(key, "absent");
      if (LABELLED.contains(key)) {
        Map<Object, Object> old = byLabel(was);
        byLabel(is)
            .forEach(
                (label, method) -> {
                  if (old.containsKey(label) && !Objects.equals(old.get(label), method)) {
                    differences.add(
                        line(variant, key + " labelled " + label, old.get(label), method));
                  }
                });
      } else if (!Objects.equals(was, is)) {
        differences.add(line(variant, key, was, is));
      }
    }
  }

  private static Map<Object, Object> byLabel(Object list) {
    Map<Object, Object> result = new LinkedHashMap<>();
    for (Object entry : (List<?>) list) {
      Map<?, ?> method = (Map<?, ?>) entry;
      result.put(method.containsKey("label") ? method.get("label") : method.get("name"), method);
    }
    return result;
  }

  private static String line(String variant, String key, Object was, Object is) {
    return "variant " + variant + ", " + key + " was " + was + ", is " + is;
  }
}
