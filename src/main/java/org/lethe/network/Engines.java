package org.lethe.network;

import java.util.List;
import java.util.function.Supplier;
import org.lethe.network.dl4j.Dl4jEngine;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/** The engines by name. None is started before it is asked for. */
public final class Engines {
  /** Whatever this machine can drive best. */
  public static final String AUTO = "auto";

  private static final String DL4J = "dl4j";
  private static final List<String> NAMES = List.of(AUTO, DL4J);

  private Engines() {}

  /** What {@code engine} may name. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The name that {@code auto} stands for on this machine; others stand for themselves.
   *
   * @throws IllegalArgumentException if there is no such engine
   */
  public static String resolve(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("engine is " + name + Suggestion.text(name, NAMES));
    }
    return DL4J;
  }

  /**
   * Whether there are natives for this machine, so that an engine that does not start is broken.
   */
  public static boolean madeForThisMachine() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /**
   * An engine, started.
   *
   * @throws BadInput if there is none of this name, or it cannot be started here
   */
  public static Engine get(String name) {
    try {
      resolve(name);
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
    Supplier<Engine> dl4j = Dl4jEngine::get;
    return dl4j.get();
  }

  /** The engine that {@code auto} stands for. */
  public static Engine auto() {
    return get(AUTO);
  }
}
