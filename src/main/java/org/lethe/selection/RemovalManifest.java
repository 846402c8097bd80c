package org.lethe.selection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * A removal set that can be handed on: which samples, in which order, by which rule, from which
 * data. The file is JSON with a sha256 over its own content, so that a change by hand is noticed.
 *
 * @param removed ids, first to go first
 * @param rule the rule's label
 * @param settings the rule's settings by key, as {@link Canonical#map} makes them
 * @param budget the budget as it was asked for
 * @param forgetSamples n1, how many samples there were to choose from
 * @param dataSha256 checksums of the data's members, by name
 * @param seed of the ranking
 * @param letheVersion what wrote it
 */
public record RemovalManifest(
    List<String> removed,
    String rule,
    SortedMap<String, Object> settings,
    String budget,
    int forgetSamples,
    SortedMap<String, String> dataSha256,
    long seed,
    String letheVersion) {

  private static final int FORMAT = 1;
  private static final String CHECKSUM = "sha256";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * @throws IllegalArgumentException if an id is named twice or there are more than n1
   */
  public RemovalManifest {
    removed = List.copyOf(removed);
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    dataSha256 = Collections.unmodifiableSortedMap(new TreeMap<>(dataSha256));
    Set<String> seen = new HashSet<>();
    for (String id : removed) {
      if (!seen.add(id)) {
        throw new IllegalArgumentException("id '" + id + "' is named twice");
      }
    }
    if (removed.size() > forgetSamples) {
      throw new IllegalArgumentException(
          removed.size() + " ids are to be removed of " + forgetSamples + " forget samples");
    }
  }

  /** sha256 of the content as {@link Canonical#json}, without the checksum itself. */
  public String sha256() {
    return Canonical.sha256(content());
  }

  /**
   * Writes the manifest, whole or not at all.
   *
   * @throws BadInput if it cannot be written there
   */
  public void write(Path file) {
    Map<String, Object> content = content();
    content.put(CHECKSUM, sha256());
    try {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n";
      AtomicFiles.write(file, text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInput(file + ": the manifest cannot be written there (" + e + ")", e);
    }
  }

  /**
   * Reads a manifest and checks that it is what was written.
   *
   * @throws BadInput if it is missing, no manifest, of a newer format, or was changed
   */
  public static RemovalManifest read(Path file) {
    JsonNode content;
    try {
      content = JSON.readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new BadInput(file + ": there is no such manifest", e);
    } catch (JsonProcessingException e) {
      throw new BadInput(
          file + ": not a removal manifest: no valid JSON (" + e.getOriginalMessage() + ")", e);
    } catch (IOException e) {
      throw new BadInput(file + ": the manifest cannot be read (" + e + ")", e);
    }
    if (!(content instanceof ObjectNode object)
        || !object.path(CHECKSUM).isTextual()
        || !object.path("format").isInt()) {
      throw new BadInput(file + ": not a removal manifest: format or sha256 is missing");
    }
    int format = object.remove("format").intValue();
    if (format != FORMAT) {
      throw new BadInput(
          file + ": manifest format " + format + "; this version reads format " + FORMAT);
    }
    String stated = object.remove(CHECKSUM).textValue();
    RemovalManifest manifest;
    try {
      manifest = JSON.treeToValue(object, RemovalManifest.class);
    } catch (JsonProcessingException e) {
      throw new BadInput(
          file + ": not a removal manifest (" + firstLine(e.getOriginalMessage()) + ")", e);
    }
    String found;
    try {
      found = manifest.sha256();
    } catch (IllegalArgumentException e) { // a null, or a number that no setting has
      throw new BadInput(file + ": not a removal manifest (" + e.getMessage() + ")", e);
    }
    if (!found.equals(stated)) {
      throw new BadInput(
          file
              + ": was changed after it was written: its content has sha256 "
              + found
              + ", it says "
              + stated);
    }
    return manifest;
  }

  /**
   * Checks that this manifest is about the data at hand.
   *
   * @param name the manifest's file, for the message
   * @param sha256 checksums of the data's members
   * @param forgetIds the ids that may be removed
   * @throws BadInput if the data differ, or an id is not one of them
   */
  public void requireFits(
      String name, SortedMap<String, String> sha256, Collection<String> forgetIds) {
    for (String member : dataSha256.keySet()) {
      if (!dataSha256.get(member).equals(sha256.get(member))) {
        throw new BadInput(
            name
                + ": is about other data: "
                + member
                + " had sha256 "
                + dataSha256.get(member)
                + ", here "
                + (sha256.containsKey(member) ? "it has " + sha256.get(member) : "there is none"));
      }
    }
    for (String member : sha256.keySet()) {
      if (!dataSha256.containsKey(member)) {
        throw new BadInput(name + ": is about other data: it does not know " + member);
      }
    }
    Set<String> known = new HashSet<>(forgetIds);
    List<String> unknown = removed.stream().filter(id -> !known.contains(id)).toList();
    if (!unknown.isEmpty()) {
      throw new BadInput(
          name
              + ": "
              + unknown.size()
              + " of "
              + removed.size()
              + " ids are no forget samples here, the first is '"
              + unknown.get(0)
              + "'");
    }
  }

  private Map<String, Object> content() {
    Map<String, Object> content = new TreeMap<>();
    content.put("format", FORMAT);
    content.put("removed", removed);
    content.put("rule", rule);
    content.put("settings", settings);
    content.put("budget", budget);
    content.put("forgetSamples", forgetSamples);
    content.put("dataSha256", dataSha256);
    content.put("seed", seed);
    content.put("letheVersion", letheVersion);
    return content;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
