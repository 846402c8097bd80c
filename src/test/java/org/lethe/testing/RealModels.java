package org.lethe.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.lethe.encoder.onnx.ModelHome;

/**
 * The models on this machine, for the tests that need their weights. They lie where {@code
 * LETHE_MODELS} points; without it such a test is skipped with its reason, unless {@code
 * LETHE_REQUIRE_MODELS=true}, where missing models fail.
 */
public final class RealModels {

  private RealModels() {}

  /** The home, with the given model in it. */
  public static ModelHome home(String model) {
    String home = System.getenv().getOrDefault("LETHE_MODELS", "");
    if (home.isBlank()) {
      return missing("LETHE_MODELS is not set: no real models for this test");
    }
    if (!Files.isDirectory(Path.of(home, model))) {
      return missing("LETHE_MODELS has no folder " + model + ": " + Path.of(home, model));
    }
    return new ModelHome(Path.of(home));
  }

  /** The folder of one model. */
  public static Path folder(String model) {
    return home(model).folder().resolve(model);
  }

  private static ModelHome missing(String reason) {
    if (System.getenv().getOrDefault("LETHE_REQUIRE_MODELS", "").equals("true")) {
      throw new AssertionError(reason + " (LETHE_REQUIRE_MODELS=true)");
    }
    return Assumptions.abort(reason);
  }
}
