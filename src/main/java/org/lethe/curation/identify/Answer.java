package org.lethe.curation.identify;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is known of a sample. */
public enum Answer {
  /** Nobody was asked, or nobody has answered. */
  UNKNOWN,
  /** It belongs to p1, what must go. */
  FORGET,
  /** It belongs to p2, what must stay. */
  RETAIN,
  /** Somebody was asked and cannot tell; it is not asked again. */
  SKIP;

  /** What a label column may hold. */
  public static final List<String> WORDS = List.of("forget", "retain", "skip");

  /** As written in files: {@code forget}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The answer of this word, in any case and with blanks around it; empty if it is none. */
  static Optional<Answer> of(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(answer -> answer != UNKNOWN && answer.word().equals(plain))
        .findFirst();
  }

  /** Whether it says which side a sample is on. */
  boolean isSide() {
    return this == FORGET || this == RETAIN;
  }
}
