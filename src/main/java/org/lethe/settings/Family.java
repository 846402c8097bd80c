package org.lethe.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one place where a kind of method maps names to records: in an experiment file a member is
 * written as its name, or as a map with {@code name}, its settings and an optional {@code label}.
 *
 * @param type the interface its members implement: a record component of this type is read as a
 *     member of this family
 * @param kind what its members are, as a message would say it: {@code scorer}
 * @param members name to record class, in the order of the documentation
 */
public record Family<T>(Class<T> type, String kind, Map<String, Class<? extends T>> members) {
  public Family {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    members.forEach(
        (name, member) -> {
          if (!member.isRecord()) {
            throw new IllegalArgumentException(kind + " " + name + ": " + member + " is no record");
          }
        });
  }
}
