package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.lethe.results.Estimate;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Guards against figure files that do not open, hold no text, or differ between equal runs. */
class PlotTest {

  private static final Plot PLOT = new Plot(Typeface.load());

  private static final List<Figure> FIGURES =
      List.of(
              FiguresTest.findings(Studies.small(), Studies.smallTrials()),
              FiguresTest.findings(Studies.gaussians(), Studies.gaussianTrials(20, 3)))
          .stream()
          .flatMap(findings -> new Figures(findings).all().stream())
          .flatMap(gallery -> gallery.views().stream())
          .flatMap(view -> view.figures().stream())
          .toList();

  @Test
  void svgIsWellFormedAndItsTextIsText() throws Exception {
    for (Figure figure : FIGURES) {
      for (String svg : List.of(PLOT.svg(figure), PLOT.embedded(figure))) {
        Document document = parse(svg);
        NodeList texts = document.getElementsByTagName("text");
        assertTrue(texts.getLength() > 4, figure.name());
        assertFalse(svg.contains("NaN") || svg.contains("Infinity"), figure.name());
        assertFalse(svg.contains("style="), "the page's policy forbids style attributes");
      }
    }
  }

  @Test
  void nothingIsDrawnOutsideThePaper() throws Exception {
    Pattern move = Pattern.compile("[ML](-?[0-9.]+),(-?[0-9.]+)");
    for (Figure figure : FIGURES) {
      String svg = PLOT.embedded(figure);
      var matcher = move.matcher(svg);
      while (matcher.find()) {
        double x = Double.parseDouble(matcher.group(1));
        double y = Double.parseDouble(matcher.group(2));
        assertTrue(x >= 0 && x <= Plot.WIDTH, figure.name() + " x=" + x);
        assertTrue(y >= 0 && y <= Plot.HEIGHT, figure.name() + " y=" + y);
      }
    }
  }

  @Test
  void barsEndAtTheFrame() {
    Figure figure =
        new Figure(
            "crossings",
            "made",
            "made",
            Figure.Look.POINTS,
            Axis.categories("", List.of("a", "b")),
            Axis.ofShares("share"),
            List.of(),
            List.of(
                new Figure.Series(
                    "random",
                    Palette.of(List.of("random")).of("random"),
                    true,
                    List.of(Figure.Point.crossing(0, new Estimate(0.9, 0.1, 0.5, 1.3, 3))))));
    String svg = PLOT.embedded(figure);
    String top = "," + SvgCanvas.number(Plot.BOX.top());
    String half = "," + SvgCanvas.number((Plot.BOX.top() + Plot.BOX.bottom()) / 2);
    assertTrue(Pattern.compile("M([0-9.]+)" + half + "L\\1" + top + "\"").matcher(svg).find(), svg);
  }

  @Test
  void aHostileLabelIsOnlyText() throws Exception {
    Document document = parse(PLOT.svg(FIGURES.get(0)));
    assertEquals(0, document.getElementsByTagName("script").getLength());
    String svg = PLOT.svg(FIGURES.get(0));
    assertTrue(svg.contains("&lt;script&gt;"), svg);
  }

  @Test
  void charactersThatXmlForbidsAreReplaced() throws Exception {
    SvgCanvas canvas = new SvgCanvas(10, 10, "a\u0000b\uD800c", "d\u001b", false);
    canvas.text("x", 1, 1, "e\u0008f\u009bg\u202eh\uFFFE", Canvas.Anchor.START, 10);
    var texts = parse(canvas.finish()).getElementsByTagName("text");
    assertEquals(1, texts.getLength());
    assertEquals("e f g h\uFFFD", texts.item(0).getTextContent());
  }

  @Test
  void pdfHoldsItsTextAndItsFont() throws Exception {
    Figure figure = FIGURES.get(0);
    try (PDDocument document = Loader.loadPDF(PLOT.pdf(figure))) {
      String text = new PDFTextStripper().getText(document);
      assertTrue(text.contains("recall on forget-test (lower = more forgotten)"), text);
      assertTrue(text.contains("random"), text);
      for (var name : document.getPage(0).getResources().getFontNames()) {
        assertTrue(document.getPage(0).getResources().getFont(name).isEmbedded());
      }
    }
  }

  @Test
  void greekIsInThePdf() throws Exception {
    Figure plane =
        FIGURES.stream().filter(f -> f.name().startsWith("plane")).findFirst().orElseThrow();
    try (PDDocument document = Loader.loadPDF(PLOT.pdf(plane))) {
      assertTrue(new PDFTextStripper().getText(document).contains("α = KL(p1‖p)"));
    }
  }

  @Test
  void aCharacterThatTheFontHasNotDoesNotStopThePdf() {
    PdfCanvas canvas = new PdfCanvas(100, 100, "t", Typeface.load());
    canvas.text("x", 1, 1, "忘却 😀 \n", Canvas.Anchor.END, 10);
    assertTrue(canvas.finish().length > 0);
  }

  @Test
  void equalFiguresAreEqualFiles() {
    Figure figure = FIGURES.get(0);
    assertArrayEquals(PLOT.pdf(figure), new Plot(Typeface.load()).pdf(figure));
    assertEquals(PLOT.svg(figure), PLOT.svg(figure));
  }

  @Test
  void coordinatesAreWrittenShort() {
    assertEquals("12", SvgCanvas.number(12.0));
    assertEquals("12.5", SvgCanvas.number(12.5));
    assertEquals("-0.05", SvgCanvas.number(-0.05));
    assertEquals("3.14", SvgCanvas.number(Math.PI));
    assertEquals("0", SvgCanvas.number(-0.001));
  }

  static Document parse(String xml) throws ParserConfigurationException, IOException, SAXException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
  }
}
