package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lethe.curation.OwnEmbeddings;
import org.lethe.curation.OwnEmbeddings.Job;
import org.lethe.curation.OwnSamples;
import org.lethe.embedding.EmbeddingFile.Format;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.Encoders;
import org.lethe.encoder.KeptRows;
import org.lethe.nd.Seed;
import org.lethe.network.Architectures;
import org.lethe.network.Schedules;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Labelled;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe encode}: embeddings of the user's own data, in files to take elsewhere. */
@Command(
    name = "encode",
    description = {
      "Writes what an encoder says of texts or pictures into files that other tools read: .npy,"
          + " .npz, .parquet, .arrow or .csv; numbers are converted from one of these to another.",
      "What can be read is what lethe select reads. Several files are encoded together, each to a"
          + " file of its own, so that an encoder that learns (tfidf) gives all of them the same"
          + " features. FILE.json beside each says where its rows come from."
    },
    footer = {
      "",
      "Examples:",
      "  lethe encode --in mails.txt --encoder '{name: onnx-text, model: all-minilm-l6-v2}' --out"
          + " mails.npy",
      "  lethe encode --in spam.txt --out spam.npy --in ham.txt --out ham.npy --encoder tfidf-svd",
      "  lethe select --forget spam.npy --retain ham.npy --out removal",
      "  lethe encode --in mine.parquet --feature-columns embedding --id-column id --out mine.npy"
    })
public final class EncodeCommand implements Callable<Integer> {
  private static final Binder BINDER =
      new Binder(List.of(Encoders.FAMILY, Architectures.FAMILY, Schedules.FAMILY));
  private static final long NANOS_BETWEEN_WORDS = 10_000_000_000L;

  @Spec private CommandSpec command;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      required = true,
      description = "Samples: a file or a folder of pictures. May be given again.")
  private List<Path> in = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file to write: .npy, .npz, .parquet, .arrow or .csv; one for each --in.")
  private List<Path> out = List.of();

  @Mixin private OwnSampleOptions own = new OwnSampleOptions();

  @Option(
      names = "--encoder",
      paramLabel = "ENCODER",
      description =
          "How texts or pictures become features: a name or {name: …, …} as in an experiment"
              + " file; numbers need none.")
  private @Nullable String encoder;

  @Option(
      names = "--seed",
      description = "Of encoders that draw random numbers (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but the outcome.")
  private boolean quiet;

  /** What is written in YAML on the command line. */
  record Method(@Setting("the encoder") Labelled<Encoder> encoder) {}

  @Override
  public Integer call() {
    if (in.size() != out.size()) {
      throw new BadInput(
          "--in is given "
              + times(in.size())
              + ", --out "
              + times(out.size())
              + "; each file of samples needs one to be written to");
    }
    OwnEmbeddings.requireFree(out);
    Optional<Labelled<Encoder>> method = Optional.ofNullable(encoder).map(EncodeCommand::method);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      jobs.add(new Job(own.read(in.get(i)), out.get(i)));
    }
    PrintWriter err = command.commandLine().getErr();
    OwnEmbeddings.Outcome outcome =
        OwnEmbeddings.write(jobs, method, KeptRows.ofUser(), new Seed(seed), progress(jobs, err));

    PrintWriter to = command.commandLine().getOut();
    for (OwnEmbeddings.Written file : outcome.files()) {
      to.printf(
          Locale.ROOT,
          "%s: %,d × %,d%s%n",
          file.out(),
          file.rows(),
          file.columns(),
          readAs(Format.of(file.out())));
    }
    to.flush();
    for (Job job : jobs) {
      job.samples().skipped().values().forEach(why -> err.println("skipped: " + why));
    }
    outcome.notes().forEach(note -> err.println("note: " + note));
    err.flush();
    return 0;
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  /** What lethe select must be told to read it. */
  private static String readAs(Format format) {
    return switch (format) {
      case NPY, NPZ -> "";
      case PARQUET, ARROW -> "; select reads it with --id-column id --feature-columns embedding";
      case CSV -> "; select reads it with --id-column id --feature-columns 'x*'";
    };
  }

  private Consumer<Integer> progress(List<Job> jobs, PrintWriter err) {
    int all = jobs.stream().mapToInt(job -> job.samples().size()).sum();
    OwnSamples first = jobs.get(0).samples();
    if (quiet) {
      return done -> {};
    }
    long[] last = {System.nanoTime()};
    return done -> {
      if (done == 0 || System.nanoTime() - last[0] > NANOS_BETWEEN_WORDS) {
        last[0] = System.nanoTime();
        err.println(
            done == 0
                ? "writing " + all + " rows of " + first.material().word() + " …"
                : done + " of " + all + " …");
        err.flush();
      }
    };
  }

  private static Labelled<Encoder> method(String text) {
    return BINDER
        .bind(
            SettingsFile.parse("{}", "command line").with("encoder=" + text, "--encoder"),
            Method.class)
        .encoder();
  }
}
