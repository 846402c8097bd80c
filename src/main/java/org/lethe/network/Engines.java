package org.lethe.network;

import java.util.List;
import org.lethe.network.dl4j.Dl4jEngine;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/** The engines by name. None is started before it is asked for. */
public final class Engines {
  /** Whatever this build holds: one for the processor, or one for a card. */
  public static final String AUTO = "auto";

  private static final String DL4J = "dl4j";
  private static final String DL4J_CUDA = "dl4j-cuda";
  private static final List<String> NAMES = List.of(AUTO, DL4J, DL4J_CUDA);

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
    return name.equals(AUTO) ? Dl4jEngine.nameInThisBuild() : name;
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
   * @throws BadInput if there is none of this name, it is not in this build, or it cannot be
   *     started here
   */
  public static Engine get(String name) {
    String wanted;
    try {
      wanted = resolve(name);
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
    String built = Dl4jEngine.nameInThisBuild();
    if (!wanted.equals(built)) {
      throw new BadInput(
          "engine "
              + wanted
              + " is not in this build, which has "
              + built
              + (wanted.equals(DL4J_CUDA)
                  ? "; build with the profile: LETHE_PROFILES=cuda ./lethe, or mvn -Pcuda package"
                  : "; build without -Pcuda"));
    }
    return Dl4jEngine.get();
  }

  /** The engine that {@code auto} stands for. */
  public static Engine auto() {
    return get(AUTO);
  }
}
