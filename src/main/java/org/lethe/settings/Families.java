package org.lethe.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every family of an application, found by the interface of its members. */
final class Families {
  private final Map<Class<?>, Family<?>> byType = new HashMap<>();
  private final Map<Class<?>, String> names = new HashMap<>();

  Families(List<? extends Family<?>> families) {
    for (Family<?> family : families) {
      if (byType.put(family.type(), family) != null) {
        throw new IllegalArgumentException("two families of " + family.type());
      }
      family.members().forEach((name, member) -> names.putIfAbsent(member, name));
    }
  }

  Optional<Family<?>> of(Class<?> type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** The name under which a method stands in its family; empty for a record of no family. */
  Optional<String> nameOf(Class<?> method) {
    return Optional.ofNullable(names.get(method));
  }
}
