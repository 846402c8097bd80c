package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealData;

/**
 * Guards against test posts that slip into training, posts in the wrong group or encoding, and
 * texts that are stripped otherwise than everybody else's.
 */
class NewsgroupsTest {

  @TempDir Path home;

  /** The contract on a few posts made here. */
  @Nested
  class Small extends CorpusContract {
    @Override
    Corpus open() {
      unpackedPosts(7);
      return newsgroups(List.of("talk.politics.*")).open(new DataHome(home, true));
    }

    @Override
    TestPart testPart() {
      return TestPart.OFFICIAL;
    }
  }

  /** The contract on the published posts. */
  @Tag("full")
  @Nested
  class Published extends CorpusContract {
    @Override
    Corpus open() {
      return newsgroups(List.of("talk.politics.*")).open(RealData.home("newsgroups"));
    }

    @Override
    TestPart testPart() {
      return TestPart.OFFICIAL;
    }

    @Test
    void hasThePublishedCounts() {
      Corpus corpus = open();
      ExampleSet set = corpus.draw(new Seed(1));
      assertEquals(18_846, set.size());
      assertEquals(7_532, set.rows(Part.TEST).length);
      // guns 364, mideast 376, misc 310.
      assertEquals(1_050, set.rows(Side.FORGET, Part.TEST).length);
      // guns 546, mideast 564, misc 465.
      assertEquals(
          1_575,
          set.rows(Side.FORGET, Part.TRAIN).length + set.rows(Side.FORGET, Part.VALIDATION).length);
      assertEquals(20, set.classes().size());
      assertTrue(corpus.provenance().complete());
    }

    @Test
    void hasTheKnownListOfPosts() {
      assertEquals(
          "20701c5675b5327116388288aa3225c61bc1005708ccbda9bfb83c22891263d6",
          open().provenance().sha256().get("list of 18846 posts"));
    }
  }

  @Test
  void groupsAndBeginningsMakeTheForgetSide() {
    unpackedPosts(7);
    ExampleSet set =
        newsgroups(List.of("sci.med", "rec.*")).open(new DataHome(home, true)).draw(new Seed(1));
    List<String> forgotten = new java.util.ArrayList<>();
    for (int label : set.classesOf(Side.FORGET)) {
      forgotten.add(set.classes().get(label));
    }
    assertEquals(
        List.of(
            "rec.autos", "rec.motorcycles", "rec.sport.baseball", "rec.sport.hockey", "sci.med"),
        forgotten);
  }

  @Test
  void bytesAreLatin1() throws IOException {
    unpackedPosts(7);
    Path post = home.resolve("newsgroups/20news-bydate-train/sci.med/1");
    Files.write(post, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    ExampleSet set = newsgroups(List.of("sci.*")).open(new DataHome(home, true)).draw(new Seed(1));
    int row = set.ids().indexOf("20news-bydate-train/sci.med/1");
    assertEquals("caf\u00e9", ((Content.Texts) set.content()).texts().get(row));
  }

  @Test
  void anIncompleteCopySaysSo() {
    unpackedPosts(7);
    Corpus corpus = newsgroups(List.of("sci.*")).open(new DataHome(home, true));
    assertFalse(corpus.provenance().complete());
    String finding = Newsgroups.PUBLISHED.check().findings(home.resolve("newsgroups")).get(0);
    assertTrue(finding.contains("published were 11314 and 7532"), finding);
  }

  @Test
  void aPostOutsideTheGroupsIsNamed() throws IOException {
    unpackedPosts(7);
    Path odd = home.resolve("newsgroups/20news-bydate-train/alt.odd");
    Files.createDirectories(odd);
    Files.writeString(odd.resolve("1"), "text");
    BadInput e =
        assertThrows(
            BadInput.class, () -> newsgroups(List.of("sci.*")).open(new DataHome(home, true)));
    assertTrue(e.getMessage().contains("20news-bydate-train/alt.odd/1"), e.getMessage());
  }

  @Test
  void anEmptyFolderSaysHowToGetThePosts() throws IOException {
    Files.createDirectories(home.resolve("newsgroups"));
    BadInput e =
        assertThrows(
            BadInput.class, () -> newsgroups(List.of("sci.*")).open(new DataHome(home, true)));
    assertTrue(e.getMessage().contains("lethe data fetch newsgroups"), e.getMessage());
  }

  private static Newsgroups newsgroups(List<String> forget) {
    return new Newsgroups(forget, List.of(), Duplicates.KEEP);
  }

  /** So many posts of each group in both parts, unpacked. */
  private void unpackedPosts(int each) {
    for (String part : List.of("train", "test")) {
      for (String group : Newsgroups.GROUPS) {
        Path folder = home.resolve("newsgroups/20news-bydate-" + part).resolve(group);
        try {
          Files.createDirectories(folder);
          for (int i = 0; i < each; i++) {
            Files.writeString(folder.resolve("" + i), part + " of " + group + ", " + i);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
