package org.lethe.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.lethe.report.Figure.Interval;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;

/** What the page's script needs to show values: the points of every figure, rounded for reading. */
final class PageData {

  private static final int DIGITS = 6;

  private PageData() {}

  /** JSON that is safe inside a script element: it holds no {@code <}. */
  static String of(Palette palette, Set<String> emphasised, List<Figure> figures) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("width", (int) Plot.WIDTH);
      json.writeArrayFieldStart("box");
      for (double side :
          new double[] {Plot.BOX.left(), Plot.BOX.top(), Plot.BOX.right(), Plot.BOX.bottom()}) {
        json.writeNumber((int) side);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("rules");
      for (Map.Entry<String, Style> rule : palette.styles().entrySet()) {
        json.writeStringField(rule.getKey(), rule.getValue().css());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("emphasised");
      for (String rule : new TreeMap<>(palette.styles()).keySet()) {
        if (emphasised.contains(rule)) {
          json.writeString(rule);
        }
      }
      json.writeEndArray();
      json.writeObjectFieldStart("figures");
      for (Figure figure : figures) {
        json.writeFieldName(figure.name());
        write(json, figure);
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // "<" can only be inside a JSON string, where the escape means the same
    return out.toString().replace("<", "\\u003c");
  }

  private static void write(JsonGenerator json, Figure figure) throws IOException {
    json.writeStartObject();
    json.writeStringField("look", figure.look().word());
    write(json, "x", figure.x(), figure.look().hasNames());
    write(json, "y", figure.y(), false);
    json.writeArrayFieldStart("series");
    for (Series series : figure.series()) {
      json.writeStartObject();
      json.writeStringField("rule", series.rule());
      numbers(json, "budget", series.points(), Point::budget);
      if (figure.look() != Look.CURVE) {
        numbers(json, "x", series.points(), Point::x);
      }
      numbers(json, "y", series.points(), Point::y);
      ends(json, "low", series.points(), Interval::low);
      ends(json, "high", series.points(), Interval::high);
      if (figure.look() == Look.PARALLEL) {
        json.writeArrayFieldStart("texts");
        for (Point point : series.points()) {
          json.writeString(point.label());
        }
        json.writeEndArray();
      }
      json.writeArrayFieldStart("n");
      for (Point point : series.points()) {
        json.writeNumber(point.n());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Axis axis, boolean names)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("title", axis.title());
    json.writeStringField("form", axis.form().word());
    json.writeStringField("scale", axis.scale().word());
    json.writeNumberField("low", axis.low());
    json.writeNumberField("high", axis.high());
    if (names) {
      json.writeArrayFieldStart("names");
      for (Axis.Tick tick : axis.ticks()) {
        json.writeString(tick.label());
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private interface OfPoint {
    double get(Point point);
  }

  private interface OfInterval {
    double get(Interval interval);
  }

  private static void numbers(JsonGenerator json, String name, List<Point> points, OfPoint of)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Point point : points) {
      json.writeRawValue(Form.significant(of.get(point), DIGITS));
    }
    json.writeEndArray();
  }

  private static void ends(JsonGenerator json, String name, List<Point> points, OfInterval of)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Point point : points) {
      if (point.interval().isPresent()) {
        json.writeRawValue(Form.significant(of.get(point.interval().get()), DIGITS));
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }
}
