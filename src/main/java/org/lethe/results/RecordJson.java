package org.lethe.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Records as canonical JSON: keys sorted, one trial a line, numbers in their shortest form, UTF-8,
 * LF. Equal records give equal bytes on every JDK and under every locale. Reading is strict about
 * what it needs and ignores keys that it does not know.
 */
final class RecordJson {

  /**
   * What one file of trials holds.
   *
   * @param version that it was written with
   */
  record File(int version, Provenance provenance, List<TrialRecord> trials) {}

  /**
   * What one file of a searched budget holds.
   *
   * @param version that it was written with
   */
  record TargetFile(int version, Provenance provenance, TargetRecord target) {}

  /**
   * What one file of an order holds.
   *
   * @param version that it was written with
   */
  record RankingFile(int version, RankingRecord ranking) {}

  // JDK 17's Double.toString is not always the shortest form and later JDKs differ; Jackson's is.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                  .build())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // What is missing counts as null, and null is refused but where a record says otherwise:
          // keys that came later are annotated to be empty in records from before them.
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  // The default printer ends lines as the platform does.
  private static final DefaultPrettyPrinter INDENTED =
      new DefaultPrettyPrinter()
          .withObjectIndenter(new DefaultIndenter("  ", "\n"))
          .withArrayIndenter(new DefaultIndenter("  ", "\n"));

  private RecordJson() {}

  /** The bytes of one file of trials. */
  static byte[] trials(List<TrialRecord> trials, Provenance provenance) {
    return trials.stream()
        .map(RecordJson::line)
        .collect(
            Collectors.joining(
                ",\n",
                "{\"provenance\":" + line(provenance) + ",\"trials\":[\n",
                "\n],\"version\":" + TrialRecord.VERSION + "}\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one file of trials.
   *
   * @throws IOException if it is not one; the message says why
   */
  static File trials(byte[] bytes) throws IOException {
    File file = MAPPER.readValue(bytes, File.class);
    checkVersion(file.version());
    return new File(file.version(), file.provenance(), sharingStrings(file.trials()));
  }

  /** The bytes of one file of a searched budget, keys sorted. */
  static byte[] target(TargetRecord target, Provenance provenance) {
    return (line(new TargetFile(TrialRecord.VERSION, provenance, target)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads one file of a searched budget.
   *
   * @throws IOException if it is not one; the message says why
   */
  static TargetFile target(byte[] bytes) throws IOException {
    TargetFile file = MAPPER.readValue(bytes, TargetFile.class);
    checkVersion(file.version());
    return file;
  }

  /** The bytes of one file of an order, keys sorted. */
  static byte[] ranking(RankingRecord ranking) {
    return (line(new RankingFile(TrialRecord.VERSION, ranking)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads one file of an order.
   *
   * @throws IOException if it is not one; the message says why
   */
  static RankingRecord ranking(byte[] bytes) throws IOException {
    RankingFile file = MAPPER.readValue(bytes, RankingFile.class);
    checkVersion(file.version());
    return file.ranking();
  }

  private static void checkVersion(int version) throws IOException {
    if (version < 1 || version > TrialRecord.VERSION) {
      throw new IOException(
          "version "
              + version
              + ", this Lethe reads 1 to "
              + TrialRecord.VERSION
              + (version > TrialRecord.VERSION ? "; a newer one wrote it" : ""));
    }
  }

  /** A hundred thousand trials name the same few metrics: each name is kept once a file. */
  private static List<TrialRecord> sharingStrings(List<TrialRecord> trials) {
    Map<String, String> known = new HashMap<>();
    return trials.stream().map(trial -> sharingStrings(trial, known)).toList();
  }

  private static TrialRecord sharingStrings(TrialRecord trial, Map<String, String> known) {
    TrialKey key = trial.key();
    return new TrialRecord(
        trial.id(),
        new TrialKey(
            share(key.dataset(), known),
            share(key.variant(), known),
            share(key.encoder(), known),
            share(key.scorer(), known),
            share(key.learner(), known),
            share(key.unlearner(), known),
            share(key.engine(), known),
            key.budget(),
            key.removed(),
            key.seed()),
        trial.measurements().stream()
            .map(
                m ->
                    new Measurement(
                        share(m.metric(), known),
                        share(m.split(), known),
                        m.value(),
                        share(m.unit(), known),
                        m.direction()))
            .toList(),
        trial.seconds(),
        trial.peakBytes());
  }

  private static String share(String text, Map<String, String> known) {
    return known.computeIfAbsent(text, t -> t);
  }

  /** The bytes of anything else that a folder holds, indented. */
  static byte[] document(Object value) {
    try {
      return (MAPPER.writer(INDENTED).writeValueAsString(value) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@link #document} wrote. */
  static <T> T document(byte[] bytes, Class<T> type) throws IOException {
    return MAPPER.readValue(bytes, type);
  }
}
