package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guards against words found inside other words, which would fill p1 with strangers. */
class KeywordsTest {
  private static final Keywords WORDS = new Keywords(List.of("ass", "shut up", "c++", "caf\u00e9"));

  @ParameterizedTest
  @CsvSource({
    "an ass, true",
    "ASS!, true",
    "a class, false",
    "assess, false",
    "ass_et, false",
    "Shut up., true",
    "shut upward, false",
    "in C++ or not, true",
    "CAF\u00c9, true",
    "'', false",
  })
  void wordsAreWholeAndInAnyCase(String text, boolean expected) {
    assertEquals(expected, WORDS.in(text));
  }
}
