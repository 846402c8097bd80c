package org.lethe.embedding;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lethe.nd.AtomicFiles;
import org.lethe.nd.RowMajor;
import org.lethe.nd.Sha256;
import org.lethe.settings.BadInput;

/**
 * Embeddings kept by content: what was made once from the same encoder, weights and data is never
 * made again, and what was made from others is never met.
 *
 * <pre>&lt;folder&gt;/&lt;2 hex&gt;/&lt;key&gt;/embeddings.npy   float32 [n, d]
 *                        ids.txt          one a line
 *                        provenance.json  what the key is the sha256 of; size and sha256 of each file
 *                        &lt;note&gt;.npy       float64 [n], one file a note</pre>
 *
 * <p>An entry is written into a hidden folder, forced to disk and renamed: it is there whole or not
 * at all, and never changes afterwards. So any number of processes may read, and several may write
 * the same entry, on any file system: one of them is first and the others take its result. Locks
 * only spare them the work. An entry whose files are not as they were written is told of, thrown
 * away and made again.
 */
public final class EmbeddingStore {
  static final String ROWS = "embeddings.npy";
  static final String IDS = "ids.txt";
  private static final String ABOUT = "provenance.json";
  private static final int FORMAT = 1;
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern HIDDEN = Pattern.compile("\\.([0-9a-f]{64})\\..*");

  private static final Logger LOG = Logger.getLogger(EmbeddingStore.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Locks of files are the process's: its threads need some of their own. */
  private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

  private final Path folder;

  /** Entries whose checksums this store has seen to be right. */
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  /**
   * @param folder made when the first entry is
   */
  public EmbeddingStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** The user's own store: in {@code LETHE_HOME}, or in {@code ~/.lethe}. */
  public static EmbeddingStore ofUser() {
    String named = System.getenv().getOrDefault("LETHE_HOME", "");
    Path home =
        named.isBlank() ? Path.of(System.getProperty("user.home"), ".lethe") : Path.of(named);
    return new EmbeddingStore(home.resolve("cache").resolve("embeddings"));
  }

  /** Where entries are. */
  public Path folder() {
    return folder;
  }

  /** Makes the rows of an entry. */
  @FunctionalInterface
  public interface Maker {
    /** Appends all rows, in their order. */
    void appendTo(EmbeddingWriter writer);
  }

  /**
   * An entry, from its description alone.
   *
   * @param bytes of all its files
   */
  public record Entry(String key, Provenance provenance, int rows, int columns, long bytes) {}

  /** The embeddings of this provenance, if they are here and whole. */
  public Optional<Embeddings> find(Provenance provenance) {
    String key = provenance.key();
    try {
      return open(key);
    } catch (BadInput e) {
      return exclusively(key, alone -> openOrDiscard(key));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read embeddings in " + folder, e);
    }
  }

  /**
   * The embeddings of this provenance: those that are here, or newly made ones. Of several who ask
   * for the same at the same time one makes them and the others wait.
   *
   * @param columns d of those that are made
   * @throws BadInput if what is made has an id twice or a number that is not finite
   */
  public Embeddings get(Provenance provenance, int columns, Maker maker) {
    Optional<Embeddings> found = find(provenance);
    return found.isPresent()
        ? found.get()
        : exclusively(
            provenance.key(),
            alone -> {
              Optional<Embeddings> meanwhile = open(provenance.key());
              if (meanwhile.isPresent()) {
                return meanwhile.get();
              }
              if (alone) {
                deleteLeftovers(provenance.key());
              }
              return make(provenance, columns, maker);
            });
  }

  /** Somebody else may have made it again meanwhile. */
  private Optional<Embeddings> openOrDiscard(String key) throws IOException {
    try {
      return open(key);
    } catch (BadInput e) {
      LOG.warning(e.getMessage() + "; it is thrown away and made again");
      discard(key);
      return Optional.empty();
    }
  }

  /** Every whole entry, by its key. */
  public List<Entry> entries() {
    try {
      List<Entry> entries = new ArrayList<>();
      for (String key : keys(KEY)) {
        try {
          about(key).map(About::entry).ifPresent(entries::add);
        } catch (BadInput e) {
          LOG.warning(e.getMessage());
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  /**
   * Deletes every entry that holds one of these ids, and whatever a writer that was killed has left
   * of any. The others in such an entry go too: an entry is the work of a moment, and one without
   * some of its rows would belong to other data. Whoever has rows mapped keeps them until they are
   * let go.
   *
   * @return what was deleted; an entry that cannot be read might hold any id and is deleted, too
   */
  public List<String> purge(Set<String> ids) {
    return delete(key -> holds(key, ids));
  }

  /** Deletes everything; returns the keys. */
  public List<String> clear() {
    return delete(key -> true);
  }

  private interface Condition {
    boolean of(String key) throws IOException;
  }

  private List<String> delete(Condition condition) {
    try {
      List<String> deleted = new ArrayList<>();
      SortedSet<String> all = keys(KEY);
      all.addAll(keys(HIDDEN));
      for (String key : all) {
        boolean gone =
            exclusively(
                key,
                alone -> {
                  deleteLeftovers(key);
                  boolean there = Files.exists(entry(key)) && condition.of(key);
                  if (there) {
                    discard(key);
                  }
                  return there;
                });
        if (gone) {
          deleted.add(key);
        }
      }
      return deleted;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete embeddings in " + folder, e);
    }
  }

  private boolean holds(String key, Set<String> ids) throws IOException {
    try {
      Optional<Embeddings> entry = open(key);
      return entry.isPresent() && entry.get().ids().stream().anyMatch(ids::contains);
    } catch (BadInput e) {
      LOG.warning(e.getMessage() + "; it is thrown away");
      return true;
    }
  }

  private Embeddings make(Provenance provenance, int columns, Maker maker) throws IOException {
    String key = provenance.key();
    Path entry = entry(key);
    Path temporary = AtomicFiles.temporaryFor(entry);
    Files.createDirectories(temporary);
    try {
      try (EmbeddingWriter writer = new EmbeddingWriter(temporary, columns)) {
        maker.appendTo(writer);
        writer.finish();
        int rows = Math.toIntExact(writer.rows());
        IdFile.requireDistinct(
            "embeddings for " + entry, IdFile.open(temporary.resolve(IDS), rows));
        writeAbout(temporary, provenance, rows, columns, writer.noted());
      }
      publish(temporary, entry);
      verified.add(key); // the checksums were made from these files
    } finally {
      deleteTree(temporary);
    }
    return open(key).orElseThrow(() -> new NoSuchFileException(entry.toString()));
  }

  /** Somebody else may have been first: then theirs is as good. */
  private static void publish(Path temporary, Path entry) throws IOException {
    try {
      Files.move(temporary, entry, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isRegularFile(entry.resolve(ABOUT))) {
        throw e;
      }
    }
  }

  private static void writeAbout(
      Path place, Provenance provenance, int rows, int columns, List<String> notes)
      throws IOException {
    Map<String, Object> files = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(List.of(ROWS, IDS));
    notes.forEach(note -> names.add(noteFile(note)));
    for (String name : names) {
      Path file = place.resolve(name);
      files.put(name, Map.of("bytes", Files.size(file), "sha256", Sha256.of(file)));
    }
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("format", FORMAT);
    about.put("inputs", provenance.inputs());
    about.put("rows", rows);
    about.put("columns", columns);
    about.put("notes", notes);
    about.put("files", files);
    AtomicFiles.writeForced(
        place.resolve(ABOUT), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(about));
  }

  static String noteFile(String note) {
    return "note-" + note + ".npy";
  }

  /** What an entry says of itself. */
  private record About(Entry entry, List<String> notes, Map<String, Stated> files) {}

  private record Stated(long bytes, String sha256) {}

  private Optional<About> about(String key) throws IOException {
    Path file = entry(key).resolve(ABOUT);
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      if (Files.exists(entry(key))) {
        throw new BadInput("embeddings " + entry(key) + " are not whole: no " + ABOUT, e);
      }
      return Optional.empty();
    }
    try {
      JsonNode about = JSON.readTree(content);
      if (about.path("format").asInt() != FORMAT) {
        throw new BadInput(file + " is of another format than " + FORMAT);
      }
      SortedMap<String, Object> inputs =
          JSON.convertValue(about.path("inputs"), new TypeReference<TreeMap<String, Object>>() {});
      Provenance provenance = new Provenance(inputs);
      if (!provenance.key().equals(key)) {
        throw new BadInput(file + " was changed: its inputs have another sha256 than its folder");
      }
      Map<String, Stated> files = new LinkedHashMap<>();
      long bytes = content.length;
      for (Map.Entry<String, JsonNode> each : about.path("files").properties()) {
        JsonNode stated = each.getValue();
        files.put(
            each.getKey(),
            new Stated(stated.path("bytes").asLong(), stated.path("sha256").asText()));
        bytes += stated.path("bytes").asLong();
      }
      Entry entry =
          new Entry(
              key,
              provenance,
              about.path("rows").asInt(-1),
              about.path("columns").asInt(-1),
              bytes);
      List<String> notes =
          JSON.convertValue(about.path("notes"), new TypeReference<List<String>>() {});
      return Optional.of(new About(entry, notes, files));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new BadInput(file + " is no description of embeddings", e);
    }
  }

  private Optional<Embeddings> open(String key) throws IOException {
    Optional<About> found = about(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    About about = found.get();
    Path place = entry(key);
    try {
      for (Map.Entry<String, Stated> each : about.files().entrySet()) {
        require(place.resolve(each.getKey()), each.getValue(), !verified.contains(key));
      }
      verified.add(key);
      RowMajor rows = Npy.rows(place.resolve(ROWS));
      SortedMap<String, double[]> numbers = new TreeMap<>();
      for (String note : about.notes()) {
        numbers.put(note, EmbeddingWriter.read(place.resolve(noteFile(note)), rows.rows()));
      }
      List<String> ids = IdFile.open(place.resolve(IDS), rows.rows());
      return Optional.of(new Embeddings(ids, rows, about.entry().provenance(), numbers));
    } catch (NoSuchFileException | FileNotFoundException e) {
      if (!Files.exists(place)) {
        return Optional.empty(); // deleted while it was opened
      }
      throw new BadInput("embeddings " + place + " are not whole: no " + e.getMessage(), e);
    }
  }

  private static void require(Path file, Stated stated, boolean content) throws IOException {
    long bytes = Files.size(file);
    if (bytes != stated.bytes()) {
      throw new BadInput(
          file + " is damaged: it has " + bytes + " bytes, written were " + stated.bytes());
    }
    if (content && !Sha256.of(file).equals(stated.sha256())) {
      throw new BadInput(file + " is damaged: its sha256 is not the one that was written");
    }
  }

  private interface Work<T> {
    /**
     * @param alone whether nobody else can be at the same entry
     */
    T done(boolean alone) throws IOException;
  }

  /** One thread of one process at a time, where the file system can tell. */
  private <T> T exclusively(String key, Work<T> work) {
    Path entry = entry(key);
    synchronized (LOCKS.computeIfAbsent(entry, e -> new Object())) {
      Path file = entry.resolveSibling("." + key + ".lock");
      try {
        Files.createDirectories(folder.resolve(key.substring(0, 2)));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
            Lock lock = Lock.on(open)) {
          return work.done(lock.held().isPresent());
        } finally {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot use embeddings in " + folder, e);
      }
    }
  }

  /** A file system without locks is used without. */
  private record Lock(Optional<FileLock> held) implements AutoCloseable {
    static Lock on(RandomAccessFile file) {
      try {
        return new Lock(Optional.of(file.getChannel().lock()));
      } catch (IOException | OverlappingFileLockException e) {
        LOG.fine("no lock: " + e);
        return new Lock(Optional.empty());
      }
    }

    @Override
    public void close() throws IOException {
      if (held.isPresent() && held.get().isValid()) {
        held.get().release();
      }
    }
  }

  /** Renamed first, so that nobody meets half of it. */
  private void discard(String key) throws IOException {
    verified.remove(key);
    Path entry = entry(key);
    Path away = AtomicFiles.temporaryFor(entry);
    try {
      Files.move(entry, away, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // somebody else did
    }
    deleteTree(away);
  }

  private void deleteLeftovers(String key) throws IOException {
    Path entry = entry(key);
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(
            folder.resolve(key.substring(0, 2)), each -> AtomicFiles.isTemporaryFor(entry, each))) {
      for (Path each : left) {
        deleteTree(each);
      }
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.list(tree)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(tree);
  }

  /** Keys of what is in the folder, by the names of its entries or of what is hidden there. */
  private SortedSet<String> keys(Pattern name) throws IOException {
    SortedSet<String> keys = new TreeSet<>();
    if (!Files.isDirectory(folder)) {
      return keys;
    }
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
      for (Path group : groups) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(group)) {
          for (Path entry : entries) {
            var matcher = name.matcher(String.valueOf(entry.getFileName()));
            if (matcher.matches()) {
              keys.add(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
            }
          }
        }
      }
    }
    return keys;
  }

  private Path entry(String key) {
    return folder.resolve(key.substring(0, 2)).resolve(key);
  }
}
