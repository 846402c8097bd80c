package org.lethe.network.libtorch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.LogitLoss;
import org.lethe.network.Losses;
import org.lethe.network.ParameterVector;
import org.lethe.network.Slopes;

/**
 * Steps that nobody waits for: the cross-entropy of true labels, which most steps go down, is
 * computed on the device, and its values stay there. Other losses are functions of Java's arrays.
 */
final class DeviceSlopes implements Slopes {
  private final LibtorchNetwork network;
  private final List<Tensor> held = new ArrayList<>();

  DeviceSlopes(LibtorchNetwork network) {
    this.network = network;
  }

  @Override
  public OptionalDouble gradient(
      Batch batch, LogitLoss loss, BatchNormMode mode, ParameterVector gradient) {
    if (loss instanceof Losses.CrossEntropy entropy) {
      held.add(network.gradient(batch, entropy, mode, gradient));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(network.gradient(batch, loss, mode, gradient));
  }

  @Override
  public double[] losses() {
    if (held.isEmpty()) {
      return new double[0];
    }
    double[] values =
        Tensors.scoped(
            () -> {
              TensorVector all = new TensorVector();
              held.forEach(all::push_back);
              Tensor host = torch.stack(all).cpu();
              double[] read = new double[held.size()];
              host.data_ptr_double().get(read);
              return read;
            });
    close();
    return values;
  }

  @Override
  public void close() {
    held.forEach(Tensor::close);
    held.clear();
  }
}
