package org.lethe.dataset;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;
import org.lethe.settings.Shown;
import org.lethe.settings.Suggestion;

/**
 * 20 Newsgroups, "bydate" (Ken Lang; Jason Rennie): 18,846 posts of 1993, 20 groups, which are the
 * classes. p1 is any of the groups, p2 the others. The official test posts (7,532, by date) are
 * kept; a fifth of the others is validation. Ids are the paths of the archive: {@code
 * 20news-bydate-train/sci.med/57110}. The bytes are read as Latin-1, as everybody does.
 */
@Described("20 Newsgroups (bydate): p1 = some of the groups, p2 = the others.")
public record Newsgroups(
    @Setting(value = "groups of p1: names, or beginnings with a star", or = "[talk.politics.*]")
        List<String> forget,
    @Setting(value = "parts to leave out of each post: headers, footers, quotes", or = "[]")
        List<Strip> strip,
    @Setting(value = "posts that occur more than once: keep or drop all but one", or = "keep")
        Duplicates duplicates)
    implements DataSource {

  static final String NAME = "newsgroups";
  private static final String ARCHIVE = "20news-bydate.tar.gz";
  private static final String TRAIN = "20news-bydate-train/";
  private static final String TEST = "20news-bydate-test/";
  private static final int TRAIN_POSTS = 11_314;
  private static final int TEST_POSTS = 7_532;

  // As scikit-learn demands it of the same file (sklearn/datasets/_twenty_newsgroups.py, ARCHIVE).
  private static final String ARCHIVE_SHA256 =
      "8f1b2514ca22a5ade8fbb9cfa5727df95fa587f4c87b786e15c759fa66d95610";

  /** Where it is published. */
  static final PublishedSet PUBLISHED =
      new PublishedSet(
          NAME,
          "20 Newsgroups, bydate: 18,846 Usenet posts in 20 groups",
          "none stated",
          "http://qwone.com/~jason/20Newsgroups/",
          List.of(NAME, "20news-bydate", "20newsgroups"),
          "`lethe data fetch newsgroups` gets it",
          Optional.of(
              new PublishedSet.Download(
                  URI.create("http://qwone.com/~jason/20Newsgroups/" + ARCHIVE),
                  ARCHIVE,
                  Optional.of(ARCHIVE_SHA256))),
          Newsgroups::findings);

  static final List<String> GROUPS =
      List.of(
          "alt.atheism",
          "comp.graphics",
          "comp.os.ms-windows.misc",
          "comp.sys.ibm.pc.hardware",
          "comp.sys.mac.hardware",
          "comp.windows.x",
          "misc.forsale",
          "rec.autos",
          "rec.motorcycles",
          "rec.sport.baseball",
          "rec.sport.hockey",
          "sci.crypt",
          "sci.electronics",
          "sci.med",
          "sci.space",
          "soc.religion.christian",
          "talk.politics.guns",
          "talk.politics.mideast",
          "talk.politics.misc",
          "talk.religion.misc");

  /** One post of the archive, with the checksum of its bytes. */
  private record Post(String path, int group, boolean test, String text, String sha256) {}

  /** The posts sorted by path, and the checksum of the list of them all. */
  private record Posts(List<Post> posts, String sha256OfList) {
    long train() {
      return posts.stream().filter(post -> !post.test()).count();
    }

    boolean complete() {
      return train() == TRAIN_POSTS && posts.size() == TRAIN_POSTS + TEST_POSTS;
    }
  }

  public Newsgroups {
    strip = strip.stream().distinct().sorted().toList();
    forget = List.copyOf(forget);
    if (forget.isEmpty()) {
      throw new IllegalArgumentException("forget names no group. Allowed: " + GROUPS);
    }
    for (String wanted : forget) {
      if (GROUPS.stream().noneMatch(group -> matches(wanted, group))) {
        throw new IllegalArgumentException(
            "forget has no group called " + wanted + Suggestion.text(wanted, GROUPS));
      }
    }
    if (GROUPS.stream().allMatch(matching(forget))) {
      throw new IllegalArgumentException("forget has all 20 groups: nothing is retained");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Corpus open(DataHome home) {
    Posts posts = read(home.require(PUBLISHED));
    List<Pool.Row> rows = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Predicate<String> wanted = matching(forget);
    for (Post post : posts.posts()) {
      Side side = wanted.test(GROUPS.get(post.group())) ? Side.FORGET : Side.RETAIN;
      Part part = post.test() ? Part.TEST : Part.TRAIN;
      rows.add(new Pool.Row(post.path(), side, post.group(), part));
      String text = post.text();
      for (Strip each : strip) {
        text = each.from(text);
      }
      texts.add(text);
    }
    DataProvenance provenance =
        new DataProvenance(
            NAME,
            PUBLISHED.licence(),
            PUBLISHED.page(),
            posts.complete(),
            new TreeMap<>(Map.of("list of " + rows.size() + " posts", posts.sha256OfList())));
    return new Pool(
        provenance, rows, new Content.Texts(texts), GROUPS, duplicates, /* retainRatio= */ 0);
  }

  private static Predicate<String> matching(List<String> forget) {
    return group -> forget.stream().anyMatch(wanted -> matches(wanted, group));
  }

  private static boolean matches(String wanted, String group) {
    return wanted.endsWith("*")
        ? group.startsWith(wanted.substring(0, wanted.length() - 1))
        : group.equals(wanted);
  }

  /** The unpacked folders if they are there, else the archive. */
  private static Path place(Path folder) {
    if (Files.isDirectory(folder.resolve(TRAIN))) {
      return folder;
    }
    if (Files.isDirectory(folder.resolve("20news-bydate").resolve(TRAIN))) {
      return folder.resolve("20news-bydate");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("20news.*\\.(tar\\.gz|tgz|zip)"))
          .min(Comparator.naturalOrder())
          .orElseThrow(
              () ->
                  new BadInput(
                      NAME + ": no " + ARCHIVE + " in " + folder + "; " + PUBLISHED.howToGet()));
    } catch (IOException e) {
      throw Members.unreadable(folder.toString(), e);
    }
  }

  private static Posts read(Path folder) {
    Path place = place(folder);
    List<Post> posts = new ArrayList<>();
    Members.visit(
        place,
        Members.Limits.GENEROUS,
        (name, content) -> {
          int start = Math.max(name.indexOf(TRAIN), name.indexOf(TEST));
          if (start >= 0) {
            posts.add(post(place, name.substring(start), content.readAllBytes()));
          }
          return true;
        });
    if (posts.isEmpty()) {
      throw new BadInput(place + " has no posts: expected " + TRAIN + "<group>/<number>");
    }
    posts.sort(Comparator.comparing(Post::path));
    StringBuilder list = new StringBuilder();
    posts.forEach(post -> list.append(post.sha256() + "  " + post.path() + "\n"));
    return new Posts(
        posts, Checksums.sha256(list.toString().getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static Post post(Path place, String path, byte[] bytes) {
    String[] parts = path.split("/", -1);
    int group = parts.length == 3 ? GROUPS.indexOf(parts[1]) : -1;
    if (group < 0) {
      throw new BadInput(
          place + " has " + Shown.text(path) + ", which is in none of the 20 groups");
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.indexOf('\0') >= 0) {
      throw new BadInput(place + " has a NUL byte in " + path + ": damaged");
    }
    return new Post(path, group, path.startsWith(TEST), text, Checksums.sha256(bytes));
  }

  private static List<String> findings(Path folder) {
    Posts posts = read(folder);
    List<String> findings = new ArrayList<>();
    long train = posts.train();
    findings.add(
        train
            + " posts for training, "
            + (posts.posts().size() - train)
            + " for testing"
            + (posts.complete()
                ? ", as published"
                : "; published were " + TRAIN_POSTS + " and " + TEST_POSTS));
    findings.add("sha256 of their list: " + posts.sha256OfList());
    Path place = place(folder);
    if (Files.isRegularFile(place)) {
      try {
        findings.add(
            Checksums.sha256(place).equals(ARCHIVE_SHA256)
                ? "the archive is the published one"
                : "the archive is not byte for byte the published one (packed anew?): its posts"
                    + " count");
      } catch (IOException e) {
        throw Members.unreadable(place.toString(), e);
      }
    }
    return findings;
  }
}
