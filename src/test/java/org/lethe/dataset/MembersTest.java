package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.settings.BadInput;

/**
 * Guards against archives made by somebody who means harm (names that climb out, links, bombs), and
 * against damaged ones that are read half.
 */
class MembersTest {
  private static final Members.Limits SMALL = new Members.Limits(1000, 5);

  @TempDir Path folder;
  private Path tar;
  private Path zip;

  @BeforeEach
  void name() {
    tar = folder.resolve("a.tar.gz");
    zip = folder.resolve("a.zip");
  }

  @Test
  void aFolderATarAndAZipShowTheSame() throws IOException {
    Path unpacked = Files.createDirectories(folder.resolve("unpacked/x"));
    Files.writeString(unpacked.resolve("1"), "one");
    Files.writeString(unpacked.resolve("2"), "two");
    tar(entry("x/", ""), entry("x/1", "one"), entry("x/2", "two"));
    zip(Map.of("x/1", "one", "x/2", "two"));
    Map<String, String> expected = Map.of("x/1", "one", "x/2", "two");
    assertEquals(expected, read(folder.resolve("unpacked"), SMALL));
    assertEquals(expected, read(tar, SMALL));
    assertEquals(expected, read(zip, SMALL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "x/../../evil", "/etc/evil", "x\\..\\evil"})
  void namesThatLeadOutAreRefused(String name) throws IOException {
    tarKeeping(name);
    refused(tar, SMALL, "leads out of the archive");
    zip(Map.of(name, "evil"));
    refused(zip, SMALL, "leads out of the archive");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    TarArchiveEntry symbolic = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
    symbolic.setLinkName(secret.toString());
    TarArchiveEntry hard = new TarArchiveEntry("hard", TarConstants.LF_LINK);
    hard.setLinkName(secret.toString());
    tar(new Entry(symbolic, ""), new Entry(hard, ""), entry("good", "good"));
    assertEquals(Map.of("good", "good"), read(tar, SMALL));

    Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
    Files.createSymbolicLink(unpacked.resolve("link"), secret);
    Files.createSymbolicLink(unpacked.resolve("up"), folder);
    Files.writeString(unpacked.resolve("good"), "good");
    assertEquals(Map.of("good", "good"), read(unpacked, SMALL));
  }

  /** As where a cluster keeps its data. */
  @Test
  void theFolderItselfMayBeALink() throws IOException {
    Path unpacked = Files.createDirectories(folder.resolve("unpacked/inner"));
    Files.writeString(unpacked.resolve("good"), "good");
    Path link = Files.createSymbolicLink(folder.resolve("data"), folder.resolve("unpacked"));
    assertEquals(Map.of("inner/good", "good"), read(link, SMALL));
  }

  @Test
  void whatUnpacksToTooMuchIsRefused() throws IOException {
    tar(entry("bomb", "0".repeat(1001)));
    refused(tar, SMALL, "unpacks to more than 1000 bytes");
    zip(Map.of("a", "0".repeat(600), "b", "0".repeat(600)));
    refused(zip, SMALL, "unpacks to more than 1000 bytes");
    zip(Map.of("1", "", "2", "", "3", "", "4", "", "5", "", "6", ""));
    refused(zip, SMALL, "more than 5 files");
  }

  /** A zip that holds itself, as one can, would be unpacked until the stack ends. */
  @Test
  void archivesInArchivesAreReadAFewLevelsDeep() throws IOException {
    zip(Map.of("x.csv", "good"));
    for (int depth = 2; depth <= 3; depth++) {
      wrap();
      assertEquals(Map.of("x.csv", "good"), read(zip, Members.Limits.GENEROUS));
    }
    wrap();
    refused(zip, Members.Limits.GENEROUS, "archives in more than 3 levels");
  }

  /** The zip into a zip. */
  private void wrap() throws IOException {
    byte[] inner = Files.readAllBytes(zip);
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
      out.putArchiveEntry(new ZipArchiveEntry("inner.zip"));
      out.write(inner);
      out.closeArchiveEntry();
    }
  }

  @Test
  void aCutOffArchiveIsRefusedWhereverItEnds() throws IOException {
    Entry[] entries = new Entry[40];
    for (int i = 0; i < entries.length; i++) {
      // Digits that do not compress, so that a cut falls into content and headers alike.
      entries[i] = entry("x/" + i, Long.toString(0x9E3779B97F4A7C15L * (i + 1), 36).repeat(40));
    }
    tar(entries);
    byte[] whole = Files.readAllBytes(tar);
    for (int part = 1; part < 20; part++) {
      Files.write(tar, Arrays.copyOf(whole, whole.length * part / 20));
      refused(tar, Members.Limits.GENEROUS, "it may be cut off or damaged");
    }
    // Only the last byte, behind every member: the checksum of gzip.
    Files.write(tar, Arrays.copyOf(whole, whole.length - 1));
    refused(tar, Members.Limits.GENEROUS, "it may be cut off or damaged");
  }

  @Test
  void aWrongByteIsRefused() throws IOException {
    tar(entry("x", "some text that is long enough to be hit"));
    byte[] bytes = Files.readAllBytes(tar);
    bytes[bytes.length - 6] ^= 1; // in the checksum
    Files.write(tar, bytes);
    refused(tar, Members.Limits.GENEROUS, "it may be cut off or damaged");
  }

  @Test
  void theChecksumIsOfTheUnpackedBytesWhetherTheyWereAllReadOrNot() throws IOException {
    zip(Map.of("deep/x.txt", "hello"));
    Members.Read<String> read =
        Members.read(folder, "x.txt", (content, place) -> place + (char) content.read())
            .orElseThrow();
    // printf hello | sha256sum
    assertEquals("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", read.sha256());
    assertEquals(zip + "!deep/x.txth", read.value());
    assertTrue(Members.read(folder, "y.txt", (content, place) -> place).isEmpty());
  }

  private record Entry(TarArchiveEntry head, String content) {}

  private static Entry entry(String name, String content) {
    return new Entry(new TarArchiveEntry(name), content);
  }

  private void tar(Entry... entries) throws IOException {
    try (TarArchiveOutputStream out =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(tar)))) {
      for (Entry entry : entries) {
        byte[] bytes = entry.content().getBytes(StandardCharsets.UTF_8);
        entry.head().setSize(bytes.length);
        out.putArchiveEntry(entry.head());
        out.write(bytes);
        out.closeArchiveEntry();
      }
    }
  }

  private void tarKeeping(String name) throws IOException {
    tar(new Entry(new TarArchiveEntry(name, /* preserveAbsolutePath= */ true), "evil"));
  }

  private void zip(Map<String, String> members) throws IOException {
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
      for (Map.Entry<String, String> member : new TreeMap<>(members).entrySet()) {
        out.putArchiveEntry(new ZipArchiveEntry(member.getKey()));
        out.write(member.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeArchiveEntry();
      }
    }
  }

  private static Map<String, String> read(Path place, Members.Limits limits) {
    Map<String, String> result = new TreeMap<>();
    Members.visit(
        place,
        limits,
        (name, content) -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          content.transferTo(bytes);
          result.put(name, bytes.toString(StandardCharsets.UTF_8));
          return true;
        });
    return result;
  }

  private static void refused(Path place, Members.Limits limits, String expected) {
    BadInput e = assertThrows(BadInput.class, () -> read(place, limits));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertTrue(e.getMessage().contains(place.toString()), e.getMessage());
  }
}
