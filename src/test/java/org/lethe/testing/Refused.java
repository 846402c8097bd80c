package org.lethe.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** What a refusal says. */
public final class Refused {
  private Refused() {}

  /** The message of what is thrown, empty if it has none; fails if nothing of that type is. */
  public static String message(Class<? extends Throwable> type, Executable action) {
    String message = assertThrows(type, action).getMessage();
    return message == null ? "" : message;
  }
}
