package org.lethe.report;

import java.util.Collection;

/**
 * What became of the samples of a budget, in words that are true of the panels they are said of: a
 * training from scratch leaves them out, an unlearner makes a trained network forget them.
 */
enum Removal {
  RETRAINED("removed", "removing"),
  UNLEARNED("unlearned", "unlearning"),
  EITHER("removed or unlearned", "removing or unlearning");

  private static final String RETRAIN = "retrain";

  private final String past;
  private final String present;

  Removal(String past, String present) {
    this.past = past;
    this.present = present;
  }

  /** Of one panel. */
  static Removal of(Panel panel) {
    return panel.key().unlearner().equals(RETRAIN) ? RETRAINED : UNLEARNED;
  }

  /** Of panels that one sentence speaks of together. */
  static Removal of(Collection<Panel> panels) {
    return panels.stream().map(Removal::of).reduce((a, b) -> a == b ? a : EITHER).orElse(RETRAINED);
  }

  /** "share of p1 …", "nothing …". */
  String past() {
    return past;
  }

  /** "after … 20 % of p1". */
  String present() {
    return present;
  }
}
