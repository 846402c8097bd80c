/**
 * Pretrained models in ONNX files: where they are kept, how texts and pictures become what they
 * take in, and how what they give becomes rows. The only package that names ONNX Runtime and
 * Hugging Face tokenizers, whose natives are loaded when a model is opened and not before. Shapes:
 * n examples, t tokens, d features.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.encoder.onnx;
