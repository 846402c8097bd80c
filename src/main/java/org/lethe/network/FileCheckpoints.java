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
import java.util.TreeMap;
import org.lethe.settings.BadInput;

/**
 * The latest checkpoint of one training in one file. It appears whole or not at all; one of another
 * training, and one that cannot be read, is none.
 *
 * @param identity what tells this training from others: a hash of all its inputs
 */
public record FileCheckpoints(Path file, String identity, Blueprint blueprint)
    implements Checkpoints {
  private static final String IDENTITY = "identity";
  private static final String EPOCHS = "epochs";
  private static final String STEPS = "steps";
  private static final String OPTIMISER = "optimiser.";
  private static final String EXTRA = "extra.";

  @Override
  public Optional<Checkpoint> latest() {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      SafeTensors.Contents contents = SafeTensors.read(file);
      if (!identity.equals(contents.metadata().get(IDENTITY))) {
        return Optional.empty();
      }
      Map<String, SafeTensors.Tensor> network = new LinkedHashMap<>();
      List<float[]> optimiser = new ArrayList<>();
      Map<String, float[]> extra = new HashMap<>();
      contents
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(OPTIMISER)) {
                  optimiser.add(tensor.values());
                } else if (name.startsWith(EXTRA)) {
                  extra.put(name.substring(EXTRA.length()), tensor.values());
                } else {
                  network.put(name, tensor);
                }
              });
      SafeTensors.Contents trained = new SafeTensors.Contents(network, contents.metadata());
      return Optional.of(
          new Checkpoint(
              Math.toIntExact(number(contents, EPOCHS)),
              number(contents, STEPS),
              SafeTensors.parameters(file, trained, blueprint),
              SafeTensors.statistics(file, trained, blueprint),
              optimiser,
              extra));
    } catch (BadInput e) {
      return Optional.empty(); // what was damaged is trained again
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long number(SafeTensors.Contents contents, String key) {
    String found = contents.metadata().getOrDefault(key, "not there");
    try {
      return Long.parseLong(found);
    } catch (NumberFormatException e) {
      throw new BadInput(file + ": " + key + " is " + found + "; it must be a whole number", e);
    }
  }

  @Override
  public void save(Checkpoint checkpoint) {
    Map<String, SafeTensors.Tensor> tensors =
        new LinkedHashMap<>(
            SafeTensors.of(blueprint, checkpoint.parameters(), checkpoint.statistics()));
    for (int i = 0; i < checkpoint.optimiser().size(); i++) {
      tensors.put(OPTIMISER + i, SafeTensors.Tensor.of(checkpoint.optimiser().get(i)));
    }
    new TreeMap<>(checkpoint.extra())
        .forEach((name, values) -> tensors.put(EXTRA + name, SafeTensors.Tensor.of(values)));
    try {
      SafeTensors.write(
          file,
          new SafeTensors.Contents(
              tensors,
              new TreeMap<>(
                  Map.of(
                      IDENTITY,
                      identity,
                      EPOCHS,
                      Integer.toString(checkpoint.epochs()),
                      STEPS,
                      Long.toString(checkpoint.steps())))));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a checkpoint in " + file, e);
    }
  }

  /** Removes the checkpoint of a training that is done. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
