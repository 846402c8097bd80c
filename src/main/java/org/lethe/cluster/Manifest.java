package org.lethe.cluster;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.experiment.WorkUnit;
import org.lethe.nd.AtomicFiles;
import org.lethe.nd.Seed;
import org.lethe.nd.Sha256;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * All that a batch has to do, {@code manifest.jsonl}: a header, then one unit of work a line. It is
 * canonical (sorted keys, every default resolved, no host, date or place but those that the
 * experiment names), sealed by a hash, and never changed once it is written, so that every worker
 * on every host reads the same.
 *
 * @param experiment its name
 * @param spec the resolved experiment file
 * @param shuffle the seed of the order of the units
 * @param partOf the seal of the plan of which this is what was left to do; empty for a whole plan
 * @param units in an order in which every stride gets a fair share of all kinds
 */
public record Manifest(
    String experiment, String spec, long shuffle, Optional<String> partOf, List<WorkUnit> units) {
  /** Changes when the meaning of a line does. */
  static final int FORMAT = 1;

  private static final String PART_OF = "part-of";
  private static final JsonMapper MAPPER = new JsonMapper();

  public Manifest {
    units = List.copyOf(units);
  }

  /**
   * Plans a batch.
   *
   * @param planned units in any order
   */
  public static Manifest of(String experiment, String spec, long shuffle, List<WorkUnit> planned) {
    List<WorkUnit> units = new ArrayList<>(planned);
    UniformRandomProvider random = new Seed(shuffle).derive("manifest").random();
    for (int i = units.size() - 1; i > 0; i--) {
      Collections.swap(units, i, random.nextInt(i + 1));
    }
    return new Manifest(experiment, spec, shuffle, Optional.empty(), units);
  }

  /** The same batch with less to do. */
  public Manifest only(Predicate<WorkUnit> wanted) {
    return new Manifest(
        experiment, spec, shuffle, Optional.of(plan()), units.stream().filter(wanted).toList());
  }

  /** The lines {@code index}, {@code index + stride}, … */
  public List<WorkUnit> slice(int index, int stride) {
    return IntStream.range(0, units.size())
        .filter(i -> i % stride == index)
        .mapToObj(units::get)
        .toList();
  }

  /** How many trials there are in all units. */
  public int trials() {
    return units.stream().mapToInt(unit -> unit.trials().size()).sum();
  }

  /** What records name: the seal of the whole plan, also of a part of it. */
  public String plan() {
    return partOf.orElseGet(this::sha256);
  }

  /** The seal: a hash of everything in the file but itself. */
  public String sha256() {
    return sha256(header(), lines());
  }

  private Map<String, Object> header() {
    Map<String, Object> header = new TreeMap<>();
    header.put("format", FORMAT);
    header.put("experiment", experiment);
    header.put("result-version", TrialRecord.VERSION);
    header.put("count", units.size());
    header.put("trials", trials());
    header.put("shuffle", shuffle);
    header.put("spec", spec);
    partOf.ifPresent(plan -> header.put(PART_OF, plan));
    return header;
  }

  private List<String> lines() {
    return units.stream()
        .map(
            unit ->
                Canonical.json(
                    Map.of(
                        "id", unit.id(),
                        "key", unit.key(),
                        "needs", unit.needs(),
                        "trials", unit.trials())))
        .toList();
  }

  private static String sha256(Map<String, Object> header, List<String> lines) {
    List<String> all = new ArrayList<>(List.of(Canonical.json(header)));
    all.addAll(lines);
    return Sha256.of(all);
  }

  /** The whole file. */
  String text() {
    Map<String, Object> header = header();
    List<String> lines = lines();
    header.put("sha256", sha256(header, lines));
    return Canonical.json(header)
        + "\n"
        + String.join("", lines.stream().map(l -> l + "\n").toList());
  }

  /**
   * Writes the file; the same again is no change.
   *
   * @throws BadInput if another manifest is there, or it cannot be written
   */
  public void write(Path file) {
    try {
      if (Files.exists(file) && !Files.readString(file).equals(text())) {
        throw new BadInput(
            file + " is another plan, and workers may be at it; give this one a folder of its own");
      }
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e, e);
    }
    replace(file);
  }

  /**
   * Writes the file over whatever is there: what is left to do changes.
   *
   * @throws BadInput if it cannot be written
   */
  public void replace(Path file) {
    try {
      AtomicFiles.writeIfChanged(file, text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e, e);
    }
  }

  /**
   * Reads a manifest and checks its seal.
   *
   * @throws BadInput if there is none, it was edited or cut, or another Lethe wrote it
   */
  public static Manifest read(Path file) {
    if (Files.isDirectory(file)) {
      Path inside = file.resolve("manifest.jsonl");
      throw new BadInput(
          file
              + (Files.exists(inside)
                  ? " is a folder; its manifest is " + inside
                  : " is a folder; allowed: the manifest that 'lethe plan' wrote (what a results"
                      + " folder holds, 'lethe report' tells)"));
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new BadInput(file + " is not there; 'lethe plan' writes BATCH/manifest.jsonl", e);
    } catch (CharacterCodingException e) {
      throw new BadInput(file + ":1: no manifest: not UTF-8", e);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e, e);
    }
    JsonNode header = json(file, 1, lines.isEmpty() ? "" : lines.get(0));
    requireVersion(file, header, "format", FORMAT);
    requireVersion(file, header, "result-version", TrialRecord.VERSION);
    List<WorkUnit> units = new ArrayList<>();
    Set<String> trials = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      WorkUnit unit = unit(file, i + 1, json(file, i + 1, lines.get(i)));
      for (String trial : unit.trials()) {
        if (!trials.add(trial)) {
          throw new BadInput(file + ":" + (i + 1) + ": trial " + trial + " is there twice");
        }
      }
      units.add(unit);
    }
    Manifest read =
        new Manifest(
            text(file, 1, header, "experiment"),
            text(file, 1, header, "spec"),
            header.path("shuffle").asLong(),
            header.has(PART_OF) ? Optional.of(text(file, 1, header, PART_OF)) : Optional.empty(),
            units);
    if (!text(file, 1, header, "sha256").equals(read.sha256())) {
      throw new BadInput(
          file
              + " was changed after it was planned, or cut ("
              + units.size()
              + " of "
              + header.path("count").asText("?")
              + " lines are there); plan again");
    }
    return read;
  }

  private static void requireVersion(Path file, JsonNode header, String key, int ours) {
    JsonNode version = header.path(key);
    if (!version.isInt() || version.intValue() != ours) {
      throw new BadInput(
          file
              + ":1: "
              + key
              + " is "
              + version.asText("missing")
              + ", this Lethe has "
              + ours
              + "; plan again");
    }
  }

  private static WorkUnit unit(Path file, int line, JsonNode node) {
    Map<String, String> key = new TreeMap<>();
    node.path("key").properties().forEach(e -> key.put(e.getKey(), e.getValue().asText()));
    try {
      return new WorkUnit(
          text(file, line, node, "id"),
          new TreeMap<>(key),
          texts(node.path("needs")),
          texts(node.path("trials")));
    } catch (IllegalArgumentException e) {
      throw new BadInput(file + ":" + line + ": " + e.getMessage(), e);
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> result = new ArrayList<>();
    list.forEach(item -> result.add(item.asText()));
    return result;
  }

  private static String text(Path file, int line, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new BadInput(file + ":" + line + ": no manifest: " + key + " is missing");
    }
    return value.textValue();
  }

  private static JsonNode json(Path file, int line, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw new BadInput(file + ":" + line + ": no manifest: expected a JSON object");
      }
      return node;
    } catch (JacksonException e) {
      throw new BadInput(file + ":" + line + ": no manifest: no JSON, or cut", e);
    }
  }
}
