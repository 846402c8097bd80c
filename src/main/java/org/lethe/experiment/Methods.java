package org.lethe.experiment;

import java.util.List;
import org.lethe.dataset.DataSources;
import org.lethe.encoder.Encoders;
import org.lethe.evaluation.NetworkProbes;
import org.lethe.network.Architectures;
import org.lethe.network.Schedules;
import org.lethe.scorer.Scorers;
import org.lethe.settings.Binder;
import org.lethe.settings.Canonical;
import org.lethe.settings.Family;
import org.lethe.unlearn.InverseCurvatures;
import org.lethe.unlearn.Unlearners;

/** Every kind of method that an experiment file can name. */
public final class Methods {
  /** In the order of the documentation. */
  public static final List<Family<?>> FAMILIES =
      List.of(
          DataSources.FAMILY,
          Encoders.FAMILY,
          Scorers.FAMILY,
          Learners.FAMILY,
          Architectures.FAMILY,
          Schedules.FAMILY,
          Unlearners.FAMILY,
          InverseCurvatures.FAMILY,
          NetworkProbes.FAMILY);

  private static final Binder BINDER = new Binder(FAMILIES);
  private static final Canonical CANONICAL = new Canonical(FAMILIES);

  private Methods() {}

  static Binder binder() {
    return BINDER;
  }

  static Canonical canonical() {
    return CANONICAL;
  }
}
