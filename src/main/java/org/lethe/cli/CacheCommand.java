package org.lethe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.selection.RemovalManifest;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lethe cache list | purge | clear}: embeddings that are kept, and how they go. */
@Command(
    name = "cache",
    description = {
      "Lists or deletes embeddings that are kept, so that nothing is encoded twice.",
      "What must be forgotten must not live on in them: purge deletes what holds it."
    },
    subcommands = {CacheCommand.ListAll.class, CacheCommand.Purge.class, CacheCommand.Clear.class})
final class CacheCommand implements Runnable {
  private static final double MEGABYTE = 1 << 20;
  private static final int SHORT = 12;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "a command is missing: list, purge or clear");
  }

  /** Where embeddings are looked for. */
  static final class Places {
    @Option(
        names = "--results",
        paramLabel = "DIR",
        description = "The folder of experiments to look in (default: ${DEFAULT-VALUE}).")
    private Path results = Path.of("results");

    /** Those of each experiment that has some, and the user's own. */
    List<EmbeddingStore> stores() {
      List<EmbeddingStore> stores = new ArrayList<>();
      if (Files.isDirectory(results)) {
        try (DirectoryStream<Path> experiments = Files.newDirectoryStream(results)) {
          for (Path experiment : experiments) {
            Path folder = experiment.resolve("cache").resolve("embeddings");
            if (Files.isDirectory(folder)) {
              stores.add(new EmbeddingStore(folder));
            }
          }
        } catch (IOException e) {
          throw new BadInput(results + ": cannot be listed (" + e + ")", e);
        }
      }
      EmbeddingStore own = EmbeddingStore.ofUser();
      if (Files.isDirectory(own.folder())) {
        stores.add(own);
      }
      return stores;
    }
  }

  private static void deleted(CommandSpec command, int count, String rest) {
    PrintWriter to = command.commandLine().getOut();
    to.println(count + (count == 1 ? " entry" : " entries") + " deleted" + rest);
    to.flush();
  }

  /** Tells. */
  @Command(name = "list", description = "Lists every entry: key, rows × features, size, encoder.")
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private Places places;

    @Override
    public Integer call() {
      PrintWriter to = command.commandLine().getOut();
      for (EmbeddingStore store : places.stores()) {
        to.println(store.folder());
        for (EmbeddingStore.Entry entry : store.entries()) {
          to.printf(
              Locale.ROOT,
              "  %s  %,d × %,d  %,.1f MB  %s%n",
              entry.key().substring(0, SHORT),
              entry.rows(),
              entry.columns(),
              entry.bytes() / MEGABYTE,
              entry.provenance().inputs().getOrDefault("encoder", ""));
        }
      }
      to.flush();
      return 0;
    }
  }

  /** Deletes what holds something. */
  @Command(
      name = "purge",
      description = {
        "Deletes every entry that holds a sample of a removal manifest.",
        "An entry goes as a whole: what of it may stay is encoded again when it is needed. Original"
            + " networks of an experiment were trained on such samples, too: clear deletes them."
      },
      footer = {"", "Example:", "  lethe cache purge --manifest remove.json"})
  static final class Purge implements Callable<Integer> {
    @Spec private CommandSpec command;
    @Mixin private Places places;

    @Option(
        names = "--manifest",
        paramLabel = "FILE",
        required = true,
        description = "The removal manifest that names the samples.")
    private Path manifest = Path.of("");

    @Override
    public Integer call() {
      Set<String> ids = new HashSet<>(RemovalManifest.read(manifest).removed());
      int count = 0;
      for (EmbeddingStore store : places.stores()) {
        count += store.purge(ids).size();
      }
      deleted(command, count, "; none is left that holds one of " + ids.size() + " samples");
      return 0;
    }
  }

  /** Deletes everything. */
  @Command(
      name = "clear",
      description = "Deletes every entry, and what is kept of networks beside them.")
  static final class Clear implements Callable<Integer> {
    /** What experiments keep of networks. */
    private static final List<String> OF_NETWORKS = List.of("networks", "outputs", "checkpoints");

    @Spec private CommandSpec command;
    @Mixin private Places places;

    @Override
    public Integer call() {
      int count = 0;
      int files = 0;
      for (EmbeddingStore store : places.stores()) {
        count += store.clear().size();
        for (String part : OF_NETWORKS) {
          files += empty(store.folder().resolveSibling(part));
        }
      }
      deleted(command, count, ", " + files + (files == 1 ? " file" : " files") + " of networks");
      return 0;
    }

    private static int empty(Path folder) {
      int count = 0;
      if (!Files.isDirectory(folder)) {
        return count;
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
        for (Path file : files) {
          Files.delete(file);
          count++;
        }
      } catch (IOException e) {
        throw new BadInput(folder + ": cannot be emptied (" + e + ")", e);
      }
      return count;
    }
  }
}
