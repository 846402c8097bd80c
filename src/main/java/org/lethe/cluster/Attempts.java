package org.lethe.cluster;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** Of a line that a merge has brought: the folder it was written in, by the first line there. */
  private static final String FROM = "from";

  private static final int ORIGIN = 12;
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
   * @param open where it was begun last, if that has no end: here, before anywhere else
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

  /**
   * Reads lines in their order. Those that a merge has brought ({@value #FROM}) are of another
   * folder, where others were at it at the same time: a beginning there says nothing of one that is
   * open here, nor the other way round.
   */
  private static final class Reader {
    private static final String HERE = "";

    private int failed;
    private int died;
    private int idle;
    private String cause = "";
    private int lines;

    /** Beginnings without an end, by the folder they came from; the youngest last. */
    private final Map<String, Place> open = new LinkedHashMap<>();

    void take(String line) {
      lines++;
      json(line).ifPresent(this::take);
    }

    private void take(JsonNode line) {
      Optional<Event> event = Event.of(line.path(EVENT).asText());
      if (event.isEmpty()) {
        return; // of a later version
      }
      String from = line.path(FROM).asText();
      if (event.get() == Event.START) {
        died += open.remove(from) == null ? 0 : 1;
        open.put(from, Place.of(line));
        return;
      }
      close(from);
      switch (event.get()) {
        case FAILED -> failed++;
        case DIED -> died++;
        case PARDONED -> {
          failed = 0;
          died = 0;
          open.clear();
        }
        default -> {} // ended, or interrupted
      }
      idle = event.get() == Event.INTERRUPTED && !line.path(PROGRESS).asBoolean() ? idle + 1 : 0;
      cause =
          switch (event.get()) {
            case PARDONED -> "";
            case END -> cause;
            default -> line.path(CAUSE).asText();
          };
    }

    /**
     * Closes what was begun there. Where nothing was, the beginning came before a folder was copied
     * and is in the lines of here; and who ends here what is open only elsewhere means that.
     */
    private void close(String from) {
      if (open.remove(from) == null && open.remove(HERE) == null) {
        new ArrayList<>(open.keySet()).stream().reduce((a, b) -> b).ifPresent(open::remove);
      }
    }

    History history() {
      List<Place> places = new ArrayList<>(open.values());
      Optional<Place> shown =
          Optional.ofNullable(open.get(HERE)).or(() -> places.stream().reduce((a, b) -> b));
      return new History(failed, died + Math.max(0, places.size() - 1), idle, shown, cause, lines);
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
    Reader reader = new Reader();
    lines(fileOf(id, LINES)).forEach(reader::take);
    return reader.history();
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
    // finer than anybody writes: a merge knows lines that are here by their text
    line.put("time", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
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
   * write here; that they came from elsewhere they say, since what is open here is none of theirs.
   *
   * @throws BadInput if something cannot be read or written
   */
  void addAll(Attempts other) {
    for (String id : new TreeSet<>(other.known())) {
      addTried(other.fileOf(id, LINES), fileOf(id, LINES));
      Set<String> here = new HashSet<>(lines(logOf(id)));
      add(logOf(id), lines(other.logOf(id)).stream().filter(line -> !here.contains(line)).toList());
    }
  }

  private static void addTried(Path from, Path to) {
    Set<String> here = new HashSet<>();
    lines(to).forEach(line -> event(line).ifPresent(event -> here.add(without(event))));
    List<String> fresh = new ArrayList<>();
    String origin = "";
    for (String line : lines(from)) {
      Optional<Map<String, Object>> event = event(line);
      if (event.isEmpty()) {
        continue; // one that was cut says nothing, neither here nor there
      }
      String said = without(event.get());
      if (origin.isEmpty() && !event.get().containsKey(FROM)) {
        origin = Canonical.sha256(Map.of("first", said)).substring(0, ORIGIN);
      }
      if (!here.contains(said)) {
        Map<String, Object> tagged = new TreeMap<>(event.get());
        tagged.putIfAbsent(FROM, origin);
        fresh.add(Canonical.json(tagged));
      }
    }
    add(to, fresh);
  }

  private static Optional<Map<String, Object>> event(String line) {
    return json(line)
        .map(node -> MAPPER.convertValue(node, new TypeReference<TreeMap<String, Object>>() {}));
  }

  /** A line as it was where it was written. */
  private static String without(Map<String, Object> event) {
    Map<String, Object> plain = new TreeMap<>(event);
    plain.remove(FROM);
    return Canonical.json(plain);
  }

  private static void add(Path to, List<String> lines) {
    if (!lines.isEmpty()) {
      try {
        append(to, String.join("\n", lines) + "\n");
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
