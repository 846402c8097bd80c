package org.lethe.cluster;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * What was tried, {@code attempts/<2 hex>/<id>.jsonl}: a line before a unit or a trial is begun and
 * one when it ends. A beginning without an end is a process that died, or one that is still at it.
 * Lines are appended, and count in their order, whatever a clock says; one that was cut counts for
 * nothing. Beside it {@code <id>.log} has what was said, where anything was.
 */
final class Attempts {
  static final String FOLDER = "attempts";
  private static final String LINES = ".jsonl";
  private static final String LOG = ".log";
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
    /** Whoever had begun last is gone without a word; another process has found that. */
    DIED,
    /** Stopped from outside: a signal, the deadline, a place that cannot be written to. */
    INTERRUPTED,
    /** By hand: what was before does not count. */
    PARDONED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Event> of(String word) {
      return Arrays.stream(values()).filter(event -> event.word().equals(word)).findFirst();
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
      return failed + deaths();
    }

    /** The open one among them. */
    private int deaths() {
      return died + (open.isPresent() ? 1 : 0);
    }

    private History after(String line) {
      History said = json(line).map(this::after).orElse(this);
      return new History(said.failed, said.died, said.idle, said.open, said.cause, lines + 1);
    }

    private History after(JsonNode line) {
      Optional<Event> event = Event.of(line.path(EVENT).asText());
      if (event.isEmpty()) {
        return this; // of a later version
      }
      String told = line.path(CAUSE).asText();
      Optional<Place> closed = Optional.empty();
      return switch (event.get()) {
        case START -> new History(failed, deaths(), idle, Optional.of(Place.of(line)), cause, 0);
        case END -> new History(failed, died, 0, closed, cause, 0);
        case FAILED -> new History(failed + 1, died, 0, closed, told, 0);
        case DIED -> new History(failed, died + 1, 0, closed, told, 0);
        case INTERRUPTED ->
            new History(
                failed, died, line.path(PROGRESS).asBoolean() ? 0 : idle + 1, closed, told, 0);
        case PARDONED -> NONE;
      };
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
    return FOLDER + "/" + id.substring(0, SHARD) + "/" + id + LINES;
  }

  /** What was said while a unit or a trial was run; it need not be there. */
  Path logOf(String id) {
    return fileOf(id, LOG);
  }

  private Path fileOf(String id, String kind) {
    return folder.resolve(id.substring(0, SHARD)).resolve(id + kind);
  }

  /** Everything that was ever begun. */
  Set<String> known() {
    Set<String> ids = new HashSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder, 2)) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(name -> name.endsWith(LINES))
            .forEach(name -> ids.add(name.substring(0, name.length() - LINES.length())));
      } catch (IOException | UncheckedIOException e) {
        throw new BadInput(folder + " cannot be read: " + e, e);
      }
    }
    return ids;
  }

  /** What became of a unit or a trial so far. */
  History of(String id) {
    History history = History.NONE;
    for (String line : lines(fileOf(id, LINES))) {
      history = history.after(line);
    }
    return history;
  }

  /** None where there is no file. */
  private static List<String> lines(Path file) {
    try {
      // not readString: a line that was cut may end in half a character
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e, e);
    }
  }

  private static Optional<JsonNode> json(String line) {
    try {
      JsonNode node = MAPPER.readTree(line);
      return node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // a line that was being written when the disk was full, say
    }
  }

  void start(String id, Place place) {
    append(id, Event.START, place.json());
  }

  void end(String id) {
    append(id, Event.END, Map.of());
  }

  void failed(String id, String kind, String cause) {
    append(id, Event.FAILED, Map.of(CAUSE, cause, "kind", kind));
  }

  void died(String id, String cause) {
    append(id, Event.DIED, Map.of(CAUSE, cause));
  }

  void interrupted(String id, String cause, boolean progress) {
    append(id, Event.INTERRUPTED, Map.of(CAUSE, cause, PROGRESS, progress));
  }

  void pardon(String id) {
    if (Files.exists(fileOf(id, LINES))) {
      append(id, Event.PARDONED, Map.of());
    }
  }

  private void append(String id, Event event, Map<String, Object> more) {
    Map<String, Object> line = new TreeMap<>(more);
    line.put(EVENT, event.word());
    line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    Path file = fileOf(id, LINES);
    try {
      append(file, Canonical.json(line) + "\n");
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e, e);
    }
  }

  /** Adds whole lines to the log of a unit or a trial. */
  void log(String id, String lines) throws IOException {
    append(logOf(id), lines);
  }

  /**
   * Adds what was tried and said elsewhere: the lines that are not here yet, after those that are,
   * so that merging again adds nothing. Lines only ever come behind others, also while workers
   * write here. What is open in front of added lines counts as one that died.
   *
   * @throws BadInput if something cannot be read or written
   */
  void addAll(Attempts other) {
    for (String id : new TreeSet<>(other.known())) {
      // a line that was cut says nothing, neither here nor there
      addNew(other.fileOf(id, LINES), fileOf(id, LINES), line -> json(line).isPresent());
      addNew(other.logOf(id), logOf(id), line -> true);
    }
  }

  private static void addNew(Path from, Path to, Predicate<String> which) {
    Set<String> here = new HashSet<>(lines(to));
    List<String> fresh =
        lines(from).stream().filter(line -> !here.contains(line)).filter(which).toList();
    if (!fresh.isEmpty()) {
      try {
        append(to, String.join("\n", fresh) + "\n");
      } catch (IOException e) {
        throw new BadInput(to + " cannot be written: " + e, e);
      }
    }
  }

  /** In one write, so that lines of several processes do not mix; on a line of its own. */
  private static void append(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    String whole = (endsInALine(file) ? "" : "\n") + text;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      channel.write(ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8)));
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
