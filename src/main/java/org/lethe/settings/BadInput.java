package org.lethe.settings;

/**
 * The user's input cannot be used: a file, a key, a row. The message is one line that names the
 * place, says what was found and what is allowed; the command line prints it and ends with exit
 * code 2. Everything else that is thrown is our own fault and ends with 1.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInput(String message) {
    super(message);
  }

  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The line to print; never absent. What a file says can neither break it nor steer a terminal.
   */
  @Override
  public String getMessage() {
    return Shown.line(String.valueOf(super.getMessage()));
  }
}
