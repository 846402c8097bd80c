package org.lethe.encoder.onnx;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lethe.settings.BadInput;

/**
 * A model of the Hugging Face hub: {@code hf:OWNER/NAME@REVISION}, with {@code #onnx/other.onnx}
 * behind it where not the usual file is meant.
 *
 * @param file the ONNX file; empty for the usual one
 */
record HubModel(String owner, String name, String revision, Optional<String> file) {
  static final String PREFIX = "hf:";
  private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final Pattern FORM =
      Pattern.compile(
          "hf:(" + PART + ")/(" + PART + ")@(" + PART + ")(?:#((?:" + PART + "/)*" + PART + "))?");

  /**
   * @throws BadInput if the text is not of that form
   */
  static HubModel parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || text.contains("..")) {
      throw new BadInput(
          "model "
              + text
              + "; allowed: hf:OWNER/NAME@REVISION, for instance"
              + " hf:intfloat/e5-small-v2@main, and #onnx/other.onnx behind it for another file");
    }
    return new HubModel(
        form.group(1), form.group(2), form.group(3), Optional.ofNullable(form.group(4)));
  }

  Path folder(ModelHome home) {
    return home.folder().resolve("hf").resolve(owner).resolve(name).resolve(revision);
  }

  /** Without the file: what a lock is for. */
  String reference() {
    return PREFIX + owner + "/" + name + "@" + revision;
  }
}
