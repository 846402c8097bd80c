package org.lethe.network.libtorch;

import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.lethe.network.ParameterVector;

/**
 * p numbers in a tensor of rank 1. Java's handles of what an operation makes on the way are freed
 * when it ends, not when the garbage is collected.
 */
final class LibtorchVector implements ParameterVector {
  private final Tensor values;
  private final Natives natives;
  private final boolean owned;

  /**
   * @param values {@code [p]}; not of a pointer scope
   * @param owned whether closing this frees the values
   */
  LibtorchVector(Tensor values, Natives natives, boolean owned) {
    this.values = values;
    this.natives = natives;
    this.owned = owned;
  }

  /** What holds the numbers; stays in this package. */
  Tensor values() {
    return values;
  }

  @Override
  public int length() {
    return Math.toIntExact(values.numel());
  }

  @Override
  public LibtorchVector copy() {
    return new LibtorchVector(Tensors.kept(values::clone), natives, true);
  }

  @Override
  public LibtorchVector zeros() {
    return new LibtorchVector(Tensors.kept(() -> torch.zeros_like(values)), natives, true);
  }

  private Tensor of(ParameterVector other) {
    if (other instanceof LibtorchVector vector && vector.length() == length()) {
      return vector.values;
    }
    throw new IllegalArgumentException(
        "a vector of " + other.length() + " does not go with one of " + length());
  }

  private LibtorchVector change(Consumer<Tensor> operation) {
    Tensors.scoped(() -> operation.accept(values));
    return this;
  }

  @Override
  public ParameterVector set(ParameterVector other) {
    Tensor from = of(other);
    return change(v -> v.copy_(from));
  }

  @Override
  public ParameterVector set(float[] flat) {
    if (flat.length != length()) {
      throw new IllegalArgumentException(
          flat.length + " parameters were given, the network has " + length());
    }
    return change(v -> v.copy_(Tensors.of(flat, natives, flat.length)));
  }

  @Override
  public float[] toArray() {
    return Tensors.toFloats(values);
  }

  @Override
  public ParameterVector fill(double value) {
    return change(v -> v.fill_(new Scalar(value)));
  }

  @Override
  public ParameterVector add(double factor, ParameterVector other) {
    Tensor from = of(other);
    return change(v -> v.add_(from, new Scalar(factor)));
  }

  @Override
  public ParameterVector add(double value) {
    return change(v -> v.add_(new Scalar(value)));
  }

  @Override
  public ParameterVector scale(double factor) {
    return change(v -> v.mul_(new Scalar(factor)));
  }

  @Override
  public ParameterVector multiply(ParameterVector other) {
    Tensor by = of(other);
    return change(v -> v.mul_(by));
  }

  @Override
  public ParameterVector divide(ParameterVector other) {
    Tensor by = of(other);
    return change(v -> v.div_(by));
  }

  @Override
  public ParameterVector abs() {
    return change(Tensor::abs_);
  }

  @Override
  public ParameterVector sign() {
    return change(Tensor::sign_);
  }

  @Override
  public ParameterVector sqrt() {
    return change(Tensor::sqrt_);
  }

  @Override
  public ParameterVector atMost(double bound) {
    return change(v -> v.clamp_max_(new Scalar(bound)));
  }

  @Override
  public ParameterVector atLeast(double bound) {
    return change(v -> v.clamp_min_(new Scalar(bound)));
  }

  @Override
  public ParameterVector exceeds(ParameterVector other) {
    Tensor bound = of(other);
    return change(v -> v.gt_(bound));
  }

  @Override
  public ParameterVector blend(ParameterVector mask, ParameterVector other) {
    Tensor masks = of(mask);
    Tensor rest = of(other);
    return change(v -> torch.where_out(v, masks.ne(new Scalar(0f)), v, rest));
  }

  @Override
  public double dot(ParameterVector other) {
    Tensor by = of(other);
    return Tensors.scoped(() -> values.dot(by).item_double());
  }

  @Override
  public double smallest(int rank) {
    if (rank < 1 || rank > length()) {
      throw new IllegalArgumentException("the rank is " + rank + "; allowed: 1 to " + length());
    }
    double least = Tensors.scoped(() -> values.min().item_double());
    if (!(least >= 0)) {
      throw new IllegalArgumentException("a number to rank is " + least + "; allowed: 0 or more");
    }
    return Tensors.scoped(() -> values.kthvalue(rank).get0().item_double());
  }

  @Override
  public void close() {
    if (owned) {
      values.close();
    }
  }
}
