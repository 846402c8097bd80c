package org.lethe.dataset;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * Where somebody's own data lie. A relative name is sought in the working folder, then in the data
 * home; an absolute one where it says, then by its last part in the data home: so a plan that was
 * made on one machine finds its data on another. That they are the same is seen by their checksums.
 */
public final class OwnPlace {
  private OwnPlace() {}

  /**
   * Finds it.
   *
   * @param kind of the source, for messages
   * @param key of the setting, as {@code file}
   * @throws BadInput if there is nothing of that name, or it climbs out of its folder
   */
  static Path find(String kind, String key, String name, DataHome home) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new BadInput(kind + ": " + key + " " + Shown.text(name) + " is no " + key + " name", e);
    }
    for (Path step : path) {
      if (step.toString().equals("..")) {
        throw new BadInput(
            kind
                + ": "
                + key
                + " "
                + name
                + " climbs out of its folder; give an absolute path, or one without \"..\"");
      }
    }
    Path inHome = home.folder().resolve(portable(name));
    if (Files.exists(path)) {
      return path;
    }
    if (!Files.exists(inHome)) {
      throw new BadInput(
          kind + ": no " + key + " " + path.toAbsolutePath() + ", nor " + inHome.toAbsolutePath());
    }
    return inHome;
  }

  /** The name without the folder in which it lies on this machine. */
  public static String portable(String name) {
    try {
      Path path = Path.of(name);
      return path.isAbsolute()
          ? Objects.toString(path.getFileName(), name) // the root itself has none
          : name;
    } catch (InvalidPathException e) {
      return name; // under which nothing will be found
    }
  }
}
