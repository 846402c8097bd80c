package org.lethe.encoder.onnx;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.lethe.settings.BadInput;

/**
 * The bytes of an ONNX file, in which names (of operators, of files with weights) stand as they
 * are: enough to look for some without reading the graph.
 */
record ModelBytes(Path file) {
  private static final int BUFFER = 1 << 20;

  static ModelBytes of(Path file) {
    return new ModelBytes(file);
  }

  /** Those of the words that occur in the file, in their order. */
  List<String> thoseIn(Collection<String> words) {
    List<String> found = new ArrayList<>();
    List<String> sought = new ArrayList<>();
    for (String word : words) {
      // as its bytes are read below
      sought.add(new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
    boolean[] seen = new boolean[sought.size()];
    int longest = sought.stream().mapToInt(String::length).max().orElse(0);
    if (longest == 0) {
      return found;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      byte[] buffer = new byte[BUFFER];
      String tail = "";
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String text = tail + new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < seen.length; i++) {
          seen[i] = seen[i] || text.contains(sought.get(i));
        }
        tail = text.substring(Math.max(0, text.length() - longest));
      }
    } catch (IOException e) {
      throw new BadInput("model file " + file + " cannot be read: " + e.getMessage(), e);
    }
    int at = 0;
    for (String word : words) {
      if (seen[at++]) {
        found.add(word);
      }
    }
    return found;
  }
}
