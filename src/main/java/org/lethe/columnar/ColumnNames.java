package org.lethe.columnar;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.lethe.settings.BadInput;

/** Columns as a user names them. */
final class ColumnNames {
  private ColumnNames() {}

  /**
   * Each column once, in the order in which they were asked for.
   *
   * @param wanted names; a star at the end takes all that begin so
   * @param there all columns of the table
   * @throws BadInput if a star takes none; other names are not looked at
   */
  static List<String> chosen(Refusals refusals, List<String> wanted, List<String> there) {
    Set<String> chosen = new LinkedHashSet<>();
    for (String name : wanted) {
      if (!name.endsWith("*")) {
        chosen.add(name);
        continue;
      }
      String start = name.substring(0, name.length() - 1);
      List<String> taken = there.stream().filter(column -> column.startsWith(start)).toList();
      if (taken.isEmpty()) {
        throw refusals.noneBegin(start, there);
      }
      chosen.addAll(taken);
    }
    return List.copyOf(chosen);
  }
}
