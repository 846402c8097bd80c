package org.lethe.encoder.onnx;

/** Which colour a model takes first. */
public enum ChannelOrder {
  RGB,
  BGR
}
