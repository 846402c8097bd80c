package org.lethe.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every family of an application, found by the interface of its members. */
final class Families {
  private final Map<Class<?>, Family<?>> byType = new LinkedHashMap<>();

  Families(List<? extends Family<?>> families) {
    for (Family<?> family : families) {
      if (byType.put(family.type(), family) != null) {
        throw new IllegalArgumentException("two families of " + family.type());
      }
    }
  }

  Optional<Family<?>> of(Class<?> type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** The name under which a method stands in its family; empty for a record of no family. */
  Optional<String> nameOf(Class<?> method) {
    return byType.values().stream()
        .flatMap(family -> family.members().entrySet().stream())
        .filter(member -> member.getValue() == method)
        .<String>map(Map.Entry::getKey)
        .findFirst();
  }
}
