package org.lethe.encoder.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.lethe.settings.Binder;
import org.lethe.settings.SettingsFile;

/** The models that have a descriptor in {@code models/}. */
public final class KnownModels {
  /** In the order of {@code models list}. */
  static final List<String> NAMES =
      List.of(
          "all-minilm-l6-v2",
          "all-minilm-l6-v2-int8",
          "bge-small-en-v1.5",
          "potion-base-2m-int8",
          "mobilenetv2-imagenet-w8",
          "resnet20-cifar10",
          "resnet56-cifar10");

  private KnownModels() {}

  /** All of them. */
  public static List<ModelDescriptor> all() {
    return NAMES.stream().map(KnownModels::read).toList();
  }

  /** The names that settings may give. */
  public static List<String> names() {
    return NAMES;
  }

  /** The descriptor of a name. */
  public static Optional<ModelDescriptor> find(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static ModelDescriptor read(String name) {
    String place = "/org/lethe/models/" + name + ".yaml";
    try (InputStream in = KnownModels.class.getResourceAsStream(place)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks " + place);
      }
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Binder(List.of())
          .bind(SettingsFile.parse(yaml, name + ".yaml"), ModelDescriptor.class);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + place, e);
    }
  }
}
