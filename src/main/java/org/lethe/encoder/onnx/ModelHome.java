package org.lethe.encoder.onnx;

import java.nio.file.Path;
import java.util.Map;

/**
 * The folder that holds models, one folder each: {@code LETHE_MODELS}, or {@code
 * ~/.cache/lethe/models} without it.
 */
public record ModelHome(Path folder) {

  /** The home that the environment names. */
  public static ModelHome fromEnvironment() {
    return from(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static ModelHome from(Map<String, String> environment, Path user) {
    String named = environment.getOrDefault("LETHE_MODELS", "");
    return new ModelHome(
        named.isBlank()
            ? user.resolve(".cache").resolve("lethe").resolve("models")
            : Path.of(named));
  }
}
