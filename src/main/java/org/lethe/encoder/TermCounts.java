package org.lethe.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.lethe.dataset.Content;
import org.lethe.nd.IntList;

/**
 * How often each term occurs in each text: the part of TF-IDF that no choice of fitted rows can
 * change. A term is a run of n words; words are what scikit-learn's {@code (?u)\b\w\w+\b} finds in
 * the lower-cased text, that is, maximal runs of at least two letters, digits or underscores.
 *
 * <p>As in Python's {@code re}, a letter or digit is a code point of Unicode's categories L and N
 * and a combining mark is neither; Java's own {@code \w} differs in both of its modes. (Java 17
 * knows Unicode 13: scripts that later versions added are no letters yet.)
 *
 * @param terms all terms that occur, or more, in order of their code points, {@code [v]}
 * @param offsets where the terms of each text start, {@code [n + 1]}
 * @param indices numbers of the terms in each text, ascending within it
 * @param counts how often, aligned with {@code indices}
 */
record TermCounts(List<String> terms, int[] offsets, int[] indices, int[] counts) {

  /** Above so many times what is asked for, counting the whole would not pay. */
  private static final int MOST_OF = 2;

  /** What decides the counts of a text. */
  private record Key(int shortest, int longest, Set<String> stopWords) {}

  /**
   * Counts of some texts. Where these are most of what they were selected from, all of that is
   * counted, once for all who select of it; terms of the others are then among {@link #terms} too.
   */
  static TermCounts of(Content.Texts texts, int shortest, int longest, Set<String> stopWords) {
    Content.Texts whole = texts.whole();
    if (whole.size() > MOST_OF * texts.size()) {
      return of(texts.texts(), shortest, longest, stopWords);
    }
    TermCounts ofWhole =
        whole.shared(
            new Key(shortest, longest, stopWords),
            TermCounts.class,
            all -> of(all, shortest, longest, stopWords));
    return texts == whole ? ofWhole : ofWhole.select(texts.places());
  }

  /** The counts of some texts, in their order. */
  private TermCounts select(int[] places) {
    int[] starts = new int[places.length + 1];
    for (int i = 0; i < places.length; i++) {
      starts[i + 1] = starts[i] + offsets[places[i] + 1] - offsets[places[i]];
    }
    int[] chosen = new int[starts[places.length]];
    int[] often = new int[starts[places.length]];
    for (int i = 0; i < places.length; i++) {
      int length = starts[i + 1] - starts[i];
      System.arraycopy(indices, offsets[places[i]], chosen, starts[i], length);
      System.arraycopy(counts, offsets[places[i]], often, starts[i], length);
    }
    return new TermCounts(terms, starts, chosen, often);
  }

  static TermCounts of(List<String> texts, int shortest, int longest, Set<String> stopWords) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] offsets = new int[texts.size() + 1];
    IntList found = new IntList();
    IntList counts = new IntList();
    Words words = new Words(stopWords);
    int[] inText = new int[64];
    for (int i = 0; i < texts.size(); i++) {
      words.read(texts.get(i));
      int size = 0;
      for (int n = shortest; n <= longest; n++) {
        for (int first = 0; first + n <= words.count(); first++) {
          if (size == inText.length) {
            inText = Arrays.copyOf(inText, 2 * size);
          }
          String term = words.join(first, first + n);
          Integer number = numbers.putIfAbsent(term, numbers.size());
          inText[size++] = number == null ? numbers.size() - 1 : number;
        }
      }
      Arrays.sort(inText, 0, size);
      for (int from = 0; from < size; ) {
        int to = from;
        while (to < size && inText[to] == inText[from]) {
          to++;
        }
        found.add(inText[from]);
        counts.add(to - from);
        from = to;
      }
      offsets[i + 1] = found.size();
    }
    return sorted(numbers, offsets, found.toArray(), counts.toArray());
  }

  /** Terms are numbered as they come; this numbers them in the order scikit-learn gives columns. */
  private static TermCounts sorted(
      Map<String, Integer> numbers, int[] offsets, int[] found, int[] counts) {
    List<String> terms = new ArrayList<>(numbers.keySet());
    terms.sort(BY_CODE_POINT);
    int[] renumbered = new int[terms.size()];
    for (int rank = 0; rank < renumbered.length; rank++) {
      renumbered[numbers.getOrDefault(terms.get(rank), -1)] = rank;
    }
    for (int i = 0; i + 1 < offsets.length; i++) {
      long[] row = new long[offsets[i + 1] - offsets[i]];
      for (int at = 0; at < row.length; at++) {
        int from = offsets[i] + at;
        row[at] = ((long) renumbered[found[from]] << Integer.SIZE) | counts[from];
      }
      Arrays.sort(row);
      for (int at = 0; at < row.length; at++) {
        found[offsets[i] + at] = (int) (row[at] >>> Integer.SIZE);
        counts[offsets[i] + at] = (int) row[at];
      }
    }
    return new TermCounts(terms, offsets, found, counts);
  }

  /** Python's order of strings; Java's own differs where a character needs two {@code char}s. */
  static final Comparator<String> BY_CODE_POINT =
      (a, b) -> {
        for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
          char x = a.charAt(i);
          char y = b.charAt(i);
          if (x != y) {
            // surrogates stand for code points above every other char
            return Character.isSurrogate(x) == Character.isSurrogate(y)
                ? Character.compare(x, y)
                : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
          }
        }
        return Integer.compare(a.length(), b.length());
      };

  /** The words of one text at a time, joined by single spaces so that a term is one range. */
  private static final class Words {
    private final Set<String> stopWords;
    private final StringBuilder joined = new StringBuilder();
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;

    Words(Set<String> stopWords) {
      this.stopWords = stopWords;
    }

    int count() {
      return count;
    }

    String join(int from, int to) {
      return joined.substring(starts[from], ends[to - 1]);
    }

    void read(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      joined.setLength(0);
      count = 0;
      int at = 0;
      while (at < lower.length()) {
        int start = at;
        int letters = 0;
        while (at < lower.length()) {
          int codePoint = lower.codePointAt(at);
          if (!isWordPart(codePoint)) {
            break;
          }
          letters++;
          at += Character.charCount(codePoint);
        }
        if (letters >= 2) {
          add(lower, start, at);
        }
        if (at < lower.length()) {
          at += Character.charCount(lower.codePointAt(at));
        }
      }
    }

    private void add(String text, int start, int end) {
      if (!stopWords.isEmpty() && stopWords.contains(text.substring(start, end))) {
        return;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      joined.append(' ');
      starts[count] = joined.length();
      joined.append(text, start, end);
      ends[count++] = joined.length();
    }

    private static boolean isWordPart(int codePoint) {
      if (codePoint < 128) {
        return (codePoint >= 'a' && codePoint <= 'z')
            || (codePoint >= '0' && codePoint <= '9')
            || codePoint == '_'
            || (codePoint >= 'A' && codePoint <= 'Z');
      }
      return switch (Character.getType(codePoint)) {
        case Character.UPPERCASE_LETTER,
            Character.LOWERCASE_LETTER,
            Character.TITLECASE_LETTER,
            Character.MODIFIER_LETTER,
            Character.OTHER_LETTER,
            Character.DECIMAL_DIGIT_NUMBER,
            Character.LETTER_NUMBER,
            Character.OTHER_NUMBER ->
            true;
        default -> false;
      };
    }
  }
}
