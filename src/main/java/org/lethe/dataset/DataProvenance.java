package org.lethe.dataset;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a record keeps about its data.
 *
 * @param source the data source's name
 * @param licence as the publisher states it
 * @param address the publisher's address; empty for made data
 * @param complete false where only a part of the published set is there
 * @param sha256 checksum of each member that was read (not of archives); empty for made data
 */
public record DataProvenance(
    String source,
    String licence,
    String address,
    boolean complete,
    SortedMap<String, String> sha256) {
  public DataProvenance {
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }
}
