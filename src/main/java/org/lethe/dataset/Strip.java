package org.lethe.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What gives a newsgroup post away without its subject being read. The rules are those of {@code
 * fetch_20newsgroups(remove=…)} of scikit-learn, so that numbers can be compared, and are applied
 * in this order.
 */
public enum Strip {
  /** Everything up to the first empty line. */
  HEADERS {
    @Override
    String from(String text) {
      int end = text.indexOf("\n\n");
      return end < 0 ? "" : text.substring(end + 2);
    }
  },
  /** Everything from the last line of blanks or hyphens: a signature, as a rule of thumb. */
  FOOTERS {
    @Override
    String from(String text) {
      List<String> lines = Arrays.asList(strip(text).split("\n", -1));
      int last = lines.size() - 1;
      while (last > 0 && !isSeparator(lines.get(last))) {
        last--;
      }
      return last > 0 ? String.join("\n", lines.subList(0, last)) : text;
    }
  },
  /** Lines of an earlier post, and those that announce them. */
  QUOTES {
    @Override
    String from(String text) {
      return Arrays.stream(text.split("\n", -1))
          .filter(line -> !QUOTE.matcher(line).find())
          .collect(Collectors.joining("\n"));
    }
  };

  private static final Pattern QUOTE =
      Pattern.compile(
          "writes in|writes:|wrote:|says:|said:|\\AIn article|\\AQuoted from|\\A\\||\\A>");

  abstract String from(String text);

  private static boolean isSeparator(String line) {
    return strip(line).chars().allMatch(c -> c == '-');
  }

  /**
   * Python's {@code str.strip()}: it also takes no-break blanks and NEL for blank, unlike Java's.
   */
  private static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
