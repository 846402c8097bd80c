package org.lethe.experiment;

import java.util.List;
import java.util.stream.LongStream;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsNode;

/**
 * The seeds of an experiment.
 *
 * @param values distinct, at least one
 */
@Described("A count, 5 means the seeds 1 to 5, or a list of seeds.")
public record Seeds(List<Long> values) implements OwnForm {
  private static final int MOST = 1_000_000;

  public Seeds {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("seeds is empty; allowed: a count or a list of numbers");
    }
    if (values.stream().distinct().count() < values.size()) {
      throw new IllegalArgumentException("seeds names one twice: " + values);
    }
  }

  /** A count or a list. */
  public static Seeds fromSettings(SettingsNode node) {
    if (node.isList()) {
      return new Seeds(node.items().stream().map(SettingsNode::longInteger).toList());
    }
    int count = node.integer();
    if (count < 1 || count > MOST) {
      throw node.unexpected("a count of 1 to " + MOST + " or a list of numbers");
    }
    return firsts(count);
  }

  @Override
  public Object toSettings() {
    return equals(firsts(values.size())) ? (Object) values.size() : values;
  }

  private static Seeds firsts(int count) {
    return new Seeds(LongStream.rangeClosed(1, count).boxed().toList());
  }
}
