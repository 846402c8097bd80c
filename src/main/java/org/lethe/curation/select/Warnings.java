package org.lethe.curation.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lethe.nd.SparseFeatures;

/** What the owner of the samples should know before deleting any, in sentences. */
final class Warnings {
  /** Below this a probe does not know the forget side even before anything is removed. */
  static final double LEAST_RECALL = 0.05;

  private static final double ENTANGLED = 0.65;
  private static final double SEPARATE = 0.9995;
  private static final int SAMPLES_A_DIMENSION = 10;
  private static final double ILL_CONDITIONED = 1e6;

  private final List<String> sentences = new ArrayList<>();

  Warnings(
      Sides sides,
      SelectionRequest request,
      Optional<Geometry> geometry,
      Optional<ProbeCurve> probe) {
    int skipped = request.forget().skipped().size() + request.retain().skipped().size();
    if (skipped > 0) {
      add(
          "%d files are no pictures or broken ones and were left out: they are neither deleted nor"
              + " kept by this list. skipped.csv says which and why.",
          skipped);
    }
    int duplicates = Selection.duplicates(sides.forget(), sides.retain());
    if (duplicates > 0) {
      add(
          "%d of the %d retained samples are also on the forget side, feature by feature. What is"
              + " deleted lives on in them; take them out of the retained side first.",
          duplicates, sides.retain().rows());
    }
    probe.ifPresent(this::ofProbe);
    if (request.retain().size() < SAMPLES_A_DIMENSION * sides.dimension()
        && !(sides.forget() instanceof SparseFeatures)) {
      add(
          "%d retained samples are few for %d features: rules that need a covariance see mostly"
              + " noise. Take more samples (about %d), fewer features, or a rule without one"
              + " (lr-cos, cos-mu2).",
          request.retain().size(), sides.dimension(), SAMPLES_A_DIMENSION * sides.dimension());
    }
    if (geometry.isPresent()) {
      ofGeometry(geometry.get());
    } else if (!(sides.forget() instanceof SparseFeatures)) {
      add(
          "The pooled covariance cannot be inverted (features that depend on others, or fewer"
              + " samples than features), so theory has nothing to say here.");
    }
  }

  private void ofProbe(ProbeCurve curve) {
    if (curve.recallAt(0).mean() < LEAST_RECALL) {
      add(
          "A probe finds only %.1f %% of held-out forget samples before anything is removed.",
          100 * curve.recallAt(0).mean());
    }
    if (curve.separability() < ENTANGLED) {
      add(
          "In these features the two sides can hardly be told apart (area under the ROC curve"
              + " %.2f): what is deleted is nearly a random choice. Another encoder may help.",
          curve.separability());
    }
    if (curve.separability() > SEPARATE) {
      add(
          "The two sides are almost perfectly separate (area under the ROC curve %.4f): a few"
              + " forget samples suffice to know them all, so expect to remove most of them.",
          curve.separability());
    }
  }

  private void ofGeometry(Geometry geometry) {
    if (geometry.kappa() <= 0) {
      add(
          "The bias-corrected divergence of the two sides is %.3f nats: their means cannot be told"
              + " apart with so few samples.",
          geometry.kappa());
    }
    if (geometry.condition() > ILL_CONDITIONED) {
      add(
          "The covariance is ill-conditioned (condition number %.1e): distances that are measured"
              + " by it depend on the ridge. Fewer features, or principal components, are safer.",
          geometry.condition());
    }
    if (geometry.clusterIndex() < Geometry.SEPARATE_GROUPS) {
      add(
          "The retained side looks like several groups (cluster index %.2f; a single Gaussian has"
              + " 0.36): one mean does not describe it. Compare rules for several centres.",
          geometry.clusterIndex());
    }
  }

  private void add(String format, Object... values) {
    sentences.add(String.format(Locale.ROOT, format, values));
  }

  /** In the order of their weight. */
  List<String> sentences() {
    return List.copyOf(sentences);
  }
}
