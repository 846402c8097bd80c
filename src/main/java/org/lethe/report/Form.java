package org.lethe.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.lethe.results.Estimate;

/** How numbers of one kind are shown. Never depends on the machine's locale. */
enum Form {
  /** Fractions, shown as percent with one decimal. */
  PERCENT("percent", "%") {
    @Override
    String show(double value) {
      return fixed(100 * value, 1);
    }

    @Override
    String show(Estimate estimate) {
      return estimate.n() > 1
          ? fixed(100 * estimate.mean(), 1) + " ± " + fixed(100 * halfWidth(estimate), 1)
          : show(estimate.mean());
    }
  },
  /** Numbers of any size: two significant digits of the half-width, or four of the number. */
  NUMBER("number", "") {
    @Override
    String show(double value) {
      return significant(value, 4);
    }

    @Override
    String show(Estimate estimate) {
      if (estimate.n() < 2) {
        return show(estimate.mean());
      }
      double half = halfWidth(estimate);
      if (half == 0) {
        return show(estimate.mean()) + " ± 0";
      }
      int decimals = decimalsFor(half, 2);
      return fixed(estimate.mean(), decimals) + " ± " + fixed(half, decimals);
    }
  };

  private static final int MOST_DECIMALS = 6;

  private final String word;

  /** What stands behind a number, or nothing. */
  private final String symbol;

  Form(String word, String symbol) {
    this.word = word;
    this.symbol = symbol;
  }

  /** The form for a unit as records write it. */
  static Form of(String unit) {
    return unit.equals("fraction") ? PERCENT : NUMBER;
  }

  /** As the page's data names it. */
  String word() {
    return word;
  }

  /** The number without its symbol. */
  abstract String show(double value);

  /** Mean ± half-width of the interval; the mean alone where there is no interval. */
  abstract String show(Estimate estimate);

  /** The number with its symbol: {@code 75.0 %}. */
  String showWithSymbol(double value) {
    return symbol.isEmpty() ? show(value) : show(value) + " " + symbol;
  }

  /** Both ends of the interval with the symbol: {@code 73.1 to 76.9 %}. */
  String showRange(Estimate estimate) {
    return show(estimate.low()) + " to " + showWithSymbol(estimate.high());
  }

  /** Half the length of the interval; a bootstrap interval need not be centred on its mean. */
  static double halfWidth(Estimate estimate) {
    return (estimate.high() - estimate.low()) / 2;
  }

  /** The shortest text that reads back as the same number; for files that programs read. */
  static String exact(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Rounded to a number of significant digits, without exponents for everyday sizes. */
  static String significant(double value, int digits) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e6) {
      return String.format(Locale.ROOT, "%." + (digits - 2) + "e", value);
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value)
            .round(new MathContext(digits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return rounded.toPlainString();
  }

  private static String fixed(double value, int decimals) {
    String text =
        BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
    return zero && text.startsWith("-") ? text.substring(1) : text;
  }

  private static int decimalsFor(double value, int digits) {
    int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
    return Math.max(0, Math.min(MOST_DECIMALS, digits - 1 - magnitude));
  }
}
