package org.lethe.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One YAML document of settings, with the line of every value, before it is bound to records by a
 * {@link Binder}. Immutable: an override gives a new one.
 */
public final class SettingsFile {
  private static final int MAX_BYTES = 1 << 20;

  private final SettingsNode root;

  private SettingsFile(Tree root) {
    this.root = new SettingsNode(root, "");
  }

  /**
   * Reads a file of UTF-8 of at most 1 MB.
   *
   * @throws BadInput if it is not there, or not one plain YAML map; with the line
   */
  public static SettingsFile read(Path file) {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw new BadInput(name + ": is a folder; a YAML file is expected");
    }
    if (!Files.exists(file)) {
      throw new BadInput(name + ": no such file" + neighbour(file));
    }
    byte[] bytes;
    try (InputStream stream = Files.newInputStream(file)) {
      bytes = stream.readNBytes(MAX_BYTES + 1); // a pipe does not say how much there is
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e, e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new BadInput(name + ": is longer than the " + MAX_BYTES + " bytes that are read");
    }
    return parse(utf8(bytes, name), name);
  }

  /**
   * @param name what messages call the document
   */
  public static SettingsFile parse(String yaml, String name) {
    Tree tree =
        YamlReader.read(yaml, line -> name + ":" + line)
            .orElseThrow(() -> new BadInput(name + ": is empty; a map of keys is expected"));
    if (!(tree instanceof Tree.Entries)) {
      throw new SettingsNode(tree, "").unexpected("a map of keys");
    }
    return new SettingsFile(tree);
  }

  /** A part of another document as a document: an experiment that is written within a sweep. */
  public static SettingsFile of(SettingsNode part) {
    if (!part.isMap()) {
      throw part.unexpected("a map of keys");
    }
    return new SettingsFile(part.tree());
  }

  /** The whole document. */
  public SettingsNode root() {
    return root;
  }

  /** What is at a dotted path; empty if nothing is. */
  public Optional<SettingsNode> at(String path) {
    SettingsNode node = root;
    for (String step : path.split("\\.", -1)) {
      Optional<SettingsNode> next =
          node.isMap()
              ? node.at(step)
              : node.isList()
                  ? index(step, node.items().size()).map(node.items()::get)
                  : Optional.empty();
      if (next.isEmpty()) {
        return next;
      }
      node = next.get();
    }
    return Optional.of(node);
  }

  /** The same without one top-level key. */
  public SettingsFile without(String key) {
    Map<String, Tree> rest = new LinkedHashMap<>(((Tree.Entries) root.tree()).values());
    rest.remove(key);
    return new SettingsFile(new Tree.Entries(root.where(), rest));
  }

  /**
   * The same with one value replaced, or added with the maps that lead to it.
   *
   * @param assignment {@code data.n1=500}, {@code scorers.0.k=5}, {@code budgets=[0, 0.5, 1]}; the
   *     value is YAML, empty means nothing
   * @param origin where it was given, for messages: {@code command line}
   */
  public SettingsFile with(String assignment, String origin) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new BadInput(origin + ": expected key=value, found " + assignment);
    }
    String path = assignment.substring(0, equals).strip();
    String value = assignment.substring(equals + 1);
    Tree tree =
        YamlReader.read(value, line -> origin + ": " + path)
            .orElseGet(() -> new Tree.Scalar(origin, "", true));
    return with(path, wholly(tree, origin));
  }

  /** Every part of a value in one place: a message says itself which part it is about. */
  private static Tree wholly(Tree tree, String where) {
    if (tree instanceof Tree.Items list) {
      return new Tree.Items(where, list.values().stream().map(v -> wholly(v, where)).toList());
    }
    if (tree instanceof Tree.Entries map) {
      Map<String, Tree> values = new LinkedHashMap<>();
      map.values().forEach((key, value) -> values.put(key, wholly(value, where)));
      return new Tree.Entries(where, values);
    }
    return tree.movedTo(where);
  }

  /**
   * The same with several values replaced: what a variant of an experiment changes.
   *
   * @param overrides a map from dotted paths to values
   */
  public SettingsFile with(SettingsNode overrides) {
    SettingsFile result = this;
    for (Map.Entry<String, SettingsNode> entry : overrides.entries().entrySet()) {
      result = result.with(entry.getKey(), entry.getValue().tree());
    }
    return result;
  }

  /**
   * The same with one value replaced, as {@link #with(String, String)} does.
   *
   * @param value messages about it name the place where it stands
   */
  public SettingsFile with(String path, SettingsNode value) {
    return with(path, value.tree());
  }

  private SettingsFile with(String path, Tree value) {
    List<String> steps = List.of(path.split("\\.", -1));
    if (steps.size() > YamlReader.MAX_DEPTH) {
      throw new BadInput(
          value.where() + ": a path of " + steps.size() + " keys; at most " + YamlReader.MAX_DEPTH);
    }
    if (steps.stream().anyMatch(String::isBlank)) {
      throw new BadInput(
          value.where() + ": " + path + " is no path of keys; expected data.n1 or scorers.0.k");
    }
    return new SettingsFile(replaced(Optional.of(root.tree()), steps, 0, value));
  }

  private static Tree replaced(Optional<Tree> at, List<String> steps, int depth, Tree value) {
    if (depth == steps.size()) {
      return value;
    }
    String step = steps.get(depth);
    if (at.isPresent() && at.get() instanceof Tree.Items list) {
      int index =
          index(step, list.values().size())
              .orElseThrow(
                  () ->
                      new BadInput(
                          value.where()
                              + ": "
                              + String.join(".", steps)
                              + ": "
                              + String.join(".", steps.subList(0, depth))
                              + " is a list of "
                              + list.values().size()
                              + ", counted from 0; found "
                              + step));
      List<Tree> items = new ArrayList<>(list.values());
      items.set(index, replaced(Optional.of(items.get(index)), steps, depth + 1, value));
      return new Tree.Items(list.where(), items);
    }
    Map<String, Tree> entries = new LinkedHashMap<>();
    if (at.isPresent() && at.get() instanceof Tree.Entries map) {
      entries.putAll(map.values());
    } else if (at.isPresent() && new SettingsNode(at.get(), "").isScalar()) {
      // A method in its short form, `learner: logistic`, is the map {name: logistic}.
      entries.put("name", at.get());
    }
    entries.put(step, replaced(Optional.ofNullable(entries.get(step)), steps, depth + 1, value));
    return new Tree.Entries(at.map(Tree::where).orElse(value.where()), entries);
  }

  private static Optional<Integer> index(String step, int size) {
    if (!step.matches("[0-9]{1,6}")) {
      return Optional.empty();
    }
    int index = Integer.parseInt(step);
    return index < size ? Optional.of(index) : Optional.empty();
  }

  private static String utf8(byte[] bytes, String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(in)
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      long line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new BadInput(name + ":" + line + ": not UTF-8 from byte " + in.position() + " on", e);
    }
  }

  private static String neighbour(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    Path name = file.getFileName();
    if (parent == null || name == null || !Files.isDirectory(parent)) {
      return "";
    }
    try (Stream<Path> files = Files.list(parent)) {
      List<String> names =
          files
              .map(p -> p.getFileName().toString())
              .filter(n -> n.endsWith(".yaml") || n.endsWith(".yml"))
              .sorted()
              .toList();
      return Suggestion.nearest(name.toString(), names)
          .map(n -> "; did you mean " + file.resolveSibling(n) + "?")
          .orElse("");
    } catch (IOException e) {
      return ""; // only the suggestion is lost
    }
  }
}
