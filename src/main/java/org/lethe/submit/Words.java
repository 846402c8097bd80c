package org.lethe.submit;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lethe.settings.BadInput;

/** Words for the languages that scripts are written in, so that no path or value becomes code. */
final class Words {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.,:=/+@%\\-]+");

  private Words() {}

  /** A word of a shell: within single quotes where it has to be. */
  static String shell(String word) {
    plain(word);
    return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** A command of a shell. */
  static String shell(List<String> words) {
    return words.stream().map(Words::shell).collect(Collectors.joining(" "));
  }

  /**
   * A value of an {@code #SBATCH} line. Slurm reads these with rules of its own: a quoted value may
   * have blanks, a backslash guards nothing within single quotes.
   */
  static String sbatch(String value) {
    plain(value);
    if (value.indexOf('\'') >= 0 || value.indexOf('"') >= 0 || value.indexOf('\\') >= 0) {
      throw new BadInput(value + ": sbatch cannot be told of quotes or backslashes; rename it");
    }
    return value.matches("[A-Za-z0-9_.,:=/+@%\\-\\[\\]&|*()!]+") ? value : "\"" + value + "\"";
  }

  /** A name of a log, in which sbatch replaces what follows a percent sign. */
  static String sbatchFolder(String folder) {
    return folder.replace("%", "%%");
  }

  /** A double-quoted word of YAML, JSON too. */
  static String yaml(String value) {
    plain(value);
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** A single-quoted string of Groovy, in which a dollar sign is one. */
  static String groovy(String value) {
    plain(value);
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static void plain(String word) {
    if (word.chars().anyMatch(Character::isISOControl)) {
      throw new BadInput("\"" + word + "\" has a line break or control character");
    }
  }
}
