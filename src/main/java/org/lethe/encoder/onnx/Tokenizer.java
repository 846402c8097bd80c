package org.lethe.encoder.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.lethe.settings.BadInput;

/** A Hugging Face {@code tokenizer.json}: texts to the numbers of their tokens. */
final class Tokenizer implements AutoCloseable {
  static {
    // Before any class of DJL is loaded, and for good: otherwise it asks the network whether it
    // runs in a cloud, and downloads a build for the GPU it finds.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
  }

  private final HuggingFaceTokenizer tokenizer;
  private final boolean special;

  private Tokenizer(HuggingFaceTokenizer tokenizer, boolean special) {
    this.tokenizer = tokenizer;
    this.special = special;
  }

  /**
   * One text.
   *
   * @param ids special tokens included, {@code [t]}
   * @param types which sentence a token belongs to, {@code [t]}
   * @param truncated whether there was more than is kept
   */
  record Tokens(long[] ids, long[] types, boolean truncated) {}

  /**
   * Opens a tokenizer; what the file itself says of padding and truncation does not count.
   *
   * @param maxLength tokens that are kept, special ones included
   * @param special whether to add the special tokens that the file describes
   * @throws BadInput if the file is not there or no tokenizer
   */
  static Tokenizer open(Path file, int maxLength, boolean special) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(
          "no tokenizer "
              + file
              + "; allowed: a folder with the model and its tokenizer.json (a vocab.txt alone does"
              + " not say how to use it)");
    }
    Map<String, String> options =
        Map.of(
            "addSpecialTokens", Boolean.toString(special),
            "truncation", "true",
            "padding", "false",
            "maxLength", Integer.toString(maxLength),
            "modelMaxLength", Integer.toString(maxLength));
    try (InputStream in = Files.newInputStream(file)) {
      return new Tokenizer(HuggingFaceTokenizer.newInstance(in, options), special);
    } catch (IOException | RuntimeException e) {
      throw new BadInput(file + " is no tokenizer of Hugging Face's form: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new BadInput(
          "the tokenizers have no build for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /**
   * The tokens of a text. DJL's own {@code encode} also makes an object for the place of each token
   * and a string of each, which takes several times as long as finding them; so it is asked for the
   * numbers alone.
   */
  Tokens encode(String text) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long encoding = library.encode(tokenizer.getHandle(), text, special);
    try {
      return new Tokens(
          library.getTokenIds(encoding),
          library.getTypeIds(encoding),
          library.getOverflowCount(encoding) > 0);
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
