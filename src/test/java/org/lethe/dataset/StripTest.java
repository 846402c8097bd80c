package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.nd.Seed;
import org.lethe.testing.RealData;

/**
 * Guards against texts that differ from everybody else's stripped 20 Newsgroups: a number that is
 * compared with scikit-learn's must have seen the same words.
 */
class StripTest {

  @Test
  void headersEndAtTheFirstEmptyLine() {
    assertEquals("body\n\nmore", Strip.HEADERS.from("From: a\nSubject: b\n\nbody\n\nmore"));
    assertEquals("", Strip.HEADERS.from("no empty line"));
  }

  @Test
  void footersBeginAtTheLastLineOfBlanksOrHyphens() {
    assertEquals("a\n--\nb", Strip.FOOTERS.from("a\n--\nb\n-- \nJohn\n\n"));
    assertEquals("a", Strip.FOOTERS.from("a\n\u00a0\nJohn"));
    assertEquals("\nnothing to cut", Strip.FOOTERS.from("\nnothing to cut"));
    assertEquals("--\nJohn", Strip.FOOTERS.from("--\nJohn"));
  }

  @Test
  void quotesAreLinesOfAnEarlierPostAndTheirAnnouncement() {
    assertEquals(
        "mine\n a > b",
        Strip.QUOTES.from("Bob writes:\n> his\n| hers\nIn article <1>\nmine\n a > b"));
  }

  /**
   * The checksums are those of {@code benchmarks/peers/newsgroups_strip.py}, scikit-learn 1.2.1.
   */
  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "headers, 7d236a0f3db64c4736fa3b092c1e5f37a42778c6efc6401c98f46f8d3b7dc8b1",
    "footers, 1dcc78729f61f9676b56f8333ee014561b8cf93e23a5817c69f0c5be5a9cf403",
    "quotes, d7b99038733b5a36b17bc38ebe984a6ffacc7726e3c0efdaf4179aa35d016256",
    "headers+footers+quotes, 34526575f0f2d94caf5c408e9dc94dd9e5ff006aaa2c0de199fccd2cf7c5cc83",
  })
  void everyPostIsLeftAsByScikitLearn(String steps, String sha256) {
    List<Strip> strip =
        Arrays.stream(steps.split("\\+", -1))
            .map(step -> Strip.valueOf(step.toUpperCase(Locale.ROOT)))
            .toList();
    ExampleSet set =
        new Newsgroups(List.of("sci.*"), strip, Duplicates.KEEP)
            .open(RealData.home("newsgroups"))
            .draw(new Seed(1));
    List<String> texts = ((Content.Texts) set.content()).texts();
    MessageDigest digest = Checksums.sha256();
    IntStream.range(0, set.size())
        .boxed()
        .sorted(Comparator.comparing(set.ids()::get))
        .forEach(
            i -> {
              digest.update(texts.get(i).getBytes(StandardCharsets.UTF_8));
              digest.update((byte) 0);
            });
    assertEquals(sha256, HexFormat.of().formatHex(digest.digest()));
  }
}
