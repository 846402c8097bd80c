package org.lethe.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lethe.settings.Family;

/** The expensive questions by name, in the order of the documentation. */
public final class NetworkProbes {
  private static final Map<String, Class<? extends NetworkProbe>> MEMBERS = new LinkedHashMap<>();

  static {
    MEMBERS.put(RelearnTime.NAME, RelearnTime.class);
    MEMBERS.put(ShadowModels.NAME, ShadowModels.class);
  }

  /** What {@code probes} may name. */
  public static final Family<NetworkProbe> FAMILY =
      new Family<>(NetworkProbe.class, "probe", MEMBERS);

  private NetworkProbes() {}
}
