package org.lethe.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Your own pictures, a folder for each class: {@code FOLDER/cat/1.png}. Where {@code FOLDER} holds
 * {@code train} and {@code test} instead, and no other folder, the classes are in there, and the
 * test part is kept; a fifth of the rest is validation. Else each class is divided 60/20/20 by the
 * seed. Ids are the paths below the folder. Hidden files are skipped.
 */
@Described("Your own pictures: a folder with a folder for each class.")
public record ImageFolder(
    @Setting(
            "the folder; a relative name is sought in the working folder, then in the data home; an"
                + " absolute one where it says, then there by its last part")
        String folder,
    @Setting(
            "p1: {class: cat} or a list of classes there; {random: 0.1} = that share of the"
                + " training part")
        ForgetPictures forget,
    @Setting("width and height in pixels to scale the middle square to, 8 … 1024; else as they are")
        Optional<Integer> size,
    @Setting(value = "brightness alone, instead of red, green and blue", or = "false")
        boolean grayscale)
    implements DataSource {

  static final String NAME = "image-folder";
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp");

  public ImageFolder {
    if (folder.isBlank()) {
      throw new IllegalArgumentException("folder is empty. Allowed: the name of a folder");
    }
    if (size.isPresent() && (size.get() < 8 || size.get() > 1024)) {
      throw new IllegalArgumentException("size is " + size.get() + ". Allowed: 8 … 1024");
    }
  }

  /** One file, before it is read. */
  private record Found(Path file, String id, String name, boolean test) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Corpus open(DataHome home) {
    Path root = find(home);
    List<Found> files = files(root);
    List<String> classes = List.copyOf(new TreeSet<>(files.stream().map(Found::name).toList()));
    if (classes.size() < 2) {
      throw new BadInput(
          NAME + ": " + root + " has pictures of " + classes.size() + " classes; it takes 2");
    }
    try {
      forget.demandAmong(classes);
    } catch (IllegalArgumentException e) {
      throw new BadInput(NAME + ": " + root + ": " + e.getMessage(), e);
    }
    boolean[] test = new boolean[files.size()];
    IntStream.range(0, test.length).forEach(i -> test[i] = files.get(i).test());
    StringBuilder list = new StringBuilder();
    PictureCorpus.Album album =
        new PictureCorpus.Album(
            files.stream().map(Found::id).toList(),
            read(files, list),
            files.stream().mapToInt(found -> classes.indexOf(found.name())).toArray(),
            test,
            classes);
    String sha256 = Checksums.sha256(list.toString().getBytes(StandardCharsets.UTF_8));
    return new PictureCorpus(
        new DataProvenance(
            NAME,
            "yours",
            "",
            /* complete= */ true,
            new TreeMap<>(Map.of("list of " + files.size() + " pictures", sha256))),
        album,
        forget,
        SplitRule.SAME,
        ImageFolder::sizes);
  }

  /** A fifth each for validation and, where it is not given, test; at least one. */
  private static PictureCorpus.Sizes sizes(int training, int test) {
    int fifth = Math.max(1, Math.round(training / 5f));
    int testing = test > 0 ? test : fifth;
    int taken = fifth + (test > 0 ? 0 : fifth);
    return new PictureCorpus.Sizes(training - taken, fifth, testing);
  }

  private Path find(DataHome home) {
    Path found = OwnPlace.find(NAME, "folder", folder, home);
    if (!Files.isDirectory(found)) {
      throw new BadInput(NAME + ": " + found + " is no folder");
    }
    return found;
  }

  @Override
  public DataSource portable() {
    return new ImageFolder(OwnPlace.portable(folder), forget, size, grayscale);
  }

  /** All picture files in the order of their ids. */
  private static List<Found> files(Path root) {
    List<Found> found = new ArrayList<>();
    Path train = root.resolve("train");
    Path test = root.resolve("test");
    if (Files.isDirectory(train) && Files.isDirectory(test)) {
      refuseOthers(root, List.of(train, test));
      addAll(found, root, train, /* test= */ false);
      addAll(found, root, test, /* test= */ true);
    } else {
      addAll(found, root, root, /* test= */ false);
    }
    return found;
  }

  /** Folders beside the two: nobody would notice that their pictures are not read. */
  private static void refuseOthers(Path root, List<Path> parts) {
    for (Path other : visible(root)) {
      if (Files.isDirectory(other) && !parts.contains(other)) {
        throw new BadInput(
            NAME
                + ": "
                + other
                + " is neither train nor test and would not be read; validation is drawn from train"
                + " by the seed");
      }
    }
  }

  private static void addAll(List<Found> found, Path root, Path part, boolean test) {
    for (Path type : visible(part)) {
      if (!Files.isDirectory(type)) {
        throw new BadInput(
            NAME + ": " + type + " is in no class; pictures belong into a folder of their class");
      }
      for (Path file : visible(type)) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(file) || ENDINGS.stream().noneMatch(name::endsWith)) {
          throw new BadInput(
              NAME + ": " + file + " is no picture. Allowed: " + String.join(", ", ENDINGS));
        }
        String id = root.relativize(file).toString().replace('\\', '/');
        found.add(new Found(file, id, type.getFileName().toString(), test));
      }
    }
  }

  private static List<Path> visible(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw Members.unreadable(folder.toString(), e);
    }
  }

  /**
   * @param list gets a line for each picture: checksum and id
   */
  private Content.Pictures read(List<Found> files, StringBuilder list) {
    byte[][] pixels = new byte[files.size()][];
    int height = 0;
    int width = 0;
    PictureReader reader = reader();
    for (int i = 0; i < pixels.length; i++) {
      Found found = files.get(i);
      byte[] bytes = PictureReader.bytes(found.file());
      list.append(Checksums.sha256(bytes)).append("  ").append(found.id()).append('\n');
      PictureReader.Picture picture = reader.read(found.file(), bytes);
      if (i == 0) {
        height = picture.height();
        width = picture.width();
      } else if (picture.height() != height || picture.width() != width) {
        throw new BadInput(
            NAME
                + ": "
                + found.file()
                + " has "
                + picture.width()
                + "×"
                + picture.height()
                + " pixels, "
                + files.get(0).file().getFileName()
                + " has "
                + width
                + "×"
                + height
                + "; say size to bring all to one");
      }
      pixels[i] = picture.pixels();
    }
    return new Content.Pictures(pixels, grayscale ? 1 : 3, height, width);
  }

  private PictureReader reader() {
    try {
      return new PictureReader(size, grayscale);
    } catch (LinkageError e) {
      throw new BadInput(
          NAME
              + " reads pictures with OpenCV, which Lethe has for Linux on x86-64 only, not for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"),
          e);
    }
  }
}
