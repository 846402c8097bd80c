package org.lethe.dataset;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether a text has one of some words: whole words or phrases, in any case. */
final class Keywords {
  private final Pattern pattern;

  Keywords(List<String> words) {
    String any = words.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    pattern =
        Pattern.compile(
            "(?<![\\p{L}\\p{N}_])(?:" + any + ")(?![\\p{L}\\p{N}_])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  boolean in(String text) {
    return pattern.matcher(text).find();
  }

  /**
   * What a record's compact constructor checks.
   *
   * @param key the setting that holds them
   */
  static List<String> checked(String key, List<String> words) {
    for (String word : words) {
      if (word.isBlank()) {
        throw new IllegalArgumentException(key + " has an empty word");
      }
    }
    return List.copyOf(words);
  }
}
