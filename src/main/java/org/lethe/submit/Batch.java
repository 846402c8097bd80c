package org.lethe.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.lethe.settings.BadInput;

/**
 * As much of a batch as an engine must know: where its manifest is, where its records go, and how
 * many lines there are to share out. Workers read the rest, and check it.
 *
 * @param manifest absolute
 * @param results absolute; the folder in which experiments have theirs
 * @param name the experiment
 * @param count lines of the manifest, 1 or more; cheap trials of one kind share a line
 * @param trials in all lines, no fewer than those
 * @param sha256 of the manifest
 */
public record Batch(
    Path manifest, Path results, String name, int count, int trials, String sha256) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Whoever calls this decides where paths start: scripts run in other folders. */
  public Batch {
    if (!manifest.isAbsolute() || !results.isAbsolute()) {
      throw new IllegalArgumentException(manifest + " and " + results + " must be absolute");
    }
  }

  /**
   * Reads the first line of a manifest.
   *
   * @throws BadInput if it is not there, is none, or has nothing to do
   */
  public static Batch of(Path manifest, Path results) {
    if (!Files.isRegularFile(manifest)) {
      throw new BadInput(
          manifest
              + ": no such manifest; `lethe plan FILE --out BATCH` writes BATCH/manifest.jsonl");
    }
    String first;
    try (BufferedReader reader = Files.newBufferedReader(manifest)) {
      first = reader.readLine();
    } catch (IOException e) {
      throw new BadInput(manifest + ": cannot be read: " + e, e);
    }
    JsonNode header;
    try {
      header = MAPPER.readTree(first == null ? "" : first);
    } catch (JsonProcessingException e) {
      throw new BadInput(manifest + ":1: is no header of a manifest (no JSON)", e);
    }
    JsonNode count = header.path("count");
    if (!count.canConvertToInt() || !count.isIntegralNumber() || count.asInt() < 0) {
      throw new BadInput(manifest + ":1: is no header of a manifest; it has no count of lines");
    }
    if (count.asInt() == 0) {
      throw new BadInput(manifest + ": has nothing to do (count is 0)");
    }
    return new Batch(
        manifest.toAbsolutePath().normalize(),
        results.toAbsolutePath().normalize(),
        header.path("experiment").asText("batch"),
        count.asInt(),
        Math.max(count.asInt(), header.path("trials").asInt(0)),
        hash(manifest));
  }

  /** What a line is thought to take. */
  double secondsPerLine(Site site) {
    return site.secondsPerTrial() * trials / count;
  }

  /** "60 trials in 20 lines", for messages. */
  String size() {
    return trials == count ? count + " trials" : trials + " trials in " + count + " lines";
  }

  /** Scripts and logs of an engine: {@code missing.slurm} beside {@code missing.jsonl}. */
  Path folder(String engine) {
    return manifest.resolveSibling(stem() + "." + engine);
  }

  /**
   * A name that every engine takes, of this manifest and no other: lower case, digits and hyphens,
   * 44 characters at most.
   */
  String jobName() {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = plain.substring(0, Math.min(plain.length(), 29)).replaceAll("^-+|-+$", "");
    return "lethe-" + (cut.isEmpty() ? "batch" : cut) + "-" + sha256.substring(0, 8);
  }

  private static String hash(Path manifest) {
    try (InputStream in = Files.newInputStream(manifest)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new BadInput(manifest + ": cannot be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String stem() {
    String file = String.valueOf(manifest.getFileName());
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }
}
