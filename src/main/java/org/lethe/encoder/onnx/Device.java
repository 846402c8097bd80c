package org.lethe.encoder.onnx;

/** What a model runs on. */
public enum Device {
  /** Processors: everywhere. */
  CPU,
  /** The first CUDA device; needs the build with {@code -Ponnx-gpu}. */
  CUDA
}
