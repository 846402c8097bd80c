package org.lethe.encoder;

import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.settings.BadInput;

/** The one line for an encoder that cannot read what a data source holds. */
final class WrongContent {
  private WrongContent() {}

  /**
   * An error to throw: what the encoder needs, what is there, and which encoder reads that.
   *
   * @param needs {@code texts}
   */
  static BadInput of(String encoder, String needs, ExampleSet examples) {
    Content content = examples.content();
    String holds = "numbers; use raw";
    if (content instanceof Content.Texts) {
      holds = "texts; use tfidf or onnx-text";
    } else if (content instanceof Content.Pictures) {
      holds = "pictures; use network-layer or onnx-image";
    }
    return new BadInput(
        "encoder "
            + encoder
            + " needs "
            + needs
            + ", but "
            + examples.source()
            + " holds "
            + holds);
  }
}
