package org.lethe.dataset;

/**
 * What an example may be used for. Whatever is searched or chosen uses validation; test is only
 * reported.
 */
public enum Part {
  TRAIN,
  VALIDATION,
  TEST
}
