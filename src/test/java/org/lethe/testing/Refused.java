package org.lethe.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/** What a refusal says. */
public final class Refused {
  private Refused() {}

  /**
   * The message of what is thrown, empty if it has none; fails if nothing of that type is. Where
   * the action skips the test, for want of a model or data, the test is skipped.
   */
  public static String message(Class<? extends Throwable> type, Executable action) {
    TestAbortedException[] skipped = new TestAbortedException[1];
    Executable noticing =
        () -> {
          try {
            action.execute();
          } catch (TestAbortedException e) {
            skipped[0] = e;
            throw e;
          }
        };
    try {
      String message = assertThrows(type, noticing).getMessage();
      return message == null ? "" : message;
    } catch (AssertionError e) {
      if (skipped[0] != null) {
        throw skipped[0];
      }
      throw e;
    }
  }
}
