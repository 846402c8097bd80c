package org.lethe.network.libtorch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.lethe.network.NotEnoughMemory;

/** Between tensors, wherever they lie, and Java's arrays. */
final class Tensors {
  private Tensors() {}

  /**
   * Does something, and frees the memory of all that it made in libtorch then, not when Java's
   * garbage is collected. What is to live on retains a reference.
   */
  @SuppressWarnings("try") // a scope works by being open
  static <T> T scoped(Supplier<T> work) {
    try (PointerScope scope = new PointerScope()) {
      return work.get();
    } catch (RuntimeException e) {
      throw said(e);
    }
  }

  /** As {@link #scoped(Supplier)}, without a result. */
  @SuppressWarnings("try")
  static void scoped(Runnable work) {
    try (PointerScope scope = new PointerScope()) {
      work.run();
    } catch (RuntimeException e) {
      throw said(e);
    }
  }

  /** Makes a tensor that no scope frees: whoever asks closes it. */
  static Tensor kept(Supplier<Tensor> made) {
    return scoped(
        () -> {
          Tensor tensor = made.get();
          tensor.retainReference();
          return tensor;
        });
  }

  /**
   * In one line: libtorch's own errors carry the stack of its C++. Those of Java pass as they are.
   */
  private static RuntimeException said(RuntimeException error) {
    String message = error.getMessage();
    if (!error.getClass().equals(RuntimeException.class) || message == null) {
      return error;
    }
    String first = message.lines().findFirst().orElse(message);
    boolean memory = message.contains("out of memory") || message.contains("allocate memory");
    return memory
        ? new NotEnoughMemory("libtorch: " + first, error)
        : new IllegalStateException("libtorch: " + first, error);
  }

  /**
   * A float32 tensor of an array's first values.
   *
   * @param shape its product is how many values are read
   */
  static Tensor of(float[] values, Natives natives, long... shape) {
    Tensor host = torch.empty(shape);
    int length = Math.toIntExact(host.numel());
    if (length > 0) {
      host.data_ptr_float().put(values, 0, length);
    }
    if (natives == Natives.CPU) {
      return host;
    }
    try (Device device = natives.device()) {
      return host.to(device, torch.ScalarType.Float);
    }
  }

  /** A tensor of whole numbers, which nobody waits for where it is on its way to a card. */
  static Tensor of(long[] values, Natives natives, long... shape) {
    Tensor host = Tensor.create(values, shape);
    if (natives == Natives.CPU) {
      return host;
    }
    try (Device device = natives.device()) {
      return host.to(
          device,
          torch.ScalarType.Long,
          /* non_blocking= */ true,
          false,
          new MemoryFormatOptional());
    }
  }

  /** The values in row-major order, a copy. */
  static float[] toFloats(Tensor tensor) {
    return scoped(
        () -> {
          Tensor host = tensor.detach().cpu().to(torch.ScalarType.Float).contiguous();
          float[] values = new float[Math.toIntExact(host.numel())];
          if (values.length > 0) {
            host.data_ptr_float().get(values);
          }
          return values;
        });
  }
}
