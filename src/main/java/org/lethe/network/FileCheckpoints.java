package org.lethe.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.lethe.settings.BadInput;

/**
 * The latest checkpoint of one training in one file. It appears whole or not at all; one of another
 * training or version, and one that cannot be read, is none, and a line of the log says why.
 *
 * @param identity what tells this training from others: a hash of all its inputs
 */
public record FileCheckpoints(Path file, String identity) implements Checkpoints {
  /** Changes when the meaning of a checkpoint does. */
  private static final String VERSION = "2";

  private static final String IDENTITY = "identity";
  private static final String WRITTEN_BY = "version";
  private static final String EPOCHS = "epochs";
  private static final String STEPS = "steps";
  private static final String SECONDS = "seconds";
  private static final String PARAMETERS = "parameters";
  private static final String STATISTICS = "statistics";
  private static final String OPTIMISER = "optimiser.";
  private static final String EXTRA = "extra.";

  private static final Logger LOG = Logger.getLogger(FileCheckpoints.class.getName());

  @Override
  public Optional<Checkpoint> latest() {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read());
    } catch (BadInput e) {
      LOG.log(Level.WARNING, "a checkpoint is left aside, its training begins anew: {0}", why(e));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the checkpoint " + file, e);
    }
  }

  private static String why(BadInput refused) {
    return String.valueOf(refused.getMessage());
  }

  private Checkpoint read() throws IOException {
    SafeTensors.Contents contents = SafeTensors.read(file);
    SortedMap<String, String> said = contents.metadata();
    require(WRITTEN_BY, VERSION, said);
    require(IDENTITY, identity, said);
    Map<String, float[]> extra = new HashMap<>();
    contents
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(EXTRA)) {
                extra.put(name.substring(EXTRA.length()), tensor.values());
              }
            });
    List<float[]> optimiser = new ArrayList<>();
    while (contents.tensors().containsKey(OPTIMISER + optimiser.size())) {
      optimiser.add(values(contents, OPTIMISER + optimiser.size()));
    }
    try {
      return new Checkpoint(
          Integer.parseInt(said.getOrDefault(EPOCHS, "")),
          Long.parseLong(said.getOrDefault(STEPS, "")),
          values(contents, PARAMETERS),
          values(contents, STATISTICS),
          optimiser,
          extra,
          Double.parseDouble(said.getOrDefault(SECONDS, "")));
    } catch (NumberFormatException e) {
      throw new BadInput(file + " does not say how far it is: " + said, e);
    }
  }

  private void require(String key, String expected, SortedMap<String, String> said) {
    String found = said.getOrDefault(key, "none");
    if (!found.equals(expected)) {
      throw new BadInput(file + " is of " + key + " " + found + ", expected " + expected);
    }
  }

  private float[] values(SafeTensors.Contents contents, String name) {
    SafeTensors.Tensor tensor = contents.tensors().get(name);
    if (tensor == null) {
      throw new BadInput(file + " has no " + name);
    }
    return tensor.values();
  }

  @Override
  public void save(Checkpoint checkpoint) {
    // Flat, not by the names of layers: an unlearner may train a network of another width.
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    tensors.put(PARAMETERS, SafeTensors.Tensor.of(checkpoint.parameters()));
    tensors.put(STATISTICS, SafeTensors.Tensor.of(checkpoint.statistics()));
    for (int i = 0; i < checkpoint.optimiser().size(); i++) {
      tensors.put(OPTIMISER + i, SafeTensors.Tensor.of(checkpoint.optimiser().get(i)));
    }
    new TreeMap<>(checkpoint.extra())
        .forEach((name, values) -> tensors.put(EXTRA + name, SafeTensors.Tensor.of(values)));
    SortedMap<String, String> said = new TreeMap<>();
    said.put(WRITTEN_BY, VERSION);
    said.put(IDENTITY, identity);
    said.put(EPOCHS, Integer.toString(checkpoint.epochs()));
    said.put(STEPS, Long.toString(checkpoint.steps()));
    said.put(SECONDS, Double.toString(checkpoint.seconds()));
    try {
      SafeTensors.write(file, new SafeTensors.Contents(tensors, said));
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Removes the checkpoint of a training whose result is kept elsewhere. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the checkpoint " + file, e);
    }
  }
}
