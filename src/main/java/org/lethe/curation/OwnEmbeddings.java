package org.lethe.curation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.embedding.EmbeddingFile;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.Encoders;
import org.lethe.encoder.KeptRows;
import org.lethe.encoder.RowBlocks;
import org.lethe.nd.Seed;
import org.lethe.results.Build;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;
import org.lethe.settings.Labelled;

/**
 * Features of samples of somebody's own, in files to take elsewhere. One encoder for all of them,
 * which learns, where it learns, from all of them: then their rows can be held against each other.
 */
public final class OwnEmbeddings {
  private static final Canonical CANONICAL = new Canonical(List.of(Encoders.FAMILY));

  /** Files whose checksums stand one by one; a folder of pictures may have a million. */
  private static final int MOST_FILES = 64;

  /** Samples, and the file that their rows go to. */
  public record Job(OwnSamples samples, Path out) {}

  /**
   * What was written.
   *
   * @param rows n
   * @param columns d
   */
  public record Written(Path out, int rows, int columns) {}

  /**
   * All that was written.
   *
   * @param notes what a reader of the rows must know
   */
  public record Outcome(List<Written> files, List<String> notes) {
    public Outcome {
      files = List.copyOf(files);
      notes = List.copyOf(notes);
    }
  }

  private OwnEmbeddings() {}

  /**
   * Before any work: whether files of these names can be written.
   *
   * @throws BadInput if one is there, has a name that says no format, or is named twice
   */
  public static void requireFree(List<Path> files) {
    Set<Path> seen = new HashSet<>();
    for (Path file : files) {
      EmbeddingFile.requireFree(file);
      if (!seen.add(file.toAbsolutePath().normalize())) {
        throw new BadInput(file + " is named twice; each file of samples needs one of its own");
      }
    }
  }

  /**
   * Writes a file for each job; each appears whole or not at all.
   *
   * @param encoder of texts or pictures; none for numbers, which are written as they are
   * @param kept rows that encoders made before
   * @param progress takes how many samples are done: 0 when the work begins, then now and then
   * @throws BadInput if samples are of several kinds, or need an encoder, or are numbers and one is
   *     given, or a file cannot be written
   */
  public static Outcome write(
      List<Job> jobs,
      Optional<Labelled<Encoder>> encoder,
      KeptRows kept,
      Seed seed,
      Consumer<Integer> progress) {
    List<OwnSamples> parts = jobs.stream().map(Job::samples).toList();
    OwnFeatures.requireOneKind(parts);
    requireFitting(parts.get(0), encoder.isPresent());
    requireOneEncoder(parts);
    try (Outputs files = new Outputs(jobs, encoder, seed, progress)) {
      progress.accept(0);
      List<String> notes = new ArrayList<>();
      if (encoder.isPresent()) {
        notes.addAll(
            OwnFeatures.stream(
                parts, encoder.get().method(), kept, seed.derive("encoder"), files::take));
      } else {
        for (OwnSamples part : parts) {
          RowBlocks.handOn(((Material.Numbers) part.material()).rows(), files::take);
        }
      }
      return new Outcome(files.finish(notes), notes);
    } catch (UnwritableRows e) {
      throw cannotBeWritten(jobs, e.why);
    } catch (IOException e) {
      throw cannotBeWritten(jobs, e);
    }
  }

  /** A file that cannot be written ends an encoder that hands its rows on. */
  private static final class UnwritableRows extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient IOException why;

    UnwritableRows(IOException why) {
      super(why);
      this.why = why;
    }
  }

  private static BadInput cannotBeWritten(List<Job> jobs, IOException why) {
    return new BadInput(
        String.join(" and ", jobs.stream().map(job -> job.out().toString()).toList())
            + " cannot be written: "
            + why,
        why);
  }

  private static void requireFitting(OwnSamples samples, boolean encoded) {
    Material material = samples.material();
    boolean numbers = material instanceof Material.Numbers;
    if (numbers && encoded) {
      throw new BadInput(
          samples.place() + " holds numbers, which are written as they are; leave --encoder out");
    }
    if (!numbers && !encoded) {
      throw new BadInput(
          samples.place()
              + " holds "
              + material.word()
              + ", which need an encoder: --encoder '{name: "
              + (material instanceof Material.Texts
                  ? "onnx-text, model: …}' (see `lethe models list`) or tfidf-svd"
                  : "onnx-image, model: …}' (see `lethe models list`)"));
    }
  }

  /** Numbers that were not encoded together need not be as many a row. */
  private static void requireOneEncoder(List<OwnSamples> parts) {
    if (!(parts.get(0).material() instanceof Material.Numbers first)) {
      return;
    }
    for (OwnSamples part : parts) {
      int d = ((Material.Numbers) part.material()).rows().columns();
      if (d != first.rows().columns()) {
        throw new BadInput(
            parts.get(0).place()
                + " has "
                + first.rows().columns()
                + " numbers a row, "
                + part.place()
                + " has "
                + d
                + "; convert them by two commands");
      }
    }
  }

  /** The files as they fill, one after the other. */
  private static final class Outputs implements AutoCloseable {
    private final List<Job> jobs;
    private final Optional<Labelled<Encoder>> encoder;
    private final Seed seed;
    private final Consumer<Integer> progress;
    private final SortedMap<String, String> model;
    private final List<EmbeddingFile> begun = new ArrayList<>();
    private int done;

    Outputs(
        List<Job> jobs,
        Optional<Labelled<Encoder>> encoder,
        Seed seed,
        Consumer<Integer> progress) {
      this.jobs = jobs;
      this.encoder = encoder;
      this.seed = seed;
      this.progress = progress;
      model = encoder.map(each -> each.method().files()).orElseGet(TreeMap::new);
    }

    void take(float[] values, int columns, int count) {
      try {
        for (int at = 0; at < count; ) {
          EmbeddingFile file = current(columns);
          int fits = Math.min(count - at, file.expected() - file.rows());
          float[] part =
              at == 0 ? values : Arrays.copyOfRange(values, at * columns, (at + fits) * columns);
          file.append(part, fits);
          at += fits;
        }
      } catch (IOException e) {
        throw new UnwritableRows(e);
      }
      done += count;
      progress.accept(done);
    }

    private EmbeddingFile current(int columns) throws IOException {
      @Nullable EmbeddingFile last = begun.isEmpty() ? null : begun.get(begun.size() - 1);
      if (last != null && last.rows() < last.expected()) {
        return last;
      }
      Job job = jobs.get(begun.size());
      EmbeddingFile next =
          EmbeddingFile.begin(job.out(), columns, job.samples().ids(), provenance(job));
      begun.add(next);
      return next;
    }

    private Map<String, Object> provenance(Job job) {
      Map<String, Object> about = new LinkedHashMap<>();
      Build build = Build.running();
      about.put("lethe", Map.of("version", build.version(), "commit", build.commit()));
      encoder.ifPresent(
          each -> {
            about.put("encoder", CANONICAL.map((Record) each.method()));
            about.put("model", model);
            about.put("seed", seed.value());
            about.put(
                "encoded-with", jobs.stream().map(other -> other.samples().identity()).toList());
          });
      OwnSamples samples = job.samples();
      about.put("samples", samples.identity());
      if (samples.sha256().size() <= MOST_FILES) {
        about.put("files", samples.sha256());
      }
      return about;
    }

    List<Written> finish(List<String> notes) throws IOException {
      List<Written> written = new ArrayList<>();
      for (int j = 0; j < jobs.size(); j++) {
        EmbeddingFile file = begun.get(j);
        file.finish(notes);
        written.add(new Written(jobs.get(j).out(), file.rows(), file.columns()));
      }
      return written;
    }

    /** All of them, also where one cannot be. */
    @Override
    public void close() throws IOException {
      Optional<IOException> failed = Optional.empty();
      for (EmbeddingFile file : begun) {
        try {
          file.close();
        } catch (IOException e) {
          failed.ifPresent(e::addSuppressed);
          failed = Optional.of(e);
        }
      }
      if (failed.isPresent()) {
        throw failed.get();
      }
    }
  }
}
