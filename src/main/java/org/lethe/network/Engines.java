package org.lethe.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lethe.network.dl4j.Dl4jEngine;
import org.lethe.network.libtorch.LibtorchEngine;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/** The engines by name. None is started before it is asked for. */
public final class Engines {
  /** Deeplearning4j; or libtorch in a build for cards that ND4J cannot drive. */
  public static final String AUTO = "auto";

  private static final String DL4J = "dl4j";
  private static final String DL4J_CUDA = "dl4j-cuda";
  private static final String LIBTORCH = "libtorch";
  private static final String LIBTORCH_CUDA = "libtorch-cuda";
  private static final List<String> NAMES = List.of(AUTO, DL4J, DL4J_CUDA, LIBTORCH, LIBTORCH_CUDA);

  private Engines() {}

  /**
   * The name that {@code auto} stands for in this build; others stand for themselves.
   *
   * @throws IllegalArgumentException if there is no such engine
   */
  public static String resolve(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("engine is " + name + Suggestion.text(name, NAMES));
    }
    if (!name.equals(AUTO)) {
      return name;
    }
    return LibtorchEngine.namesInThisBuild().contains(LIBTORCH_CUDA)
        ? LIBTORCH_CUDA
        : Dl4jEngine.nameInThisBuild();
  }

  /** Whether an engine computes on a card, by its resolved name. */
  public static boolean onCard(String engine) {
    return engine.equals(DL4J_CUDA) || engine.equals(LIBTORCH_CUDA);
  }

  /**
   * Looks whether an engine computes in a precision; starts nothing.
   *
   * @param engine resolved
   * @throws IllegalArgumentException if it does not
   */
  public static void check(String engine, Precision precision) {
    boolean any = engine.equals(LIBTORCH) || engine.equals(LIBTORCH_CUDA);
    if (!any && precision != Precision.FLOAT32) {
      throw new IllegalArgumentException(
          "precision is bfloat16, but engine "
              + engine
              + " computes in float32 alone; allowed: float32, or engine: libtorch");
    }
  }

  /**
   * Whether there are natives for this machine, so that an engine that does not start is broken.
   */
  public static boolean madeForThisMachine() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** The names of the engines in this build, that of {@code auto} first. */
  public static List<String> namesInThisBuild() {
    String first = resolve(AUTO);
    List<String> names = new ArrayList<>(List.of(first));
    if (!first.equals(Dl4jEngine.nameInThisBuild())) {
      names.add(Dl4jEngine.nameInThisBuild());
    }
    LibtorchEngine.namesInThisBuild().stream()
        .filter(name -> !name.equals(first))
        .forEach(names::add);
    return List.copyOf(names);
  }

  /**
   * An engine in single precision, started.
   *
   * @throws BadInput as {@link #get(String, Precision)}
   */
  public static Engine get(String name) {
    return get(name, Precision.FLOAT32);
  }

  /**
   * An engine, started.
   *
   * @throws BadInput if there is none of this name and precision, it is not in this build, or it
   *     cannot be started here
   */
  public static Engine get(String name, Precision precision) {
    String wanted;
    try {
      wanted = resolve(name);
      check(wanted, precision);
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
    Optional<Engine> libtorch = LibtorchEngine.of(wanted, precision);
    if (libtorch.isPresent()) {
      return libtorch.get();
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
