package org.lethe.curation.identify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lethe.dataset.DataSources;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.Encoders;
import org.lethe.scorer.Scorers;
import org.lethe.settings.Binder;
import org.lethe.settings.Canonical;
import org.lethe.settings.Family;
import org.lethe.settings.Setting;

/** How p1 is looked for in a pool. */
public record IdentifySettings(
    @Setting(value = "how samples become features", or = "tfidf") Encoder encoder,
    @Setting(value = "what is asked next", or = "{name: diverse, of: uncertainty}")
        QueryStrategy strategy,
    @Setting(value = "what tells p1 from p2 while labels are few", or = "{}") Probe probe,
    @Setting(value = "samples that are asked at once, at least 1", or = "20") int batch,
    @Setting(
            value =
                "samples drawn at random whose labels are kept for judging, 0 or more; without them"
                    + " precision and recall stay unknown",
            or = "100")
        int audit,
    @Setting(
            value = "probability from which a sample is identified, above 0 and up to 1",
            or = "0.5")
        double threshold,
    @Setting(value = "when more labels would change little", or = "{}") Stability stability,
    @Setting(value = "of everything that is drawn by chance", or = "1") long seed) {

  private static final List<Family<?>> FAMILIES =
      List.of(DataSources.FAMILY, encoders(), Scorers.FAMILY, QueryStrategies.FAMILY);
  private static final Binder BINDER = new Binder(FAMILIES);
  private static final Canonical CANONICAL = new Canonical(FAMILIES);

  public IdentifySettings {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
    if (audit < 0) {
      throw new IllegalArgumentException("audit is " + audit + "; allowed: 0 or more");
    }
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "threshold is " + threshold + "; allowed: above 0 and up to 1");
    }
  }

  /** Reads settings of this package. */
  static Binder binder() {
    return BINDER;
  }

  /** Writes settings of this package. */
  static Canonical canonical() {
    return CANONICAL;
  }

  /** A network is trained on classes, and here there are none yet: its layers are left out. */
  private static Family<Encoder> encoders() {
    Map<String, Class<? extends Encoder>> members = new LinkedHashMap<>(Encoders.FAMILY.members());
    members.remove("network-layer");
    return new Family<>(Encoder.class, Encoders.FAMILY.kind(), members);
  }
}
