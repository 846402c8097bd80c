package org.lethe.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.lethe.results.Failure;
import org.lethe.results.FailureGroup;
import org.lethe.results.TrialKey;

/** Why trials have no record, by cause, the most frequent first. */
final class FailureTable {
  static final String NAME = "failures";

  private FailureTable() {}

  static Table of(Collection<Failure> failures) {
    List<List<Cell>> rows = new ArrayList<>();
    for (FailureGroup group : FailureGroup.of(failures)) {
      rows.add(
          List.of(
              new Cell.Text(group.kind().word()),
              new Cell.Text(group.cause()),
              new Cell.Count(group.trials().size()),
              new Cell.Text(words(group.example().key())),
              new Cell.Text(group.example().id())));
    }
    return new Table(
        NAME,
        "Why trials have no record. Where only numbers in a message differ, it is one cause.",
        List.of(
            Column.text("kind", "kind"),
            Column.text("cause", "cause"),
            Column.number("trials", "trials"),
            Column.text("example", "for instance"),
            Column.text("id", "its id")),
        rows);
  }

  /** For instance {@code cats, lr-cos, network, retrain, 25 %, seed 3}. */
  private static String words(TrialKey key) {
    List<String> words = new ArrayList<>();
    for (String label : List.of(key.variant(), key.scorer(), key.learner(), key.unlearner())) {
      if (!label.isEmpty()) {
        words.add(label);
      }
    }
    words.add(String.format(Locale.ROOT, "%.4g %%", 100 * key.budget()));
    words.add("seed " + key.seed());
    return String.join(", ", words);
  }
}
