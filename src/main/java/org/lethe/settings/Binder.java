package org.lethe.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings to records, strictly: every key must be known, every value of its type and within the
 * range that the record's compact constructor demands, every name of a method in its family. What
 * is refused is a {@link BadInput} of one line: file and line, dotted path, what was found, what is
 * allowed, and the nearest allowed name. Where the default of a key is a map, a map that is given
 * changes what it names and keeps the rest, a method only if it is of the same name.
 *
 * <p>A component may be an {@code int}, {@code long}, {@code double}, {@code boolean} (or their
 * boxes), {@code String}, enum, {@code List<T>}, {@code Map<String, T>}, {@code Optional<T>}, a
 * record, a type with an {@link OwnForm}, the interface of a {@link Family}, or {@link
 * Labelled}{@code <T>} of one; labels are unique in their list.
 */
public final class Binder {
  private static final String NAME = "name";
  private static final String LABEL = "label";

  private final Families families;

  /**
   * @param families every kind of method that the records name
   */
  public Binder(List<? extends Family<?>> families) {
    this.families = new Families(families);
    for (Family<?> family : families) {
      family
          .members()
          .forEach(
              (name, member) -> {
                List<String> keys = Keys.ofRecord(member);
                if (keys.contains(NAME) || keys.contains(LABEL)) {
                  throw new IllegalArgumentException(
                      family.kind() + " " + name + " has a setting called name or label");
                }
              });
    }
  }

  /**
   * The whole file as one record.
   *
   * @throws BadInput if the file does not say such a record
   */
  public <T extends Record> T bind(SettingsFile file, Class<T> type) {
    return bind(file.root(), type);
  }

  /** A part of a file as a record. */
  public <T extends Record> T bind(SettingsNode node, Class<T> type) {
    return type.cast(record(node, type, List.of(), ""));
  }

  private Object value(SettingsNode node, Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic(node, generic);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == int.class || plain == Integer.class) {
      return node.integer();
    }
    if (plain == long.class || plain == Long.class) {
      return node.longInteger();
    }
    if (plain == double.class || plain == Double.class) {
      return node.number();
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return node.flag();
    }
    if (plain == String.class) {
      return node.text();
    }
    if (plain.isEnum()) {
      return constant(node, plain);
    }
    Optional<Family<?>> family = families.of(plain);
    if (family.isPresent()) {
      return member(node, family.get(), List.of(NAME));
    }
    if (Keys.hook(plain).isPresent()) {
      return ownForm(node, plain);
    }
    if (plain.isRecord()) {
      return record(node, plain, List.of(), "");
    }
    throw new IllegalStateException("settings of type " + plain.getName() + " cannot be read");
  }

  private Object generic(SettingsNode node, ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    Type raw = type.getRawType();
    if (raw == List.class) {
      return list(node, arguments[0]);
    }
    if (raw == Map.class) {
      Map<String, Object> result = new LinkedHashMap<>();
      node.entries().forEach((key, entry) -> result.put(key, value(entry, arguments[1])));
      return Collections.unmodifiableMap(result);
    }
    if (raw == Optional.class) {
      return node.isNothing() ? Optional.empty() : Optional.of(value(node, arguments[0]));
    }
    if (raw == Labelled.class) {
      return labelled(node, (Class<?>) arguments[0]);
    }
    throw new IllegalStateException("settings of type " + type + " cannot be read");
  }

  private List<Object> list(SettingsNode node, Type type) {
    List<Object> result = new ArrayList<>();
    Map<String, SettingsNode> labels = new HashMap<>();
    for (SettingsNode item : node.items()) {
      Object value = value(item, type);
      if (value instanceof Labelled<?> labelled) {
        SettingsNode first = labels.putIfAbsent(labelled.label(), item);
        if (first != null) {
          throw item.refuse(
              "label "
                  + labelled.label()
                  + " is that of "
                  + first.path()
                  + " ("
                  + first.where()
                  + ") too; give one of them another, as in {name: …, label: …}");
        }
      }
      result.add(value);
    }
    return Collections.unmodifiableList(result);
  }

  private Labelled<?> labelled(SettingsNode node, Class<?> type) {
    Family<?> family =
        families
            .of(type)
            .orElseThrow(() -> new IllegalStateException("no family of " + type.getName()));
    Object method = member(node, family, List.of(NAME, LABEL));
    Optional<String> given = node.isMap() ? node.at(LABEL).map(Binder::label) : Optional.empty();
    return new Labelled<>(given.orElseGet(() -> name(node, family)), method);
  }

  private static String label(SettingsNode node) {
    String label = node.text();
    if (label.isBlank()) {
      throw node.unexpected("a label that tables can show");
    }
    return label;
  }

  private Object member(SettingsNode node, Family<?> family, List<String> reserved) {
    String name = name(node, family);
    Class<?> member = family.members().get(name);
    if (member == null) {
      SettingsNode named = node.isMap() ? node.entries().getOrDefault(NAME, node) : node;
      throw named.refuse(
          "unknown "
              + family.kind()
              + " "
              + name
              + Suggestion.text(name, family.members().keySet()));
    }
    return record(node, member, reserved, family.kind() + " " + name);
  }

  private static String name(SettingsNode node, Family<?> family) {
    if (node.isMap()) {
      return node.at(NAME)
          .orElseThrow(
              () ->
                  node.refuse(
                      "the name of a "
                          + family.kind()
                          + " is missing. Allowed: "
                          + String.join(", ", family.members().keySet())))
          .text();
    }
    if (!node.isScalar()) {
      throw node.unexpected("the name of a " + family.kind() + " or a map with its name");
    }
    return node.text();
  }

  /**
   * @param reserved keys of the map that are not the record's: a method's name and label
   * @param owner what the keys belong to, for messages; may be empty
   */
  private Object record(SettingsNode node, Class<?> type, List<String> reserved, String owner) {
    boolean shortForm = !reserved.isEmpty() && node.isScalar();
    Map<String, SettingsNode> entries = shortForm ? Map.of() : node.entries();
    if (!shortForm) {
      List<String> allowed = new ArrayList<>(reserved);
      allowed.addAll(Keys.ofRecord(type));
      node.allowOnly(allowed, owner);
    }
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = argument(node, components[i], entries, owner);
    }
    try {
      return constructor(type).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw outOfRange(node, entries, type, refused);
      }
      throw rethrown(e, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be made", e);
    }
  }

  private Object argument(
      SettingsNode section,
      RecordComponent component,
      Map<String, SettingsNode> entries,
      String owner) {
    String key = Keys.of(component);
    SettingsNode given = entries.get(key);
    Setting setting = Keys.setting(component);
    if (given != null) {
      return value(completed(given, component, setting), component.getGenericType());
    }
    if (component.getType() == Optional.class) {
      return Optional.empty();
    }
    if (setting.or().isEmpty()) {
      throw section.refuse(
          "key "
              + key
              + (owner.isEmpty() ? "" : " of " + owner)
              + " is missing: "
              + setting.value());
    }
    return defaultOf(component, setting, section.where());
  }

  /**
   * What a record or a method leaves out, it takes from the component's default, if that says
   * something: who changes one setting of it keeps the others.
   */
  private SettingsNode completed(SettingsNode given, RecordComponent component, Setting setting) {
    Class<?> type = component.getType();
    boolean method = families.of(type).isPresent();
    if (!method && (!type.isRecord() || Keys.hook(type).isPresent())) {
      return given;
    }
    Tree fallback = defaultTree(setting, given.where());
    return new SettingsNode(completed(given.tree(), fallback), given.path());
  }

  /** Maps are put together key by key, methods only with one of their own name. */
  private static Tree completed(Tree given, Tree fallback) {
    if (!(fallback instanceof Tree.Entries otherwise)) {
      return given;
    }
    Optional<String> name = scalar(otherwise.values().get(NAME));
    if (name.isPresent() && scalar(given).equals(name)) {
      return fallback;
    }
    if (!(given instanceof Tree.Entries map)) {
      return given;
    }
    Tree named = map.values().get(NAME);
    if (named != null && !scalar(named).equals(name)) {
      return given;
    }
    Map<String, Tree> all = new LinkedHashMap<>(otherwise.values());
    map.values().forEach((key, value) -> all.merge(key, value, (or, said) -> completed(said, or)));
    return new Tree.Entries(map.where(), all);
  }

  private static Optional<String> scalar(@Nullable Tree tree) {
    return tree instanceof Tree.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  private static Tree defaultTree(Setting setting, String where) {
    return YamlReader.read(setting.or(), line -> where)
        .orElseGet(() -> new Tree.Scalar(where, "", true));
  }

  /** A default is read like any value, so that it obeys the same rules. */
  private Object defaultOf(RecordComponent component, Setting setting, String where) {
    String name = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    try {
      Tree tree = defaultTree(setting, where);
      return value(new SettingsNode(tree, Keys.of(component)), component.getGenericType());
    } catch (BadInput e) {
      throw new IllegalStateException("the default of " + name + " is refused", e);
    }
  }

  private static Object constant(SettingsNode node, Class<?> type) {
    String found = node.text();
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> Keys.of((Enum<?>) constant).equals(found))
        .findFirst()
        .orElseThrow(
            () -> {
              Collection<String> allowed = Keys.ofEnum(type);
              return node.refuse("found " + found + Suggestion.text(found, allowed));
            });
  }

  private static Object ownForm(SettingsNode node, Class<?> type) {
    try {
      var hook = Keys.hook(type).orElseThrow();
      hook.setAccessible(true);
      return hook.invoke(null, node);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        BadInput error = node.refuse(String.valueOf(refused.getMessage()));
        error.initCause(refused);
        throw error;
      }
      throw rethrown(e, type);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type.getName() + ".fromSettings cannot be called", e);
    }
  }

  /**
   * A compact constructor's message begins with the component that it refuses; then the line of
   * that key is the place, else that of the section.
   */
  private static BadInput outOfRange(
      SettingsNode section,
      Map<String, SettingsNode> entries,
      Class<?> type,
      IllegalArgumentException refused) {
    String message = String.valueOf(refused.getMessage());
    String first = message.split("[^A-Za-z0-9-]", 2)[0];
    String text = message;
    SettingsNode place = section;
    for (RecordComponent component : type.getRecordComponents()) {
      String key = Keys.of(component);
      if (first.equals(component.getName()) || first.equals(key)) {
        text = key + message.substring(first.length());
        place = entries.getOrDefault(key, section);
      }
    }
    return new BadInput(
        place.where() + ": " + (section.path().isEmpty() ? "" : section.path() + ": ") + text,
        refused);
  }

  private static RuntimeException rethrown(InvocationTargetException e, Class<?> type) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(type.getName() + " failed", e.getCause());
  }

  private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }
}
