package org.lethe.cluster;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * What was tried, {@code attempts/<2 hex>/<id>.jsonl}: a line before a unit or a trial is begun and
 * one when it ends. A beginning without an end is a process that died, or one that is still at it.
 * Lines are appended; one that was cut counts for nothing.
 */
final class Attempts {
  static final String FOLDER = "attempts";
  private static final String EVENT = "event";
  private static final String PROGRESS = "progress";
  private static final String CAUSE = "cause";
  private static final int SHARD = 2;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** What a line is about. */
  enum Event {
    /** Begun. */
    START,
    /** Ended, with a record or without: failures have lines of their own. */
    END,
    /** A trial failed. */
    FAILED,
    /** Stopped from outside: a signal, the deadline, a place that cannot be written to. */
    INTERRUPTED,
    /** By hand: what was before does not count. */
    PARDONED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What the lines say.
   *
   * @param failed how often it failed with a word
   * @param died how often a process died over it, without the last one if that is still open
   * @param idle how often in a row it was interrupted without getting further
   * @param open where it was begun last, if that has no end
   * @param cause of the last failure or interruption; empty if there was none
   * @param lines how many there are: more later, and somebody was at it meanwhile
   */
  record History(int failed, int died, int idle, Optional<Place> open, String cause, int lines) {
    static final History NONE = new History(0, 0, 0, Optional.empty(), "", 0);

    /** All that counts against it, if whoever has it open is dead. */
    int failures() {
      return failed + died + (open.isPresent() ? 1 : 0);
    }
  }

  private final Path folder;

  /**
   * @param results of one experiment
   */
  Attempts(Path results) {
    this.folder = results.resolve(FOLDER);
  }

  /** The place of one history, below the results folder. */
  static String nameOf(String id) {
    return FOLDER + "/" + id.substring(0, SHARD) + "/" + id + ".jsonl";
  }

  private Path fileOf(String id) {
    return folder.resolve(id.substring(0, SHARD)).resolve(id + ".jsonl");
  }

  /** Everything that was ever begun. */
  Set<String> known() {
    Set<String> ids = new HashSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder, 2)) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(name -> name.endsWith(".jsonl"))
            .forEach(name -> ids.add(name.substring(0, name.length() - ".jsonl".length())));
      } catch (IOException | java.io.UncheckedIOException e) {
        throw new BadInput(folder + " cannot be read: " + e, e);
      }
    }
    return ids;
  }

  /** What became of a unit or a trial so far. */
  History of(String id) {
    List<String> lines;
    try {
      lines = Files.readString(fileOf(id), StandardCharsets.ISO_8859_1).lines().toList();
    } catch (NoSuchFileException e) {
      return History.NONE;
    } catch (IOException e) {
      throw new BadInput(fileOf(id) + " cannot be read: " + e, e);
    }
    int failed = 0;
    int died = 0;
    int idle = 0;
    Optional<Place> open = Optional.empty();
    String cause = "";
    for (String line : lines) {
      Optional<JsonNode> said = json(line);
      if (said.isEmpty()) {
        continue;
      }
      JsonNode node = said.get();
      String event = node.path(EVENT).asText();
      if (event.equals(Event.START.word())) {
        died += open.isPresent() ? 1 : 0;
        open = Optional.of(place(node));
      } else if (event.equals(Event.FAILED.word())) {
        failed++;
        open = Optional.empty();
        idle = 0;
        cause = node.path(CAUSE).asText();
      } else if (event.equals(Event.END.word())) {
        open = Optional.empty();
        idle = 0;
      } else if (event.equals(Event.INTERRUPTED.word())) {
        open = Optional.empty();
        idle = node.path(PROGRESS).asBoolean() ? 0 : idle + 1;
        cause = node.path(CAUSE).asText();
      } else if (event.equals(Event.PARDONED.word())) {
        failed = 0;
        died = 0;
        idle = 0;
        open = Optional.empty();
        cause = "";
      }
    }
    return new History(failed, died, idle, open, cause, lines.size());
  }

  private static Optional<JsonNode> json(String line) {
    try {
      JsonNode node = MAPPER.readTree(line);
      return node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // a line that was being written when the disk was full, say
    }
  }

  private static Place place(JsonNode node) {
    return new Place(
        node.path("host").asText(),
        node.path("process").asLong(),
        node.path("process-started").asLong(),
        node.path("job").asText(),
        node.path("device").asText());
  }

  void start(String id, Place place) {
    append(id, Event.START, place.json());
  }

  void end(String id) {
    append(id, Event.END, Map.of());
  }

  void failed(String id, FailureKind kind, String cause) {
    append(id, Event.FAILED, Map.of(CAUSE, cause, "kind", kind.word()));
  }

  void interrupted(String id, String cause, boolean progress) {
    append(id, Event.INTERRUPTED, Map.of(CAUSE, cause, PROGRESS, progress));
  }

  void pardon(String id) {
    if (Files.exists(fileOf(id))) {
      append(id, Event.PARDONED, Map.of());
    }
  }

  private void append(String id, Event event, Map<String, Object> more) {
    Map<String, Object> line = new TreeMap<>(more);
    line.put(EVENT, event.word());
    line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    Path file = fileOf(id);
    try {
      Files.createDirectories(file.resolveSibling("."));
      String text = (endsInALine(file) ? "" : "\n") + Canonical.json(line) + "\n";
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e, e);
    }
  }

  private static boolean endsInALine(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return true;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      bytes.seek(bytes.length() - 1);
      return bytes.read() == '\n';
    }
  }
}
