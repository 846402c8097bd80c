package org.lethe.dataset;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * The files of a data set as a stream of (name, bytes), whether they lie in a folder, a {@code
 * .zip}, a {@code .tar.gz} or a {@code .gz}: what a file is, its first bytes decide. Nothing is
 * ever unpacked to disk. Links inside are not followed, names that climb out are refused, and so is
 * what unpacks to more than the {@link Limits}.
 */
final class Members {
  private static final int BUFFER = 1 << 16;
  // Kaggle packs a zip into a zip; archives that hold themselves can be made.
  private static final int NESTED = 3;
  // A tar header is one block of this size; more than any of the signatures needs.
  private static final int SIGNATURE = 512;

  /**
   * Against archives that are made to fill the memory.
   *
   * @param bytes of all members together, unpacked
   * @param members how many
   */
  record Limits(long bytes, int members) {
    /** Far above every set we read: the largest, Jigsaw, has 136 MB; 20 Newsgroups 18,846 files. */
    static final Limits GENEROUS = new Limits(4L << 30, 1_000_000);
  }

  /** Looks at one member and says whether it wants to see more. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param name with {@code /} between folders, below the folder or archive
     * @param content not to be kept
     */
    boolean visit(String name, InputStream content) throws IOException;
  }

  /** Makes something of the bytes of one file. */
  @FunctionalInterface
  interface Reading<T> {
    /**
     * @param place what messages call the file
     */
    T read(InputStream content, String place) throws IOException;
  }

  /**
   * What was made of a file, and the checksum of its unpacked bytes.
   *
   * @param sha256 64 hex digits
   */
  record Read<T>(T value, String sha256) {}

  private final Path place;
  private final Limits limits;
  private long bytes;
  private int members;

  private Members(Path place, Limits limits) {
    this.place = place;
    this.limits = limits;
  }

  /**
   * Shows the members in the order of the folder (by name) or archive, until the visitor has
   * enough.
   *
   * @throws BadInput if the place cannot be read, is damaged or breaks a limit
   */
  static void visit(Path place, Limits limits, Visitor visitor) {
    try {
      new Members(place, limits).visit(visitor);
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(place.toString(), e);
    }
  }

  /** The one line for a file that cannot be read to its end. */
  static BadInput unreadable(String place, Exception e) {
    Exception why =
        e instanceof UncheckedIOException && e.getCause() instanceof IOException cause ? cause : e;
    return new BadInput(
        place
            + " cannot be read, it may be cut off or damaged ("
            + why.getClass().getSimpleName()
            + ": "
            + why.getMessage()
            + "); get it anew",
        e);
  }

  /**
   * Reads the one file of this name: as it is, with {@code .gz} or {@code .zip}, or inside any
   * archive of the folder; at most one folder deeper. Empty if there is none.
   */
  static <T> Optional<Read<T>> read(Path folder, String name, Reading<T> reading) {
    for (Path candidate : candidates(folder, name)) {
      List<Read<T>> found = new ArrayList<>(1);
      visit(
          candidate,
          Limits.GENEROUS,
          (member, content) -> {
            if (!baseName(member).equals(name)) {
              return true;
            }
            String place = isArchive(candidate) ? candidate + "!" + member : candidate.toString();
            found.add(digested(content, place, reading));
            return false;
          });
      if (!found.isEmpty()) {
        return Optional.of(found.get(0));
      }
    }
    return Optional.empty();
  }

  /** Reads the only file of a place: a plain file, a {@code .gz}, or an archive with one member. */
  static <T> Read<T> readFile(Path file, Reading<T> reading) {
    List<Read<T>> found = new ArrayList<>(1);
    visit(
        file,
        Limits.GENEROUS,
        (member, content) -> {
          if (!found.isEmpty()) {
            throw new BadInput(file + " has more than one file; unpack it and name the one");
          }
          found.add(digested(content, file.toString(), reading));
          return true;
        });
    if (found.isEmpty()) {
      throw new BadInput(file + " has no file in it");
    }
    return found.get(0);
  }

  private static <T> Read<T> digested(InputStream content, String place, Reading<T> reading)
      throws IOException {
    MessageDigest digest = Checksums.sha256();
    DigestInputStream input = new DigestInputStream(content, digest);
    T value = reading.read(input, place);
    input.transferTo(OutputStream.nullOutputStream());
    return new Read<>(value, HexFormat.of().formatHex(digest.digest()));
  }

  /** Where a file of this name may be, the likeliest first. */
  private static List<Path> candidates(Path folder, String name) {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder, 2, FileVisitOption.FOLLOW_LINKS)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder.toString(), e);
    }
    List<Path> result = new ArrayList<>();
    for (String ending : List.of("", ".gz", ".zip")) {
      files.stream()
          .filter(file -> file.getFileName().toString().equals(name + ending))
          .forEach(result::add);
    }
    files.stream().filter(Members::isArchive).filter(f -> !result.contains(f)).forEach(result::add);
    return result;
  }

  private static boolean isArchive(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".zip") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  private static String baseName(String member) {
    return member.substring(member.lastIndexOf('/') + 1);
  }

  private void visit(Visitor visitor) throws IOException {
    if (Files.isDirectory(place)) {
      visitFolder(visitor);
      return;
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(place), BUFFER)) {
      byte[] start = start(file);
      String name = place.getFileName().toString();
      if (ZipArchiveInputStream.matches(start, start.length)) {
        visitZip(file, visitor, 1);
      } else if (start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
        InputStream unpacked = new BufferedInputStream(new GZIPInputStream(file, BUFFER), BUFFER);
        byte[] inner = start(unpacked);
        if (TarArchiveInputStream.matches(inner, inner.length)
            || name.matches(".*\\.t(ar\\.)?gz")) {
          visitTar(unpacked, visitor);
        } else {
          show(name.replaceFirst("\\.gz$", ""), unpacked, visitor);
        }
      } else {
        show(name, file, visitor);
      }
    }
  }

  private static byte[] start(InputStream input) throws IOException {
    input.mark(SIGNATURE);
    byte[] start = input.readNBytes(SIGNATURE);
    input.reset();
    return start;
  }

  private void visitFolder(Visitor visitor) throws IOException {
    List<Path> files;
    Path folder = place.toRealPath(); // the folder itself may be a link: its user made it
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      try (InputStream content = Files.newInputStream(file)) {
        if (!show(name, content, visitor)) {
          return;
        }
      }
    }
  }

  private void visitTar(InputStream unpacked, Visitor visitor) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(unpacked);
    TarArchiveEntry entry = tar.getNextEntry();
    while (entry != null) {
      // isFile() holds for links too; isDirectory() is decided by the name.
      if (entry.isFile() && !entry.isSymbolicLink() && !entry.isLink()) {
        if (!show(name(entry), tar, visitor)) {
          return;
        }
      }
      entry = tar.getNextEntry();
    }
    // The checksum of the gzip stream is behind the last member.
    unpacked.transferTo(OutputStream.nullOutputStream());
  }

  private boolean visitZip(InputStream file, Visitor visitor, int depth) throws IOException {
    if (depth > NESTED) {
      throw new BadInput(place + " has archives in more than " + NESTED + " levels: refused");
    }
    ArchiveInputStream<ZipArchiveEntry> zip =
        new ZipArchiveInputStream(
            file, "UTF-8", true, /* allowStoredEntriesWithDataDescriptor= */ true);
    ZipArchiveEntry entry = zip.getNextEntry();
    while (entry != null) {
      if (!entry.isDirectory() && !entry.isUnixSymlink()) {
        String name = name(entry);
        boolean more =
            name.endsWith(".zip")
                ? visitZip(limited(zip), visitor, depth + 1)
                : show(name, zip, visitor);
        if (!more) {
          return false;
        }
      }
      entry = zip.getNextEntry();
    }
    return true;
  }

  private String name(ArchiveEntry entry) {
    String name = entry.getName();
    boolean climbs = Stream.of(name.split("/", -1)).anyMatch(part -> part.equals(".."));
    if (climbs || name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw new BadInput(
          place + " has a member whose name leads out of the archive: " + Shown.text(name));
    }
    return name.startsWith("./") ? name.substring(2) : name;
  }

  private boolean show(String name, InputStream content, Visitor visitor) throws IOException {
    if (++members > limits.members()) {
      throw new BadInput(place + " has more than " + limits.members() + " files: refused");
    }
    return visitor.visit(name, limited(content));
  }

  /** Counts what is read, and leaves closing to whoever opened. */
  private InputStream limited(InputStream content) {
    return new FilterInputStream(content) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
      }

      @Override
      public void close() {}
    };
  }

  private void count(int read) {
    bytes += read;
    if (bytes > limits.bytes()) {
      throw new BadInput(place + " unpacks to more than " + limits.bytes() + " bytes: refused");
    }
  }
}
