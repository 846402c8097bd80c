package org.lethe.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The reference page of a file: every key with type, default and meaning, every method of every
 * family with its sentence, from the same annotations that the {@link Binder} obeys.
 */
public final class Reference {
  private final List<? extends Family<?>> families;
  private final Families byType;

  /**
   * @param families every kind of method that the records name, in the order of the page
   */
  public Reference(List<? extends Family<?>> families) {
    this.families = List.copyOf(families);
    this.byType = new Families(families);
  }

  /**
   * The sections of the page in Markdown: the file itself, the records in it, the families.
   *
   * @param root what a whole file is bound to
   * @param title heading of the first section
   */
  public String markdown(Class<? extends Record> root, String title) {
    StringBuilder out = new StringBuilder();
    Set<Class<?>> written = new HashSet<>();
    Deque<Class<?>> waiting = new ArrayDeque<>(List.of(root));
    sections(waiting, written, out, type -> type == root ? title : heading(type));
    for (Family<?> family : families) {
      out.append("## ").append(heading(family)).append("\n\n");
      family.members().forEach((name, member) -> method(name, member, family, out, waiting));
    }
    sections(waiting, written, out, Reference::heading);
    return out.toString().stripTrailing() + "\n";
  }

  /** Writes what waits, and what is found on the way, each once. */
  private void sections(
      Deque<Class<?>> waiting,
      Set<Class<?>> written,
      StringBuilder out,
      Function<Class<?>, String> heading) {
    while (!waiting.isEmpty()) {
      Class<?> section = waiting.remove();
      if (written.add(section)) {
        out.append("## ").append(heading.apply(section)).append("\n\n");
        Described described = section.getAnnotation(Described.class);
        if (described != null) {
          out.append(described.value()).append("\n\n");
        }
        table(section, out, waiting);
      }
    }
  }

  private void method(
      String name, Class<?> member, Family<?> family, StringBuilder out, Deque<Class<?>> waiting) {
    Described described = member.getAnnotation(Described.class);
    if (described == null) {
      throw new IllegalStateException(
          family.kind() + " " + name + " (" + member.getName() + ") has no @Described");
    }
    out.append("### `").append(name).append("`\n\n").append(described.value()).append("\n\n");
    if (member.getRecordComponents().length > 0) {
      table(member, out, waiting);
    }
  }

  private void table(Class<?> section, StringBuilder out, Deque<Class<?>> waiting) {
    out.append("| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
    for (RecordComponent component : section.getRecordComponents()) {
      Setting setting = Keys.setting(component);
      out.append("| `")
          .append(Keys.of(component))
          .append("` | ")
          .append(type(component.getGenericType(), waiting))
          .append(" | ")
          .append(defaultOf(component, setting))
          .append(" | ")
          .append(cell(setting.value()))
          .append(" |\n");
    }
    out.append('\n');
  }

  private static String defaultOf(RecordComponent component, Setting setting) {
    if (!setting.or().isEmpty()) {
      return "`" + cell(setting.or()) + "`";
    }
    return component.getType() == Optional.class ? "none" : "**required**";
  }

  private String type(Type type, Deque<Class<?>> waiting) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      String last = type(arguments[arguments.length - 1], waiting);
      if (generic.getRawType() == List.class) {
        return "list: " + last;
      }
      return generic.getRawType() == Map.class ? "map to " + last : last;
    }
    Class<?> plain = (Class<?>) type;
    Optional<Family<?>> family = byType.of(plain);
    if (family.isPresent()) {
      return link(family.get().kind(), heading(family.get()));
    }
    if (plain == int.class
        || plain == Integer.class
        || plain == long.class
        || plain == Long.class) {
      return "whole number";
    }
    if (plain == double.class || plain == Double.class) {
      return "number";
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return "`true` or `false`";
    }
    if (plain == String.class) {
      return "text";
    }
    if (plain.isEnum()) {
      return "`" + String.join("`, `", Keys.ofEnum(plain)) + "`";
    }
    if (Keys.hook(plain).isPresent()) {
      Described described = plain.getAnnotation(Described.class);
      if (described == null) {
        throw new IllegalStateException(plain.getName() + " has no @Described");
      }
      return cell(described.value());
    }
    waiting.add(plain);
    return link("map", heading(plain));
  }

  private static String heading(Family<?> family) {
    String kind = family.kind();
    String plural = kind + (kind.endsWith("ch") ? "es" : "s");
    return Character.toUpperCase(plural.charAt(0)) + plural.substring(1);
  }

  /** {@code GivenModel} is the section "given model". */
  private static String heading(Class<?> section) {
    String words = Keys.of(section.getSimpleName()).replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String link(String text, String heading) {
    return "[" + text + "](#" + Keys.of(heading).replace(' ', '-') + ")";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
