package org.lethe.dataset;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A data set that somebody else publishes: what {@code data list}, {@code fetch} and {@code verify}
 * have to know of it.
 *
 * @param name the data source's name: {@code sms-spam}
 * @param title what it is, one line
 * @param licence as the publisher states it
 * @param page the publisher's page, for people
 * @param folders the names that its folder may have in a {@link DataHome}; the first is ours
 * @param howToGet one line: the command, or what to do by hand and where to put it
 * @param download the publisher's file, where it can be had without an account
 * @param check reads all that is in the folder
 */
public record PublishedSet(
    String name,
    String title,
    String licence,
    String page,
    List<String> folders,
    String howToGet,
    Optional<Download> download,
    Check check) {

  public PublishedSet {
    folders = List.copyOf(folders);
  }

  /**
   * What the publisher offers.
   *
   * @param address at the publisher's, never a mirror
   * @param file the name under which it is kept
   * @param sha256 where one is truly known
   */
  public record Download(URI address, String file, Optional<String> sha256) {}

  /** Reads a data set from beginning to end and says what it found. */
  @FunctionalInterface
  public interface Check {
    /**
     * @param folder the data set's folder
     * @return one line a finding
     * @throws org.lethe.settings.BadInput if something is missing, damaged or not what it must be
     */
    List<String> findings(Path folder);
  }
}
