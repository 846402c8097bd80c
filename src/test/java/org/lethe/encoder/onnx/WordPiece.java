package org.lethe.encoder.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The tokenizer of BERT without capitals, written again and slowly, to hold the library against:
 * blanks and punctuation divide words, CJK characters stand alone, accents go; each word is then
 * cut into the longest pieces that the vocabulary has, from its beginning.
 */
final class WordPiece {
  private static final int LONGEST = 100;

  private final Map<String, Long> vocabulary = new HashMap<>();

  WordPiece(Path vocabTxt) throws IOException {
    for (String line : Files.readAllLines(vocabTxt)) {
      vocabulary.put(line, (long) vocabulary.size());
    }
  }

  long[] encode(String text) {
    List<Long> ids = new ArrayList<>(List.of(id("[CLS]")));
    for (String word : words(text)) {
      ids.addAll(pieces(word).orElse(List.of(id("[UNK]"))));
    }
    ids.add(id("[SEP]"));
    return ids.stream().mapToLong(i -> i).toArray();
  }

  private long id(String piece) {
    return Optional.ofNullable(vocabulary.get(piece)).orElseThrow();
  }

  private Optional<List<Long>> pieces(String word) {
    int[] letters = word.codePoints().toArray();
    List<Long> ids = new ArrayList<>();
    for (int from = 0; from < letters.length && letters.length <= LONGEST; ) {
      int to = letters.length;
      while (to > from && !vocabulary.containsKey(piece(letters, from, to))) {
        to--;
      }
      if (to == from) {
        return Optional.empty();
      }
      ids.add(id(piece(letters, from, to)));
      from = to;
    }
    return letters.length <= LONGEST ? Optional.of(ids) : Optional.empty();
  }

  private static String piece(int[] letters, int from, int to) {
    return (from > 0 ? "##" : "") + new String(letters, from, to - from);
  }

  private static List<String> words(String text) {
    StringBuilder spaced = new StringBuilder();
    text.codePoints()
        .filter(c -> c != 0 && c != 0xFFFD && !isControl(c))
        .forEach(
            c -> {
              boolean alone = Character.isIdeographic(c);
              spaced.append(alone ? " " : "").appendCodePoint(isBlank(c) ? ' ' : c);
              spaced.append(alone ? " " : "");
            });
    StringBuilder plain = new StringBuilder();
    Normalizer.normalize(spaced, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(plain::appendCodePoint);
    StringBuilder divided = new StringBuilder();
    plain
        .toString()
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            c -> {
              String space = isPunctuation(c) ? " " : "";
              divided.append(space).appendCodePoint(c).append(space);
            });
    return divided.isEmpty() || divided.toString().isBlank()
        ? List.of()
        : List.of(divided.toString().strip().split(" +"));
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isControl(int c) {
    int type = Character.getType(c);
    return c != '\t'
        && c != '\n'
        && c != '\r'
        && (type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.PRIVATE_USE
            || type == Character.UNASSIGNED);
  }

  private static boolean isPunctuation(int c) {
    boolean ascii = c < 128 && c > 32 && !Character.isLetterOrDigit(c);
    int type = Character.getType(c);
    return ascii
        || type == Character.CONNECTOR_PUNCTUATION
        || type == Character.DASH_PUNCTUATION
        || type == Character.START_PUNCTUATION
        || type == Character.END_PUNCTUATION
        || type == Character.INITIAL_QUOTE_PUNCTUATION
        || type == Character.FINAL_QUOTE_PUNCTUATION
        || type == Character.OTHER_PUNCTUATION;
  }
}
