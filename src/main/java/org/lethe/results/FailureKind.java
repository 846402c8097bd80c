package org.lethe.results;

import java.util.Locale;
import java.util.regex.Pattern;
import org.lethe.settings.BadInput;

/** What sort of thing went wrong: who has to do something about it. The first that fits counts. */
public enum FailureKind {
  /** The place where records go, not the trial. */
  DISK_FULL("no space left|disk quota exceeded|read-only file system|input/output error"),
  /** The heap, or what a native library may take. */
  OUT_OF_MEMORY("outofmemory|java heap space"),
  /** A training diverged, or a measurement is no number. */
  NOT_FINITE("not finite|\\bnan\\b"),
  /**
   * Stopped from outside before it could get further, again and again: a time limit that is short.
   */
  INTERRUPTED("stopped from outside"),
  /** The JVM itself was ended by a signal that a native library's mistake brings about. */
  NATIVE_CRASH("native crash"),
  /** The process ended without a word: killed, or its machine went away. */
  KILLED("process ended without a word"),
  /** The computation gives other numbers the second time. */
  NOT_DETERMINISTIC("not deterministic"),
  /** The settings or the data do not allow this trial. */
  BAD_CONFIG("\\borg\\.lethe\\.settings\\.badinput\\b"),
  /** Anything else. */
  EXCEPTION("");

  private final String pattern;

  FailureKind(String pattern) {
    this.pattern = pattern;
  }

  /** Of what was thrown, with everything that caused it. */
  public static FailureKind of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      FailureKind kind = of(cause.getClass().getSimpleName() + ": " + cause.getMessage());
      if (kind != EXCEPTION) {
        return kind;
      }
    }
    return thrown instanceof BadInput ? BAD_CONFIG : EXCEPTION;
  }

  /** Of what was recorded: its cause, and the exception with which its stack trace begins. */
  public static FailureKind of(Failure failure) {
    return of(failure.cause() + "\n" + failure.stackTrace().lines().findFirst().orElse(""));
  }

  private static FailureKind of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (FailureKind kind : values()) {
      if (Pattern.compile(kind.pattern).matcher(lower).find()) {
        return kind;
      }
    }
    return EXCEPTION;
  }

  /** As people read it: {@code out-of-memory}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
