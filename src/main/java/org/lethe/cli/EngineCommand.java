package org.lethe.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A command that schedulers start. They read its exit code and nothing else, so it has codes of its
 * own (those of {@code sysexits.h}): whether another try could help must be plain.
 */
interface EngineCommand {
  /** The command line is wrong: do not try again. */
  int MISUSED = 64;

  /** The manifest, the data or the shared cache is wrong: do not try again. */
  int BAD_DATA = 65;

  /** Stopped early; try again. */
  int TRY_AGAIN = 75;

  /** As every help text lists them. */
  Map<String, String> EXIT_CODES = exitCodes();

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(" 0", "finished; trials that failed are recorded as such");
    codes.put(" " + MISUSED, "the command line is wrong; do not try again");
    codes.put(" " + BAD_DATA, "manifest, data or shared cache are wrong; do not try again");
    codes.put(" " + TRY_AGAIN, "stopped early (signal, deadline, full disk); try again");
    codes.put("else", "a crash; try again");
    return Collections.unmodifiableMap(codes);
  }
}
