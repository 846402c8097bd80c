package org.lethe.report;

import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.lethe.settings.Shown;

/**
 * SVG with text as text. Looks are presentation attributes, which every program understands and
 * which any style sheet overrides: the same drawing is a light file on its own and follows the
 * page's theme inside it. No style attributes: the page's security policy forbids them.
 */
final class SvgCanvas implements Canvas {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private final StringWriter out = new StringWriter();
  private final XMLStreamWriter xml;

  /**
   * @param embedded whether it becomes a part of a page: no XML declaration, no fixed size, and
   *     hidden from screen readers because the page describes it
   */
  SvgCanvas(double width, double height, String title, String description, boolean embedded) {
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      if (!embedded) {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
      }
      xml.writeStartElement("svg");
      xml.writeDefaultNamespace(NAMESPACE);
      xml.writeAttribute("viewBox", "0 0 " + number(width) + " " + number(height));
      if (embedded) {
        xml.writeAttribute("aria-hidden", "true");
      } else {
        xml.writeAttribute("width", number(width));
        xml.writeAttribute("height", number(height));
        xml.writeAttribute("font-family", Typeface.FAMILY);
        xml.writeAttribute("role", "img");
        element("title", title);
        element("desc", description);
        xml.writeEmptyElement("rect");
        xml.writeAttribute("width", number(width));
        xml.writeAttribute("height", number(height));
        xml.writeAttribute("fill", "#ffffff");
      }
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the drawing and gives it. */
  String finish() {
    try {
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return out.toString();
  }

  @Override
  public void open(String css, int rgb, double opacity) {
    try {
      xml.writeStartElement("g");
      xml.writeAttribute("class", css);
      xml.writeAttribute("color", "#" + hex(rgb));
      if (opacity < 1) {
        xml.writeAttribute("opacity", number(opacity));
      }
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stroke(String css, Outline path, double width, List<Double> dash) {
    try {
      xml.writeEmptyElement("path");
      classes(css);
      xml.writeAttribute("d", data(path));
      xml.writeAttribute("fill", "none");
      xml.writeAttribute("stroke", "currentColor");
      xml.writeAttribute("stroke-width", number(width));
      xml.writeAttribute("stroke-linejoin", "round");
      if (!dash.isEmpty()) {
        xml.writeAttribute(
            "stroke-dasharray",
            dash.stream().map(SvgCanvas::number).collect(Collectors.joining(" ")));
      }
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void fill(String css, Outline path, double opacity) {
    try {
      xml.writeEmptyElement("path");
      classes(css);
      xml.writeAttribute("d", data(path));
      xml.writeAttribute("fill", "currentColor");
      if (opacity < 1) {
        xml.writeAttribute("fill-opacity", number(opacity));
      }
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void text(String css, double x, double y, String text, Anchor anchor, double size) {
    try {
      xml.writeStartElement("text");
      classes(css);
      xml.writeAttribute("x", number(x));
      xml.writeAttribute("y", number(y));
      xml.writeAttribute("font-size", number(size));
      xml.writeAttribute("fill", "currentColor");
      if (anchor != Anchor.START) {
        xml.writeAttribute("text-anchor", anchor.word());
      }
      xml.writeCharacters(legal(text));
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void classes(String css) throws XMLStreamException {
    if (!css.isEmpty()) {
      xml.writeAttribute("class", css);
    }
  }

  private void element(String name, String text) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(legal(text));
    xml.writeEndElement();
  }

  /** Lone surrogates and non-characters cannot be in XML, escaped or not. */
  private static String legal(String text) {
    return Shown.line(text).replaceAll("[\\p{Cs}\\uFFFE\\uFFFF]", "\uFFFD");
  }

  private static String data(Outline path) {
    StringBuilder d = new StringBuilder();
    path.trace(
        new Outline.Pen() {
          @Override
          public void move(double x, double y) {
            point('M', x, y);
          }

          @Override
          public void line(double x, double y) {
            point('L', x, y);
          }

          @Override
          public void curve(double x1, double y1, double x2, double y2, double x3, double y3) {
            point('C', x1, y1);
            point(' ', x2, y2);
            point(' ', x3, y3);
          }

          @Override
          public void close() {
            d.append('Z');
          }

          private void point(char command, double x, double y) {
            d.append(command).append(number(x)).append(',').append(number(y));
          }
        });
    return d.toString();
  }

  /** Two decimals at most: a hundredth of a pixel. */
  static String number(double value) {
    long hundredths = Math.round(100 * value);
    if (hundredths % 100 == 0) {
      return Long.toString(hundredths / 100);
    }
    long size = Math.abs(hundredths);
    String fraction =
        size % 10 == 0 ? Long.toString(size % 100 / 10) : (size % 100 < 10 ? "0" : "") + size % 100;
    return (hundredths < 0 ? "-" : "") + size / 100 + "." + fraction;
  }

  /** Six lower-case digits. */
  static String hex(int rgb) {
    String digits = Integer.toHexString(rgb);
    return "000000".substring(digits.length()) + digits;
  }
}
