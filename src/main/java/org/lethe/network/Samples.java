package org.lethe.network;

import java.util.Arrays;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;

/**
 * Examples that a network is trained on or asked about. Arrays are shared, do not write to them.
 *
 * @param content pictures, or rows of numbers
 * @param rows which of them, {@code [n]}
 * @param labels {@code [n]}
 */
public record Samples(Content content, int[] rows, int[] labels) {
  public Samples {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException("rows=" + rows.length + ", labels=" + labels.length);
    }
  }

  /** Some examples of a set with their labels. */
  public static Samples of(ExampleSet examples, int[] rows) {
    return new Samples(examples.content(), rows, examples.labels(rows));
  }

  /** n. */
  public int size() {
    return rows.length;
  }

  /** Some of them. */
  public Samples select(int[] positions) {
    return new Samples(
        content,
        Arrays.stream(positions).map(i -> rows[i]).toArray(),
        Arrays.stream(positions).map(i -> labels[i]).toArray());
  }

  /** These and then others of the same content. */
  public Samples and(Samples others) {
    if (others.content != content) {
      throw new IllegalArgumentException("samples of two contents cannot be put together");
    }
    return new Samples(content, joined(rows, others.rows), joined(labels, others.labels));
  }

  private static int[] joined(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /**
   * The shape of one input.
   *
   * @throws BadInput if a network cannot read this content
   */
  public static Shape shape(Content content) {
    if (content instanceof Content.Pictures pictures) {
      return new Shape(pictures.channels(), pictures.height(), pictures.width());
    }
    if (content instanceof Content.Numbers numbers) {
      return new Shape(numbers.rows().columns(), 1, 1);
    }
    throw new BadInput("a network reads pictures or numbers, but the data source holds texts");
  }

  /**
   * The samples at some positions as a batch.
   *
   * @param augmentation what is done to pictures
   * @param epoch what the randomness of the augmentation comes from: each sample of an epoch has
   *     its own, whatever batch it is in
   */
  public Batch read(int[] positions, Augmentation augmentation, Seed epoch) {
    int n = positions.length;
    int[] chosen = new int[n];
    int[] chosenLabels = new int[n];
    for (int i = 0; i < n; i++) {
      chosen[i] = rows[positions[i]];
      chosenLabels[i] = labels[positions[i]];
    }
    if (content instanceof Content.Pictures pictures) {
      return new Batch(augmentation.draw(pictures, chosen, epoch), chosenLabels, positions);
    }
    int d = shape(content).size();
    float[] inputs = new float[n * d];
    if (content instanceof Content.Numbers numbers) {
      float[] values = numbers.rows().values();
      for (int i = 0; i < n; i++) {
        System.arraycopy(values, chosen[i] * d, inputs, i * d, d);
      }
    }
    return new Batch(inputs, chosenLabels, positions);
  }

  /** The samples at some positions as they are. */
  public Batch read(int[] positions) {
    return read(positions, Augmentation.NONE, new Seed(0));
  }
}
