package org.lethe.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Records back to settings, with every default resolved: equal records give equal text on every
 * machine, and a {@link Binder} reads that text to an equal record. Methods are written with their
 * name; an empty {@link Optional} is left out.
 */
public final class Canonical {
  private static final JsonFactory JSON = new JsonFactory(); // dear to make: one for all ids

  private final Families families;

  /**
   * @param families every kind of method that the records name
   */
  public Canonical(List<? extends Family<?>> families) {
    this.families = new Families(families);
  }

  /**
   * A record as a map from its keys, in the record's order, to strings, booleans, numbers, lists
   * and maps.
   */
  public Map<String, Object> map(Record settings) {
    return method(settings, Optional.empty());
  }

  /** The record as a file for {@link SettingsFile}: blocks, short lists on one line. */
  public String yaml(Record settings) {
    return yaml(map(settings));
  }

  /** Maps, lists and scalars, as {@link #map} makes them, as YAML. */
  public static String yaml(Map<String, ?> plain) {
    StringBuilder out = new StringBuilder();
    DumpSettings style =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setWidth(100)
            .setIndicatorIndent(0)
            .build();
    new Dump(style)
        .dumpNode(
            node(plain),
            new StreamDataWriter() {
              @Override
              public void write(String text) {
                out.append(text);
              }

              @Override
              public void write(String text, int offset, int length) {
                out.append(text, offset, offset + length);
              }
            });
    return out.toString();
  }

  /** Maps, lists and scalars as JSON without blanks, keys sorted: the text that is hashed. */
  public static String json(Object plain) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(plain, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return out.toString();
  }

  /** SHA-256 of {@link #json}, 64 hex digits. */
  public static String sha256(Object plain) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(json(plain).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The fewest digits that are read back as the same number: {@code 0.1}, {@code 1}, {@code
   * 1.0e-5}. (Before Java 19, {@link Double#toString} sometimes gives more.)
   */
  public static String shortest(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is no setting");
    }
    if (value == 0) {
      return "0"; // −0 is the same setting
    }
    BigDecimal digits = new BigDecimal(Double.toString(value));
    while (digits.precision() > 1) {
      BigDecimal fewer = digits.round(new MathContext(digits.precision() - 1));
      if (fewer.doubleValue() != value) {
        break;
      }
      digits = fewer;
    }
    digits = digits.stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= -4 && exponent < 15) {
      return digits.toPlainString();
    }
    String mantissa = digits.movePointLeft(exponent).toPlainString();
    // With point and sign, so that readers of YAML 1.1 take it for a number too.
    return (mantissa.contains(".") ? mantissa : mantissa + ".0")
        + (exponent < 0 ? "e-" : "e+")
        + Math.abs(exponent);
  }

  /** With its name, if it has one in a family. */
  private Map<String, Object> method(Record settings, Optional<String> label) {
    Map<String, Object> result = new LinkedHashMap<>();
    families.nameOf(settings.getClass()).ifPresent(name -> result.put("name", name));
    label.ifPresent(text -> result.put("label", text));
    result.putAll(components(settings));
    return result;
  }

  private Map<String, Object> components(Record settings) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      Keys.setting(component);
      Object value = read(component, settings);
      Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      if (present != null) {
        // A method that the record names as its own class needs no name to be read again.
        boolean noChoice = component.getType() == present.getClass();
        result.put(
            Keys.of(component),
            noChoice
                    && present instanceof Record part
                    && !(present instanceof OwnForm || present instanceof Labelled)
                ? components(part)
                : plain(present));
      }
    }
    return result;
  }

  private Object plain(Object value) {
    if (value instanceof String || value instanceof Boolean || value instanceof Number) {
      return value;
    }
    if (value instanceof Enum<?> constant) {
      return Keys.of(constant);
    }
    if (value instanceof List<?> list) {
      List<Object> result = new ArrayList<>();
      list.forEach(item -> result.add(plain(item)));
      return result;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach((key, item) -> result.put(String.valueOf(key), plain(item)));
      return result;
    }
    if (value instanceof OwnForm own) {
      return plain(own.toSettings());
    }
    if (value instanceof Labelled<?> labelled && labelled.method() instanceof Record method) {
      return method(method, Optional.of(labelled.label()));
    }
    if (value instanceof Record settings) {
      return method(settings, Optional.empty());
    }
    throw new IllegalStateException("no settings: " + value.getClass().getName());
  }

  private static Object read(RecordComponent component, Record settings) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  private static Node node(Object plain) {
    if (plain instanceof Map<?, ?> map) {
      List<NodeTuple> tuples = new ArrayList<>();
      map.forEach(
          (key, value) ->
              tuples.add(new NodeTuple(scalar(Tag.STR, String.valueOf(key)), node(value))));
      return new MappingNode(Tag.MAP, tuples, map.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }
    if (plain instanceof List<?> list) {
      List<Node> items = new ArrayList<>();
      list.forEach(item -> items.add(node(item)));
      boolean flat = items.stream().allMatch(item -> item instanceof ScalarNode);
      return new SequenceNode(Tag.SEQ, items, flat ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }
    if (plain instanceof String text) {
      return scalar(Tag.STR, text);
    }
    if (plain instanceof Boolean) {
      return scalar(Tag.BOOL, plain.toString());
    }
    if (plain instanceof Double || plain instanceof Float) {
      String text = shortest(((Number) plain).doubleValue());
      return scalar(text.matches("-?[0-9]+") ? Tag.INT : Tag.FLOAT, text);
    }
    if (plain instanceof Integer || plain instanceof Long) {
      return scalar(Tag.INT, plain.toString());
    }
    throw new IllegalArgumentException("no setting: " + plain);
  }

  private static ScalarNode scalar(Tag tag, String text) {
    return new ScalarNode(tag, text, ScalarStyle.PLAIN);
  }

  /**
   * A part of what is hashed that was written before, since many have it in common; not for YAML.
   *
   * @param json as {@link #json} writes it
   */
  public record Written(String json) {
    /** Writes a part. */
    public static Written of(Object plain) {
      return new Written(Canonical.json(plain));
    }
  }

  /** By the text of its keys; as it is, where that is their order already. */
  private static Map<?, ?> sorted(Map<?, ?> map) {
    if (map instanceof SortedMap<?, ?> sorted
        && sorted.comparator() == null
        && (sorted.isEmpty() || sorted.firstKey() instanceof String)) {
      return sorted;
    }
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    return sorted;
  }

  private static void write(Object plain, JsonGenerator json) throws IOException {
    if (plain instanceof Written written) {
      json.writeRawValue(written.json());
      return;
    }
    if (plain instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : sorted(map).entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(entry.getValue(), json);
      }
      json.writeEndObject();
    } else if (plain instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(item, json);
      }
      json.writeEndArray();
    } else if (plain instanceof String text) {
      json.writeString(text);
    } else if (plain instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (plain instanceof Double || plain instanceof Float) {
      json.writeNumber(shortest(((Number) plain).doubleValue()));
    } else if (plain instanceof Integer || plain instanceof Long) {
      json.writeNumber(plain.toString());
    } else {
      throw new IllegalArgumentException("no setting: " + plain);
    }
  }
}
