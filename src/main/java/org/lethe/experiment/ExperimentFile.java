package org.lethe.experiment;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lethe.results.Study;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.SettingsNode;

/**
 * An experiment file that was read: one resolved spec for each of its variants. A variant is a name
 * and what it changes, with dots: {@code mu-5: {data.mean2: 5}}.
 */
public final class ExperimentFile {
  /** The name of the only variant of a file without any. */
  public static final String ONLY_VARIANT = "default";

  private static final String VARIANTS = "variants";
  private static final Set<String> NO_CONTENT =
      Set.of("name", "title", "seeds", "expected", "not-comparable");

  private final Map<String, ExperimentSpec> variants;

  ExperimentFile(Map<String, ExperimentSpec> variants) {
    this.variants = Collections.unmodifiableMap(variants);
  }

  /**
   * Reads a file.
   *
   * @param assignments {@code key=value} from the command line, applied before the variants
   * @throws org.lethe.settings.BadInput if it cannot be read or says something that is not allowed
   */
  public static ExperimentFile read(Path path, List<String> assignments) {
    SettingsFile file = SettingsFile.read(path);
    for (String assignment : assignments) {
      file = file.with(assignment, "command line");
    }
    return of(file);
  }

  /**
   * Checks that two results may stand in one table.
   *
   * @param ours what {@link #yaml} wrote of one
   * @param theirs and of the other
   * @param place for the message
   * @throws org.lethe.settings.BadInput with the differences, if they may not
   */
  public static void requireSameSettings(String ours, String theirs, String place) {
    SpecChange.check(recorded(ours), recorded(theirs), place);
  }

  /**
   * Checks the same of the files that they were made of.
   *
   * @param ours what one folder says of itself
   * @param theirs and the other
   * @param place for the message
   * @throws org.lethe.settings.BadInput with the differences, if they may not
   */
  public static void requireSameFiles(Study ours, Study theirs, String place) {
    SpecChange.checkFiles(ours, theirs, place);
  }

  /** What {@link #yaml} wrote, read again. */
  public static ExperimentFile recorded(String yaml) {
    return recorded(yaml, "spec.yaml");
  }

  /**
   * As {@link #recorded(String)}.
   *
   * @param place what messages call it
   * @throws org.lethe.settings.BadInput if it is damaged, or of a version with other settings
   */
  static ExperimentFile recorded(String yaml, String place) {
    Map<String, ExperimentSpec> variants = new LinkedHashMap<>();
    SettingsFile.parse(yaml, place)
        .root()
        .entries()
        .forEach(
            (name, spec) -> variants.put(name, Methods.binder().bind(spec, ExperimentSpec.class)));
    return new ExperimentFile(variants);
  }

  /**
   * An experiment from settings that were put together elsewhere: a sweep's candidate.
   *
   * @throws org.lethe.settings.BadInput if they say something that is not allowed
   */
  public static ExperimentFile of(SettingsFile file) {
    SettingsFile shared = file.without(VARIANTS);
    Map<String, ExperimentSpec> variants = new LinkedHashMap<>();
    Optional<SettingsNode> named = file.root().at(VARIANTS).filter(node -> !node.isNothing());
    if (named.isEmpty() || named.get().entries().isEmpty()) {
      variants.put(ONLY_VARIANT, Methods.binder().bind(shared, ExperimentSpec.class));
    } else {
      named
          .get()
          .entries()
          .forEach(
              (name, changes) -> {
                if (changes.at("name").isPresent()) {
                  throw changes.refuse("a variant cannot change the experiment's name");
                }
                variants.put(
                    name, Methods.binder().bind(shared.with(changes), ExperimentSpec.class));
              });
    }
    return new ExperimentFile(variants);
  }

  /** The experiment's name. */
  public String name() {
    return variants.values().iterator().next().name();
  }

  /** Resolved settings by variant, in the order of the file. */
  public Map<String, ExperimentSpec> variants() {
    return variants;
  }

  /**
   * A hash of everything that shapes the curves of this experiment: all resolved settings but its
   * name, title, seeds and what is expected of it. Data, caches and the place it runs are no part.
   */
  public String contentId() {
    Map<String, Object> byVariant = new LinkedHashMap<>();
    variants.forEach(
        (name, spec) -> {
          Map<String, Object> settings = new LinkedHashMap<>(Methods.canonical().map(spec));
          settings.keySet().removeAll(NO_CONTENT);
          byVariant.put(name, settings);
        });
    return org.lethe.settings.Canonical.sha256(byVariant).substring(0, 16);
  }

  /** The resolved settings, every default written out, by variant; what {@code spec.yaml} holds. */
  public String yaml() {
    Map<String, Object> byVariant = new LinkedHashMap<>();
    variants.forEach((name, spec) -> byVariant.put(name, Methods.canonical().map(spec)));
    return org.lethe.settings.Canonical.yaml(byVariant);
  }

  /** The resolved settings, followed by the trials they mean as YAML comments. */
  public String describe() {
    StringBuilder text = new StringBuilder(yaml());
    int all = 0;
    for (Map.Entry<String, ExperimentSpec> entry : variants.entrySet()) {
      ExperimentSpec spec = entry.getValue();
      int seeds = spec.seeds().values().size();
      int learners = spec.learners().size();
      int scorers = spec.scorers().size();
      int between = spec.budgets().between().size();
      int searched = spec.budgets().searched().size();
      int unlearners = spec.unlearners().size();
      int trials =
          seeds * learners * unlearners * (scorers * (between + searched) + Budgets.ENDS.size());
      all += trials;
      text.append(
          String.format(
              Locale.ROOT,
              "# %s: %d seeds × %d learners%s × (%d rules × %d budgets%s + budgets 0 and 1) = %d"
                  + " trials%n",
              entry.getKey(),
              seeds,
              learners,
              unlearners > 1 ? " × " + unlearners + " unlearners" : "",
              scorers,
              between + searched,
              searched > 0 ? " (" + searched + " searched)" : "",
              trials));
      spec.budgets()
          .searched()
          .forEach(
              budget ->
                  text.append("#   searched: the smallest budget that ")
                      .append(budget.words())
                      .append(System.lineSeparator()));
    }
    return text.append("# ")
        .append(all)
        .append(" trials")
        .append(System.lineSeparator())
        .toString();
  }
}
