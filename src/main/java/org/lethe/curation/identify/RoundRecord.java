package org.lethe.curation.identify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;

/**
 * What one round of a session came to: {@code rounds/0001.json}, written when the round is complete
 * and never changed.
 *
 * @param number from 1
 * @param labelsSha256 of {@code labels.csv} as this round read it
 * @param labelled the answers it had, the audit's left out
 * @param audited the audit's answers
 * @param basis what the probabilities were calibrated on: {@code audit}, {@code labelled}, {@code
 *     none} or {@code no-probe}
 * @param quality of the identified set
 * @param agreement Cohen's κ with the decisions of the round before; 0 in the first
 * @param agreeing how many rounds up to this one agreed with the one before
 * @param stable whether that is enough to stop
 * @param identified ids, in the order of the pool
 * @param asked what was to be labelled next, in this order; empty where the search has ended
 */
public record RoundRecord(
    int number,
    String labelsSha256,
    Counts labelled,
    Counts audited,
    String basis,
    Quality quality,
    double agreement,
    int agreeing,
    boolean stable,
    List<String> identified,
    List<Asked> asked) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** How many answers of each kind there are. */
  public record Counts(int forget, int retain, int skipped) {
    /** All that were answered. */
    public int all() {
      return forget + retain + skipped;
    }
  }

  /**
   * A sample that somebody is asked to label.
   *
   * @param audit whether its label is kept for judging
   */
  public record Asked(String id, double score, String why, boolean audit) {}

  public RoundRecord {
    identified = List.copyOf(identified);
    asked = List.copyOf(asked);
  }

  void write(Path file) throws IOException {
    String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    AtomicFiles.write(file, json.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws BadInput if it is not what {@link #write} wrote
   */
  static RoundRecord read(Path file) {
    try {
      return JSON.readValue(Files.readString(file), RoundRecord.class);
    } catch (JsonProcessingException e) {
      throw new BadInput(
          file
              + ": no record of a round ("
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + "); delete it to have the round made again",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
