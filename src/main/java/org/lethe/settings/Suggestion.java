package org.lethe.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** What somebody probably meant: the nearest of the allowed names. */
public final class Suggestion {
  /** Below this two names have little in common; found by trying typing errors on our own keys. */
  private static final double ALIKE = 0.82;

  private static final JaroWinklerSimilarity SIMILARITY = new JaroWinklerSimilarity();

  private Suggestion() {}

  /** The allowed name that is nearest to the found one, if any is near. */
  public static Optional<String> nearest(String found, Collection<String> allowed) {
    String name = plain(found);
    return allowed.stream()
        .filter(other -> likeness(name, plain(other)) >= ALIKE)
        .max(Comparator.comparingDouble(other -> likeness(name, plain(other))));
  }

  /** The measure does not see that letters of a short word were swapped: rnu is run. */
  private static double likeness(String name, String other) {
    return name.length() > 2 && Arrays.equals(letters(name), letters(other))
        ? 1
        : SIMILARITY.apply(name, other);
  }

  private static int[] letters(String name) {
    return name.chars().sorted().toArray();
  }

  /** The end of a message: {@code ; did you mean ridge? Allowed: k, ridge}. */
  public static String text(String found, Collection<String> allowed) {
    return nearest(found, allowed).map(name -> "; did you mean " + name + "?").orElse(".")
        + " Allowed: "
        + (allowed.isEmpty() ? "none" : String.join(", ", allowed));
  }

  /** Case, underscores and camel humps are habits of other tools, not differences. */
  private static String plain(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
