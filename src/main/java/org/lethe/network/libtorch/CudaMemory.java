package org.lethe.network.libtorch;

import org.bytedeco.pytorch.SizeTPair;
import org.bytedeco.pytorch.Stat;
import org.bytedeco.pytorch.cuda.DeviceAllocator;
import org.bytedeco.pytorch.cuda.DeviceStats;
import org.bytedeco.pytorch.global.torch_cuda;
import org.lethe.network.Card;

/** What libtorch's caching allocator says of the first card; it knows all of its arrays. */
final class CudaMemory extends Card {
  private static final byte FIRST = 0;

  @Override
  public long free() {
    DeviceAllocator allocator = torch_cuda.getAllocator();
    try (SizeTPair freeAndAll = allocator.getMemoryInfo(FIRST)) {
      return freeAndAll.first();
    }
  }

  @Override
  protected long peak() {
    DeviceAllocator allocator = torch_cuda.getAllocator();
    try (DeviceStats counts = allocator.getDeviceStats(FIRST);
        Stat bytes = counts.allocated_bytes()) { // the first of its counts is that of all pools
      return bytes.peak();
    }
  }

  @Override
  protected void forgetPeak() {
    torch_cuda.getAllocator().resetPeakStats(FIRST);
  }
}
