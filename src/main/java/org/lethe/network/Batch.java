package org.lethe.network;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lethe.dataset.Content;
import org.lethe.dataset.Crops;

/**
 * A few samples on their way into a network. Pictures become numbers when somebody asks for those:
 * an engine may have the pictures where it computes. Arrays are shared. Used by one thread at a
 * time.
 */
public final class Batch {
  private final Inputs inputs;
  private final int[] labels;
  private final int[] positions;

  /** What batches of the same samples share: however they are labelled, it is read once. */
  private static final class Inputs {
    private final Optional<Crops> crops;
    private float @Nullable [] numbers;

    Inputs(Optional<Crops> crops, float @Nullable [] numbers) {
      this.crops = crops;
      this.numbers = numbers;
    }

    float[] numbers() {
      float[] known = numbers;
      if (known == null) {
        Crops of = crops.orElseThrow();
        Content.Pictures pictures = of.pictures();
        known = new float[of.size() * Samples.shape(pictures).size()];
        of.read(known);
        numbers = known;
      }
      return known;
    }
  }

  /**
   * Samples whose numbers are there.
   *
   * @param inputs in [0, 1], {@code [n, c, h, w]}; longer arrays are read up to n
   * @param labels {@code [n]}
   * @param positions of the samples in their {@link Samples}, {@code [n]}
   */
  public Batch(float[] inputs, int[] labels, int[] positions) {
    this(new Inputs(Optional.empty(), inputs), labels, positions);
  }

  /** Pictures that are read when they are asked for. */
  public Batch(Crops crops, int[] labels, int[] positions) {
    this(new Inputs(Optional.of(crops), null), labels, positions);
  }

  private Batch(Inputs inputs, int[] labels, int[] positions) {
    this.inputs = inputs;
    this.labels = labels;
    this.positions = positions;
  }

  /** n. */
  public int size() {
    return labels.length;
  }

  /** In [0, 1], {@code [n, c, h, w]}; pictures are read when this is first called. */
  public float[] inputs() {
    return inputs.numbers();
  }

  /** Whether the numbers are there. */
  boolean isRead() {
    return inputs.numbers != null;
  }

  /** What {@link #inputs} are read from, if they are pictures. */
  public Optional<Crops> crops() {
    return inputs.crops;
  }

  /** {@code [n]}. */
  public int[] labels() {
    return labels;
  }

  /** Of the samples in their {@link Samples}, {@code [n]}. */
  public int[] positions() {
    return positions;
  }

  /** The same inputs with other labels. */
  public Batch labelled(int[] other) {
    if (other.length != labels.length) {
      throw new IllegalArgumentException(
          other.length + " labels for " + labels.length + " samples: " + Arrays.toString(other));
    }
    return new Batch(inputs, other, positions);
  }
}
