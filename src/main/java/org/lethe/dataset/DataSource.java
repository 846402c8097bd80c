package org.lethe.dataset;

/**
 * Where examples come from. An implementation is a record whose components are the settings of the
 * {@code data} section of an experiment file.
 */
public interface DataSource {

  /** The name in an experiment file: {@code sms-spam}. */
  String name();

  /**
   * The same without what holds on one machine only, as the folder of an absolute path: what ids of
   * trials are made of, beside the checksums of the data.
   */
  default DataSource portable() {
    return this;
  }

  /**
   * Finds, checks and parses the data once.
   *
   * @throws org.lethe.settings.BadInput if the data is missing, damaged or empty on one side
   */
  Corpus open(DataHome home);
}
