package org.lethe.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The font of all figures: Liberation Sans, which comes with PDFBox and has the widths of Arial and
 * Helvetica. Read from the class path, because fonts of the machine differ, and a server often has
 * none at all. Not safe for use by several threads.
 */
final class Typeface {

  /** For style sheets: the same widths wherever a figure is opened. */
  static final String FAMILY = "'Liberation Sans', Arial, Helvetica, sans-serif";

  private static final String RESOURCE =
      "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private final TrueTypeFont font;
  private final CmapLookup glyphs;
  private final double unitsPerEm;

  private Typeface(TrueTypeFont font) throws IOException {
    this.font = font;
    // No substitution of glyphs: what figures say has none in this font, and looking for some in
    // each text took a third of the time of a PDF.
    font.setEnableGsub(false);
    this.glyphs = font.getUnicodeCmapLookup();
    this.unitsPerEm = font.getUnitsPerEm();
  }

  static Typeface load() {
    try (InputStream in = PDDocument.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("PDFBox came without " + RESOURCE);
      }
      return new Typeface(new TTFParser().parse(new RandomAccessReadBuffer(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TrueTypeFont font() {
    return font;
  }

  /** Width of a printable text in the unit of its size. */
  double width(String text, double size) {
    double units =
        text.codePoints()
            .mapToDouble(
                c -> {
                  try {
                    return font.getAdvanceWidth(glyphs.getGlyphId(c));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .sum();
    return units * size / unitsPerEm;
  }

  /** The text with a replacement for every character that the font has not. */
  String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> out.appendCodePoint(c >= ' ' && glyphs.getGlyphId(c) != 0 ? c : '?'));
    return out.toString();
  }

  /** The longest beginning of a text that fits, with an ellipsis where something is missing. */
  String fit(String text, double size, double room) {
    if (width(printable(text), size) <= room) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    int length = points.length;
    while (length > 0 && width(printable(new String(points, 0, length)) + "…", size) > room) {
      length--;
    }
    return new String(points, 0, length) + "…";
  }
}
