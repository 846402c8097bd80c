package org.lethe.encoder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.embedding.Embeddings;
import org.lethe.embedding.Provenance;
import org.lethe.encoder.onnx.Rows;
import org.lethe.network.NotKept;
import org.lethe.settings.Canonical;

/**
 * What pretrained models said of samples, so that each is asked about a sample once: for all seeds
 * of an experiment, for other experiments, for the same file with some lines more.
 *
 * <p>A row is taken for a sample if the encoder is the same (weights, tokenizer, preprocessing,
 * runtime), the sample has the same content, and the same id: a purge by ids must find every row
 * that a manifest names, and a row under another id it would not find. Samples are kept in entries
 * of at most {@value #ENTRY}, each written as soon as it is complete: a run that is killed loses
 * the last of them only. Safe for several threads; of those that want the same encoder's rows one
 * works and the others wait for what it finds.
 */
public final class KeptRows {
  /** Samples of an entry. */
  static final int ENTRY = 8192;

  /** Counted up when the same encoder would give other numbers, or entries look otherwise. */
  private static final int VERSION = 1;

  private static final String IDENTITY = "identity";
  private static final String NORM = "norm";
  private static final String FLAGS = "flags";
  private static final String CONTENT_HIGH = "content-high";
  private static final String CONTENT_LOW = "content-low";
  private static final double CUT = 1;
  private static final double BLANK = 2;

  /** Bits of a whole number that a note holds exactly. */
  private static final int EXACT = 52;

  private static final Map<String, Object> LOCKS = new ConcurrentHashMap<>();

  /** Where rows are looked for; they are kept in the first. */
  private volatile List<EmbeddingStore> stores;

  private volatile boolean onlyReads;
  private final AtomicLong computed = new AtomicLong();

  private KeptRows(List<EmbeddingStore> stores) {
    this.stores = stores;
  }

  /** Kept in a store, and looked for there. */
  public static KeptRows in(EmbeddingStore store) {
    return new KeptRows(List.of(store));
  }

  /** Kept in the user's own store. */
  public static KeptRows ofUser() {
    return in(EmbeddingStore.ofUser());
  }

  /** Nothing is kept, everything is computed. */
  public static KeptRows none() {
    return new KeptRows(List.of());
  }

  /**
   * From now on rows are kept here, for others to find. What is in the former place is still looked
   * for, and what of it is asked for is kept here too.
   */
  public void keepIn(EmbeddingStore store) {
    List<EmbeddingStore> all = new ArrayList<>(List.of(store));
    all.addAll(stores);
    stores = List.copyOf(all);
  }

  /** From now on nothing is computed or kept: rows that are not there are {@link NotKept}. */
  public void onlyRead() {
    onlyReads = true;
  }

  /** How many samples were computed here so far, because no row of them was kept. */
  public long computed() {
    return computed.get();
  }

  /** What tells a text from any other. */
  public static String checksum(String text) {
    return checksum(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What tells these bytes from any others. */
  public static String checksum(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  /**
   * The content of one sample, as two numbers that a note holds: 104 bits of its checksum.
   *
   * @param high 52 bits
   * @param low 52 more
   */
  private record Content(long high, long low) {
    static Content of(String checksum) {
      ByteBuffer bytes = ByteBuffer.wrap(sha256(checksum.getBytes(StandardCharsets.UTF_8)));
      int dropped = Long.SIZE - EXACT;
      return new Content(bytes.getLong() >>> dropped, bytes.getLong() >>> dropped);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A sample as it is looked for. */
  private record Sample(String id, Content content) {}

  /**
   * The rows of n samples, in their order: those that are kept, and the others as they are computed
   * now.
   *
   * @param encoder everything that decides what a row of a sample is
   * @param ids what a removal manifest calls the samples, {@code [n]}
   * @param checksum of a sample's content
   * @param embed computes the rows of these samples, in their order
   */
  public Rows of(
      SortedMap<String, Object> encoder,
      List<String> ids,
      IntFunction<String> checksum,
      Function<int[], Rows> embed) {
    int n = ids.size();
    List<EmbeddingStore> places = stores;
    if (places.isEmpty() || n == 0) {
      int[] all = new int[n];
      Arrays.setAll(all, i -> i);
      computed.addAndGet(n);
      return embed.apply(all);
    }
    Map<Sample, List<Integer>> wanted = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      Sample sample = new Sample(ids.get(i), Content.of(checksum.apply(i)));
      wanted.computeIfAbsent(sample, s -> new ArrayList<>(1)).add(i);
    }
    String identity = Canonical.sha256(Map.of("version", VERSION, "encoder", encoder));
    EmbeddingStore home = places.get(0);
    synchronized (LOCKS.computeIfAbsent(home.folder() + identity, key -> new Object())) {
      Assembly found = new Assembly(n);
      takeKept(home, identity, wanted, found);
      Map<Sample, List<Integer>> absent = new LinkedHashMap<>(wanted);
      places.stream().skip(1).forEach(place -> takeKept(place, identity, wanted, found));
      if (onlyReads) {
        requireAll(wanted, n, encoder);
        return found.rows();
      }
      absent.keySet().removeAll(wanted.keySet());
      for (List<Sample> part : parts(absent.keySet())) {
        keep(home, encoder, identity, part, found.rows(firsts(absent, part)));
      }
      for (List<Sample> part : parts(wanted.keySet())) {
        Rows made = embed.apply(firsts(wanted, part));
        computed.addAndGet(part.size());
        keep(home, encoder, identity, part, made);
        for (int i = 0; i < part.size(); i++) {
          found.put(at(wanted, part.get(i)), made, i);
        }
      }
      return found.rows();
    }
  }

  private static void requireAll(
      Map<Sample, List<Integer>> missing, int n, SortedMap<String, Object> encoder) {
    if (!missing.isEmpty()) {
      throw new NotKept(
          "rows of "
              + kind(encoder)
              + " of "
              + missing.size()
              + " among "
              + n
              + " samples are not kept");
    }
  }

  /** One place of each sample. */
  private static int[] firsts(Map<Sample, List<Integer>> wanted, List<Sample> part) {
    return part.stream().mapToInt(sample -> at(wanted, sample).get(0)).toArray();
  }

  private static List<Integer> at(Map<Sample, List<Integer>> wanted, Sample sample) {
    return wanted.getOrDefault(sample, List.of());
  }

  /** Takes what is there; what is missing is left in {@code wanted}. */
  private static void takeKept(
      EmbeddingStore store, String identity, Map<Sample, List<Integer>> wanted, Assembly found) {
    for (EmbeddingStore.Entry entry : store.entries()) {
      if (!identity.equals(entry.provenance().inputs().get(IDENTITY))) {
        continue;
      }
      Optional<Embeddings> opened = store.find(entry.provenance());
      if (opened.isPresent()) {
        take(opened.get(), wanted, found);
      }
    }
    wanted.values().removeIf(rows -> found.has(rows.get(0)));
  }

  private static void take(Embeddings kept, Map<Sample, List<Integer>> wanted, Assembly found) {
    double[] high = note(kept, CONTENT_HIGH);
    double[] low = note(kept, CONTENT_LOW);
    double[] norms = note(kept, NORM);
    double[] flags = note(kept, FLAGS);
    float[] row = new float[kept.rows().columns()];
    for (int i = 0; i < kept.ids().size(); i++) {
      Sample sample = new Sample(kept.ids().get(i), new Content((long) high[i], (long) low[i]));
      List<Integer> rows = at(wanted, sample);
      if (!rows.isEmpty()) {
        kept.rows().read(i, 1, row);
        Rows one =
            new Rows(
                row,
                row.length,
                new double[] {norms[i]},
                new boolean[] {flags[i] == CUT},
                new boolean[] {flags[i] == BLANK});
        found.put(rows, one, 0);
      }
    }
  }

  private static double[] note(Embeddings kept, String name) {
    return Optional.ofNullable(kept.numbers().get(name))
        .orElseThrow(() -> new IllegalStateException("kept rows without " + name));
  }

  /** Samples in entries: no id twice in one, since ids of an entry are distinct. */
  private static List<List<Sample>> parts(Set<Sample> missing) {
    List<List<Sample>> parts = new ArrayList<>();
    List<Sample> left = new ArrayList<>(missing);
    while (!left.isEmpty()) {
      List<Sample> part = new ArrayList<>();
      List<Sample> later = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (Sample sample : left) {
        boolean fits = part.size() < ENTRY && ids.add(sample.id());
        (fits ? part : later).add(sample);
      }
      parts.add(part);
      left = later;
    }
    return parts;
  }

  private static String kind(SortedMap<String, Object> encoder) {
    return String.valueOf(encoder.getOrDefault("kind", ""));
  }

  private static void keep(
      EmbeddingStore store,
      SortedMap<String, Object> encoder,
      String identity,
      List<Sample> part,
      Rows computed) {
    Map<String, Object> inputs = new HashMap<>();
    inputs.put("encoder", kind(encoder));
    inputs.put("settings", encoder);
    inputs.put(IDENTITY, identity);
    List<Object> contents = new ArrayList<>();
    for (Sample sample : part) {
      contents.add(List.of(sample.id(), sample.content().high(), sample.content().low()));
    }
    inputs.put("samples", Canonical.sha256(contents));
    store.get(
        Provenance.of(inputs),
        computed.columns(),
        writer -> {
          writer.append(part.stream().map(Sample::id).toList(), computed.values());
          writer.note(NORM, computed.norms());
          writer.note(CONTENT_HIGH, part.stream().mapToDouble(s -> s.content().high()).toArray());
          writer.note(CONTENT_LOW, part.stream().mapToDouble(s -> s.content().low()).toArray());
          double[] flags = new double[part.size()];
          Arrays.setAll(flags, i -> computed.cut()[i] ? CUT : computed.blank()[i] ? BLANK : 0);
          writer.note(FLAGS, flags);
        });
  }

  /** Rows that come one by one; how wide they are the first one tells. */
  private static final class Assembly {
    private final int n;
    private final double[] norms;
    private final boolean[] cut;
    private final boolean[] blank;
    private final boolean[] there;
    private float[] values = new float[0];
    private int columns;

    Assembly(int n) {
      this.n = n;
      norms = new double[n];
      cut = new boolean[n];
      blank = new boolean[n];
      there = new boolean[n];
    }

    boolean has(int row) {
      return there[row];
    }

    void put(List<Integer> rows, Rows from, int index) {
      if (columns == 0) {
        columns = from.columns();
        values = new float[Math.multiplyExact(n, columns)];
      }
      for (int row : rows) {
        System.arraycopy(from.values(), index * columns, values, row * columns, columns);
        norms[row] = from.norms()[index];
        cut[row] = from.cut()[index];
        blank[row] = from.blank()[index];
        there[row] = true;
      }
    }

    Rows rows() {
      return new Rows(values, columns, norms, cut, blank);
    }

    /** Those that were put at these places. */
    Rows rows(int[] places) {
      Assembly some = new Assembly(places.length);
      Rows all = rows();
      for (int i = 0; i < places.length; i++) {
        some.put(List.of(i), all, places[i]);
      }
      return some.rows();
    }
  }
}
