package org.lethe.network.libtorch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.lethe.network.Batch;
import org.lethe.network.Gathering;

/**
 * Outputs that stay where they are computed until there are many: a card works through the batches
 * without anybody waiting for one of them.
 */
final class DeviceGathering implements Gathering {
  /** 64 MB, of which there are two while they are put together. */
  private static final long MOST = 1 << 24;

  private final Function<Batch, Tensor> asked;
  private final long most;
  private final float[] into;
  private final List<Tensor> held = new ArrayList<>();
  private long heldNumbers;
  private int at;

  /**
   * @param asked gives the output for a batch, kept: this closes it
   * @param into filled from its start
   */
  DeviceGathering(Function<Batch, Tensor> asked, float[] into) {
    this(asked, into, MOST);
  }

  /** As above, bringing numbers over as soon as there are so many. */
  DeviceGathering(Function<Batch, Tensor> asked, float[] into, long most) {
    this.asked = asked;
    this.into = into;
    this.most = most;
  }

  @Override
  public void add(Batch batch) {
    Tensor output = asked.apply(batch);
    held.add(output);
    heldNumbers += output.numel();
    if (heldNumbers >= most) {
      finish();
    }
  }

  @Override
  public void finish() {
    if (held.isEmpty()) {
      return;
    }
    float[] values =
        Tensors.scoped(
            () -> {
              TensorVector all = new TensorVector();
              held.forEach(all::push_back);
              return Tensors.toFloats(torch.cat(all));
            });
    System.arraycopy(values, 0, into, at, values.length);
    at += values.length;
    close();
  }

  /** How many numbers wait on the device. */
  long waiting() {
    return heldNumbers;
  }

  @Override
  public void close() {
    held.forEach(Tensor::close);
    held.clear();
    heldNumbers = 0;
  }
}
