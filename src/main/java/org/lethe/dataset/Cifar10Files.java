package org.lethe.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * The binary version of CIFAR-10: five files for training and one for testing, from the archive or
 * an unpacked folder. A record is one byte for the label, then 1,024 red, 1,024 green and 1,024
 * blue bytes, row by row.
 *
 * @param picturesEach in every file
 * @param sha256 by the name of the file, those for training before the one for testing
 */
record Cifar10Files(int picturesEach, SortedMap<String, String> sha256) {
  static final String TEST = "test_batch.bin";
  static final int SIZE = 32;
  static final int CHANNELS = 3;
  static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /** As the publisher's archive has them. */
  static final Cifar10Files PUBLISHED =
      new Cifar10Files(
          10_000,
          new TreeMap<>(
              Map.of(
                  "data_batch_1.bin",
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
                  "data_batch_2.bin",
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
                  "data_batch_3.bin",
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
                  "data_batch_4.bin",
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
                  "data_batch_5.bin",
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
                  TEST,
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")));

  private static final String FOLDER = "cifar-10-batches-bin";
  private static final String NAMES = "batches.meta.txt";
  private static final int RECORD = 1 + CHANNELS * SIZE * SIZE;

  Cifar10Files {
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }

  /**
   * All pictures: those for training in the order of their files, then those for testing.
   *
   * @param pixels {@code [n][3·32·32]}
   * @param labels {@code [n]}
   */
  record Pictures(byte[][] pixels, int[] labels) {}

  /**
   * Reads and checks every file.
   *
   * @param absent the error to throw where neither the archive nor the folder is there
   */
  Pictures read(Path folder, BadInput absent) {
    Path place = place(folder, absent);
    List<String> names = List.copyOf(sha256.keySet());
    Pictures result =
        new Pictures(new byte[names.size() * picturesEach][], new int[names.size() * picturesEach]);
    boolean[] seen = new boolean[names.size()];
    Members.visit(
        place,
        Members.Limits.GENEROUS,
        (member, content) -> {
          String name = member.substring(member.lastIndexOf('/') + 1);
          String where = place + (Files.isDirectory(place) ? "/" : "!") + member;
          int file = names.indexOf(name);
          if (name.equals(NAMES)) {
            demandClasses(where, content);
          } else if (file >= 0 && !seen[file]) {
            parse(where, content, sha256.getOrDefault(name, ""), result, file * picturesEach);
            seen[file] = true;
          }
          return true;
        });
    for (int file = 0; file < seen.length; file++) {
      if (!seen[file]) {
        throw new BadInput(place + " has no " + names.get(file) + "; get it anew");
      }
    }
    return result;
  }

  /** The unpacked folder if it is there, else the archive. */
  static Path place(Path folder, BadInput absent) {
    for (Path unpacked : List.of(folder, folder.resolve(FOLDER))) {
      if (Files.isRegularFile(unpacked.resolve(TEST))) {
        return unpacked;
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches("cifar-10-binary.*\\.(tar\\.gz|tgz|zip)"))
          .min(Comparator.naturalOrder())
          .orElseThrow(() -> absent);
    } catch (IOException e) {
      throw Members.unreadable(folder.toString(), e);
    }
  }

  private void parse(String place, InputStream content, String expected, Pictures into, int first)
      throws IOException {
    int size = picturesEach * RECORD;
    byte[] bytes = content.readNBytes(size + 1);
    if (bytes.length != size) {
      throw new BadInput(
          place
              + (bytes.length < size ? " has " + bytes.length + " bytes" : " is longer")
              + ", expected "
              + size
              + ": "
              + picturesEach
              + " pictures of "
              + RECORD
              + " bytes; get it anew");
    }
    for (int i = 0; i < picturesEach; i++) {
      int label = bytes[i * RECORD] & 0xFF;
      if (label >= CLASSES.size()) {
        throw new BadInput(
            place + " has the label " + label + " at picture " + (i + 1) + ". Allowed: 0 … 9");
      }
      into.labels()[first + i] = label;
      into.pixels()[first + i] = Arrays.copyOfRange(bytes, i * RECORD + 1, (i + 1) * RECORD);
    }
    Checksums.demand(
        place, expected, Checksums.sha256(bytes), "other pictures: the image-folder source");
  }

  /** The publisher's list of the classes, if it is there, must be ours: labels are places in it. */
  private static void demandClasses(String place, InputStream content) throws IOException {
    String names = new String(content.readNBytes(1000), StandardCharsets.UTF_8);
    if (!names.strip().lines().map(String::strip).toList().equals(CLASSES)) {
      throw new BadInput(
          place + " does not list the ten classes of CIFAR-10, found " + Shown.text(names));
    }
  }
}
