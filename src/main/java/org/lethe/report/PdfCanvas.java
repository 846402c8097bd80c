package org.lethe.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;

/**
 * A PDF page of the size of the figure, with its font embedded and text that can be searched. Equal
 * figures give equal bytes: there is no date in it, and its id comes from its title.
 */
final class PdfCanvas implements Canvas {
  private record Ink(int rgb, double opacity) {}

  private final double height;
  private final Typeface typeface;
  private final PDDocument document = new PDDocument();
  private final PDPageContentStream stream;
  private final PDFont font;
  private final Deque<Ink> inks = new ArrayDeque<>();

  PdfCanvas(double width, double height, String title, Typeface typeface) {
    this.height = height;
    this.typeface = typeface;
    try {
      PDPage page = new PDPage(new PDRectangle((float) width, (float) height));
      document.addPage(page);
      document.setDocumentId((long) title.hashCode());
      document.getDocumentInformation().setTitle(title);
      font = PDType0Font.load(document, typeface.font(), true);
      stream = new PDPageContentStream(document, page);
      stream.setLineJoinStyle(1);
      inks.push(new Ink(0, 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the drawing and gives the file. */
  byte[] finish() {
    try (document) {
      stream.close();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void open(String css, int rgb, double opacity) {
    inks.push(new Ink(rgb, opacity * inks.getFirst().opacity()));
  }

  @Override
  public void close() {
    inks.pop();
  }

  @Override
  public void stroke(String css, Outline path, double width, List<Double> dash) {
    try {
      begin(1);
      stream.setLineWidth((float) width);
      float[] pattern = new float[dash.size()];
      for (int i = 0; i < pattern.length; i++) {
        pattern[i] = dash.get(i).floatValue();
      }
      stream.setLineDashPattern(pattern, 0);
      trace(path);
      stream.stroke();
      stream.restoreGraphicsState();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void fill(String css, Outline path, double opacity) {
    try {
      begin(opacity);
      trace(path);
      stream.fill();
      stream.restoreGraphicsState();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void text(String css, double x, double y, String text, Anchor anchor, double size) {
    String printable = typeface.printable(text);
    if (printable.isEmpty()) {
      return;
    }
    try {
      begin(1);
      stream.beginText();
      stream.setFont(font, (float) size);
      stream.newLineAtOffset(
          (float) (x - anchor.share() * typeface.width(printable, size)), (float) (height - y));
      stream.showText(printable);
      stream.endText();
      stream.restoreGraphicsState();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(double opacity) throws IOException {
    Ink ink = inks.getFirst();
    float red = (ink.rgb() >> 16 & 0xff) / 255f;
    float green = (ink.rgb() >> 8 & 0xff) / 255f;
    float blue = (ink.rgb() & 0xff) / 255f;
    stream.saveGraphicsState();
    stream.setStrokingColor(red, green, blue);
    stream.setNonStrokingColor(red, green, blue);
    float alpha = (float) (opacity * ink.opacity());
    if (alpha < 1) {
      PDExtendedGraphicsState state = new PDExtendedGraphicsState();
      state.setStrokingAlphaConstant(alpha);
      state.setNonStrokingAlphaConstant(alpha);
      stream.setGraphicsStateParameters(state);
    }
  }

  private void trace(Outline path) {
    path.trace(
        new Outline.Pen() {
          @Override
          public void move(double x, double y) {
            draw(() -> stream.moveTo(right(x), up(y)));
          }

          @Override
          public void line(double x, double y) {
            draw(() -> stream.lineTo(right(x), up(y)));
          }

          @Override
          public void curve(double x1, double y1, double x2, double y2, double x3, double y3) {
            draw(() -> stream.curveTo(right(x1), up(y1), right(x2), up(y2), right(x3), up(y3)));
          }

          @Override
          public void close() {
            draw(stream::closePath);
          }
        });
  }

  private interface Drawing {
    void run() throws IOException;
  }

  private static void draw(Drawing drawing) {
    try {
      drawing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float right(double x) {
    return (float) x;
  }

  private float up(double y) {
    return (float) (height - y);
  }
}
