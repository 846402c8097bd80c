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
import org.lethe.results.Study;
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

  private static final String ABSENT = "absent";

  private SpecChange() {}

  /**
   * @param recorded what the folder holds
   * @param wanted what the file says now
   * @throws BadInput with the differences, if the folder cannot be used
   */
  static void check(ExperimentFile recorded, ExperimentFile wanted, String folder) {
    if (!recorded.name().equals(wanted.name())) {
      throw new BadInput(
          folder
              + " holds the experiment "
              + recorded.name()
              + ", not "
              + wanted.name()
              + ". Give the folder its name back, or the new one a name of its own: name=…");
    }
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
    refuse(folder + " holds this experiment with other settings: ", differences);
  }

  /**
   * The same of the files that trials are made of: one that was changed in its place gives new
   * trials beside the old ones, and tables of both would be about neither. A learner may come or
   * go.
   *
   * @param recorded what the folder holds
   * @param wanted what is to be run now
   * @throws BadInput with the differences, if the folder cannot be used
   */
  static void checkFiles(Study recorded, Study wanted, String folder) {
    List<String> differences = new ArrayList<>();
    wanted
        .files()
        .forEach(
            (variant, now) -> {
              Map<String, String> before = recorded.files().get(variant);
              if (before != null) {
                compareFiles(variant, before, now, differences);
              }
            });
    refuse(folder + " holds this experiment on other files: ", differences);
  }

  private static void compareFiles(
      String variant,
      Map<String, String> before,
      Map<String, String> now,
      List<String> differences) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      boolean mayBeAbsent = name.startsWith(Studies.LEARNER);
      if (mayBeAbsent && !(before.containsKey(name) && now.containsKey(name))) {
        continue;
      }
      String was = before.getOrDefault(name, ABSENT);
      String is = now.getOrDefault(name, ABSENT);
      if (!was.equals(is)) {
        differences.add(line(variant, "sha256 of " + name, was, is));
      }
    }
  }

  private static void refuse(String holds, List<String> differences) {
    if (!differences.isEmpty()) {
      throw new BadInput(
          holds + String.join("; ", differences) + ". Give the new one a name of its own: name=…");
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
      Object was = before.getOrDefault(key, ABSENT);
      Object is = now.getOrDefault(key, ABSENT);
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
