package org.lethe.encoder.onnx;

import java.util.Optional;

/**
 * How texts are embedded. What is absent is as the model's folder says.
 *
 * @param output the name of the output to read
 * @param pooling of the tokens, where the output has a row for each
 * @param normalise whether rows are brought to length 1
 * @param maxLength tokens that are kept, special ones included
 * @param prefix put before each text
 * @param specialTokens whether the tokenizer adds its special tokens
 * @param batch texts of one call
 */
public record TextOptions(
    Optional<String> output,
    Pooling pooling,
    Optional<Boolean> normalise,
    Optional<Integer> maxLength,
    Optional<String> prefix,
    Optional<Boolean> specialTokens,
    int batch,
    Device device) {

  /** Everything as the model's folder says. */
  public static final TextOptions DEFAULT =
      new TextOptions(
          Optional.empty(),
          Pooling.AUTO,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          32,
          Device.CPU);

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public TextOptions {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
    if (maxLength.isPresent() && maxLength.get() < 3) {
      throw new IllegalArgumentException(
          "max-length is "
              + maxLength.get()
              + "; allowed: 3 or more, or none for what the model's folder says");
    }
  }
}
