package org.lethe.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sweeps over Gaussians, where a candidate takes milliseconds. */
final class Toys {
  /** Two keys that matter, one that is there for one choice only. */
  static final String SPACE =
      """
      space:
        scorers.0: [random, distance]
        data.mean2: {from: 0.5, to: 5, log: true}
        data.n1: {from: 50, to: 100, integer: true, when: {scorers.0: distance}}
      """;

  static final String JUDGED =
      """
      measures:
        forget: {metric: kl, split: forget-test}
        keep: {metric: kl, split: retain-test}
      objectives:
      - maximise: forget - keep
      """;

  /** The same of a learner that fits no law. */
  static final String JUDGED_AS_CLASSIFIER =
      """
      measures:
        forget: {metric: recall, split: forget-validation}
        keep: {metric: log-loss, split: retain-validation}
      objectives:
      - maximise: forget - keep
      """;

  private Toys() {}

  /** A sweep file, written. */
  static Path file(Path folder, String... parts) throws IOException {
    Path file = folder.resolve("toy.yaml");
    Files.writeString(
        file,
        """
        name: toy
        experiment:
          name: toy
          data: {name: gaussians, n1: 100, n2: 100, mean2: 1.5}
          encoder: raw
          scorers: [random]
          learners: [gaussian-mean]
          budgets: [0.5]
          seeds: 3
        """
            + String.join("", parts));
    return file;
  }

  static SweepFile read(Path folder, String... parts) throws IOException {
    return SweepFile.read(file(folder, parts), List.of());
  }
}
