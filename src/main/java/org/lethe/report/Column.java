package org.lethe.report;

import java.util.List;

/**
 * One column of a {@link Table}.
 *
 * @param name as programs read it: {@code half_of_start}
 * @param title as people read it, with the unit
 * @param kind what its cells are
 */
record Column(String name, String title, Kind kind) {

  /** What a column holds. */
  enum Kind {
    TEXT {
      @Override
      List<String> fields(String name) {
        return List.of(name);
      }
    },
    NUMBER {
      @Override
      List<String> fields(String name) {
        return List.of(name);
      }
    },
    /** Mean with its interval and the number of seeds behind it. */
    ESTIMATE {
      @Override
      List<String> fields(String name) {
        return List.of(name, name + "_ci_low", name + "_ci_high", name + "_n");
      }
    };

    /** The CSV columns that a column of this kind becomes. */
    abstract List<String> fields(String name);

    boolean isNumeric() {
      return this != TEXT;
    }
  }

  static Column text(String name, String title) {
    return new Column(name, title, Kind.TEXT);
  }

  static Column number(String name, String title) {
    return new Column(name, title, Kind.NUMBER);
  }

  static Column estimate(String name, String title) {
    return new Column(name, title, Kind.ESTIMATE);
  }
}
