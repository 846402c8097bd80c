package org.lethe.dataset;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * CIFAR-10 (Krizhevsky, <i>Learning Multiple Layers of Features from Tiny Images</i>, 2009): 50,000
 * training and 10,000 test pictures of 32×32 pixels in ten classes. p1 is a class, or a random
 * share of the training part. Of each class 500 training pictures, drawn by the seed, are
 * validation; the other 45,000 are the training part; the test part is the official one. Ids are
 * the places in the published files, from 0: {@code cifar10-train-00000}, {@code
 * cifar10-test-09999}.
 *
 * <p>The ways of unlearning papers (Jia et al. 2023, Fan et al. 2024), but for two: their split of
 * the original model is another one (see {@link SplitRule}), and they leave the forgotten class out
 * of the test part, which here is the {@link Side} of each picture.
 */
@Described("CIFAR-10: p1 = a class, or a random share of the training pictures.")
public record Cifar10(
    @Setting(
            value =
                "p1: {class: cat} or a list of classes there; {random: 0.1} = that share of the"
                    + " training part",
            or = "{class: cat}")
        ForgetPictures forget,
    @Setting(
            "training pictures in all, evenly over the classes and drawn by the seed; else the"
                + " rest")
        Optional<Integer> trainSize,
    @Setting(value = "validation pictures in all, likewise", or = "5000") int validationSize,
    @Setting("test pictures in all, likewise; else the 10,000 official ones")
        Optional<Integer> testSize,
    @Setting(
            value =
                "same: one split for every model; reference: the original model is trained on the"
                    + " split of seed 1, as in the published code of SalUn",
            or = "same")
        SplitRule split)
    implements DataSource {

  static final String NAME = "cifar10";
  private static final int TRAINING = 50_000;
  private static final int TEST = 10_000;
  private static final int CLASSES = Cifar10Files.CLASSES.size();
  private static final String ARCHIVE = "cifar-10-binary.tar.gz";

  /** Where it is published. */
  static final PublishedSet PUBLISHED =
      new PublishedSet(
          NAME,
          "CIFAR-10, binary version: 60,000 pictures in 10 classes",
          "none stated; cite Krizhevsky 2009",
          "https://www.cs.toronto.edu/~kriz/cifar.html",
          List.of(NAME, "cifar-10", "cifar-10-batches-bin"),
          "`lethe data fetch cifar10` gets it",
          Optional.of(
              new PublishedSet.Download(
                  URI.create("https://www.cs.toronto.edu/~kriz/" + ARCHIVE),
                  ARCHIVE,
                  Optional.of("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"))),
          Cifar10::findings);

  public Cifar10 {
    forget.demandAmong(Cifar10Files.CLASSES);
    demand("validation-size", validationSize, TRAINING - CLASSES);
    trainSize.ifPresent(size -> demand("train-size", size, TRAINING - validationSize));
    testSize.ifPresent(size -> demand("test-size", size, TEST));
  }

  private static void demand(String key, int found, int most) {
    if (found < CLASSES || found > most || found % CLASSES != 0) {
      throw new IllegalArgumentException(
          key + " is " + found + ". Allowed: a multiple of 10, 10 … " + most);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Corpus open(DataHome home) {
    return corpus(Cifar10Files.PUBLISHED, home.require(PUBLISHED));
  }

  Corpus corpus(Cifar10Files files, Path folder) {
    Cifar10Files.Pictures read = files.read(folder, absent(folder));
    int n = read.labels().length;
    int training = n - files.picturesEach();
    List<String> ids = new ArrayList<>(n);
    boolean[] test = new boolean[n];
    for (int i = 0; i < n; i++) {
      test[i] = i >= training;
      ids.add(test[i] ? RowIds.of("cifar10-test", i - training) : RowIds.of("cifar10-train", i));
    }
    return new PictureCorpus(
        new DataProvenance(
            NAME, PUBLISHED.licence(), PUBLISHED.page(), /* complete= */ true, files.sha256()),
        new PictureCorpus.Album(
            ids,
            new Content.Pictures(
                read.pixels(), Cifar10Files.CHANNELS, Cifar10Files.SIZE, Cifar10Files.SIZE),
            read.labels(),
            test,
            Cifar10Files.CLASSES),
        forget,
        split,
        (outside, inside) ->
            new PictureCorpus.Sizes(
                trainSize.map(size -> size / CLASSES).orElse(outside - validationSize / CLASSES),
                validationSize / CLASSES,
                testSize.map(size -> size / CLASSES).orElse(inside)));
  }

  private static BadInput absent(Path folder) {
    return new BadInput(NAME + ": no " + ARCHIVE + " in " + folder + "; " + PUBLISHED.howToGet());
  }

  private static List<String> findings(Path folder) {
    Cifar10Files.Pictures read = Cifar10Files.PUBLISHED.read(folder, absent(folder));
    Path place = Cifar10Files.place(folder, absent(folder));
    return List.of(
        read.labels().length - TEST + " pictures for training, " + TEST + " for testing",
        "sha256 of the six files as published"
            + (Files.isDirectory(place) ? "" : " (of the files, not of the archive)"));
  }
}
