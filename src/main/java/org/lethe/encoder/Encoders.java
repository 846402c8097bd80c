package org.lethe.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lethe.settings.Family;

/** The encoders by name. */
public final class Encoders {
  private static final Map<String, Class<? extends Encoder>> MEMBERS = new LinkedHashMap<>();

  static {
    MEMBERS.put(TfIdf.NAME, TfIdf.class);
    MEMBERS.put(TfIdfSvd.NAME, TfIdfSvd.class);
    MEMBERS.put(Raw.NAME, Raw.class);
    MEMBERS.put(NetworkLayer.NAME, NetworkLayer.class);
    MEMBERS.put(OnnxText.NAME, OnnxText.class);
    MEMBERS.put(OnnxImage.NAME, OnnxImage.class);
  }

  /** Every encoder an experiment file can name. */
  public static final Family<Encoder> FAMILY = new Family<>(Encoder.class, "encoder", MEMBERS);

  private Encoders() {}
}
