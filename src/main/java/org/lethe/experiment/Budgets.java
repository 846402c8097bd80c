package org.lethe.experiment;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.lethe.selection.Budget;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsNode;

/**
 * The budgets of an experiment, in the order of the file and without repetition. Nothing and
 * everything (0 and 1) are always run besides: they are the floor and the ceiling of every table.
 *
 * @param values shares and counts
 */
@Described(
    "A list of shares in [0, 1], counts {count: 500} and ranges {from: 0, to: 1, step: 0.05}; 0 and"
        + " 1 are always run.")
public record Budgets(List<Budget> values) implements OwnForm {
  private static final int MOST = 10_001;
  private static final Budget.Share NOTHING = new Budget.Share(0);
  private static final Budget.Share EVERYTHING = new Budget.Share(1);

  /** The untouched original, and all of p1 gone: the ends that all rules share. */
  static final List<Budget> ENDS = List.of(NOTHING, EVERYTHING);

  public Budgets {
    values = List.copyOf(values);
  }

  /** The budgets at which rules differ. */
  List<Budget> between() {
    return values.stream().filter(budget -> !ENDS.contains(budget)).toList();
  }

  /** A list of shares, counts and ranges, or one of them. */
  public static Budgets fromSettings(SettingsNode node) {
    Set<Budget> values = new LinkedHashSet<>();
    for (SettingsNode entry : node.isList() ? node.items() : List.of(node)) {
      if (entry.isNumber()) {
        values.add(new Budget.Share(entry.number()));
      } else if (!entry.isMap()) {
        throw entry.unexpected("a share in [0, 1], {count: …}, {from: …, to: …, step: …}");
      } else if (entry.at("count").isPresent()) {
        entry.allowOnly(List.of("count"), "a budget");
        values.add(new Budget.Count(entry.at("count").get().integer()));
      } else {
        values.addAll(range(entry));
      }
    }
    return new Budgets(new ArrayList<>(values));
  }

  @Override
  public Object toSettings() {
    return values.stream().map(Budgets::written).toList();
  }

  private static Object written(Budget budget) {
    return budget instanceof Budget.Share share
        ? (Object) share.value()
        : Map.of("count", ((Budget.Count) budget).samples());
  }

  /** Shares from, from + step, … in decimal arithmetic, so that 0.15 is 0.15 and to is reached. */
  private static List<Budget> range(SettingsNode entry) {
    entry.allowOnly(List.of("from", "to", "step"), "a range of budgets");
    BigDecimal from = decimal(entry, "from", BigDecimal.ZERO);
    BigDecimal to = decimal(entry, "to", BigDecimal.ONE);
    BigDecimal step = decimal(entry, "step", BigDecimal.valueOf(0.05));
    if (step.signum() <= 0 || to.compareTo(from) < 0) {
      throw entry.refuse(
          "expected from ≤ to and step > 0, found from " + from + ", to " + to + ", step " + step);
    }
    BigDecimal count = to.subtract(from).divide(step, 0, RoundingMode.FLOOR);
    if (count.compareTo(BigDecimal.valueOf(MOST)) >= 0) {
      throw entry.refuse(count + " budgets; at most " + MOST + " are allowed");
    }
    return IntStream.rangeClosed(0, count.intValueExact())
        .mapToObj(i -> from.add(step.multiply(BigDecimal.valueOf(i))).doubleValue())
        .map(share -> (Budget) new Budget.Share(share))
        .toList();
  }

  private static BigDecimal decimal(SettingsNode entry, String key, BigDecimal otherwise) {
    return entry.at(key).map(node -> BigDecimal.valueOf(node.number())).orElse(otherwise);
  }
}
