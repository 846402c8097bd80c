package org.lethe.encoder.onnx;

/**
 * One picture.
 *
 * @param pixels unsigned bytes, plane after plane, row by row; shared
 */
record Planes(byte[] pixels, int channels, int height, int width) {}
