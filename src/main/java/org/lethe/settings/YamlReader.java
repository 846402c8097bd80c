package org.lethe.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.Event.ID;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML document to a {@link Tree}. A file of settings may come from a stranger, so the tree is
 * built from the parser's events, where everything can be refused before it takes memory: tags
 * (which could name classes), depth, the number of values after aliases are expanded, an alias
 * within its own anchor, a second document, a key that is there twice.
 */
final class YamlReader {
  /** Of maps and lists in each other. */
  static final int MAX_DEPTH = 32;

  private static final int MAX_VALUES = 100_000;

  private final Iterator<Event> events;
  private final IntFunction<String> place;
  private final Map<Anchor, Tree> anchors = new HashMap<>();
  private final Map<Anchor, Integer> sizes = new HashMap<>();
  private int depth;
  private int values;

  private YamlReader(Iterator<Event> events, IntFunction<String> place) {
    this.events = events;
    this.place = place;
  }

  /**
   * @param place a line, counted from 1, to the words that name it
   * @return empty if the document says nothing
   * @throws BadInput if it is not one plain YAML document within the limits
   */
  static Optional<Tree> read(String yaml, IntFunction<String> place) {
    LoadSettings limits =
        LoadSettings.builder().setCodePointLimit(Math.max(1, yaml.length())).build();
    try {
      return new YamlReader(new Parse(limits).parseString(yaml).iterator(), place).document();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      String context = e.getContext() == null ? "" : e.getContext() + ", ";
      throw new BadInput(place.apply(line) + ": not YAML: " + oneLine(context + e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new BadInput(
          place.apply(1) + ": not YAML: " + oneLine(String.valueOf(e.getMessage())), e);
    }
  }

  private Optional<Tree> document() {
    Event event = events.next();
    while (event.getEventId() == ID.StreamStart || event.getEventId() == ID.DocumentStart) {
      event = events.next();
    }
    if (event.getEventId() == ID.StreamEnd) {
      return Optional.empty();
    }
    Tree root = value(event, where(event));
    events.next(); // DocumentEnd
    Event after = events.next();
    if (after.getEventId() != ID.StreamEnd) {
      throw new BadInput(where(after) + ": a second document begins; one file holds one document");
    }
    boolean nothing = root instanceof Tree.Scalar s && s.plain() && s.text().isEmpty();
    return nothing ? Optional.empty() : Optional.of(root);
  }

  private Tree value(Event event, String where) {
    if (event instanceof AliasEvent alias) {
      return aliased(alias, where);
    }
    int before = values;
    count(1, where);
    Optional<String> tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : ((CollectionStartEvent) event).getTag();
    tag.ifPresent(
        t -> {
          throw new BadInput(
              where(event) + ": the tag " + t + " is not allowed; settings are plain values");
        });
    Tree tree = event instanceof ScalarEvent s ? scalar(s, where) : collection(event, where);
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(
            anchor -> {
              anchors.put(anchor, tree);
              sizes.put(anchor, values - before);
            });
    return tree;
  }

  private static Tree scalar(ScalarEvent event, String where) {
    return new Tree.Scalar(where, event.getValue(), event.getScalarStyle() == ScalarStyle.PLAIN);
  }

  private Tree collection(Event start, String where) {
    if (++depth > MAX_DEPTH) {
      throw new BadInput(where(start) + ": more than " + MAX_DEPTH + " levels deep");
    }
    Tree tree = start.getEventId() == ID.SequenceStart ? items(where) : entries(where);
    depth--;
    return tree;
  }

  private Tree items(String where) {
    List<Tree> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != ID.SequenceEnd; e = events.next()) {
      items.add(value(e, where(e)));
    }
    return new Tree.Items(where, items);
  }

  private Tree entries(String where) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    for (Event e = events.next(); e.getEventId() != ID.MappingEnd; e = events.next()) {
      if (!(e instanceof ScalarEvent key)) {
        throw new BadInput(where(e) + ": a key must be a word, found a list, a map or an alias");
      }
      count(1, where);
      String name = key.getValue();
      Tree first = entries.get(name);
      if (first != null) {
        throw new BadInput(
            where(e) + ": duplicate key " + name + ", first found at " + first.where());
      }
      entries.put(name, value(events.next(), where(e)));
    }
    return new Tree.Entries(where, entries);
  }

  /** An anchor is known once its value is complete, so no value can contain itself. */
  private Tree aliased(AliasEvent event, String where) {
    Tree target = anchors.get(event.getAlias());
    Integer size = sizes.get(event.getAlias());
    if (target == null || size == null) {
      throw new BadInput(
          where(event)
              + ": alias *"
              + event.getAlias().getValue()
              + " stands for nothing that is complete before it");
    }
    count(size, where);
    return target.movedTo(where);
  }

  private void count(int more, String where) {
    values += more;
    if (values > MAX_VALUES) {
      throw new BadInput(where + ": more than " + MAX_VALUES + " values, aliases expanded");
    }
  }

  private String where(Event event) {
    return place.apply(event.getStartMark().map(Mark::getLine).orElse(0) + 1);
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s+", " ");
  }
}
