package org.lethe.sweep;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.AverageFunction;
import com.ezylang.evalex.functions.basic.IfFunction;
import com.ezylang.evalex.functions.basic.LogFunction;
import com.ezylang.evalex.functions.basic.MaxFunction;
import com.ezylang.evalex.functions.basic.MinFunction;
import com.ezylang.evalex.functions.basic.SqrtFunction;
import com.ezylang.evalex.functions.basic.SumFunction;
import com.ezylang.evalex.parser.ParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsNode;

/**
 * A formula over the measures of a sweep: {@code abs(forget - retrained) + 0.5 * alarms}. The same
 * numbers give the same bits: nothing that reads the clock or draws numbers can be named.
 *
 * @param text as the file has it
 */
@Described(
    "Numbers, names of measures, + - * / ^ and parentheses, comparisons, and abs, min, max, sum,"
        + " average, sqrt, log, if.")
public record Formula(String text) implements OwnForm {
  private static final int LONGEST = 1000;

  private static final ExpressionConfiguration PLAIN =
      ExpressionConfiguration.builder()
          .functionDictionary(functions())
          .defaultConstants(Map.of()) // a measure may be called e
          .arraysAllowed(false)
          .structuresAllowed(false)
          .build();

  public Formula {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "formula has " + text.length() + " characters; allowed: at most " + LONGEST);
    }
    try {
      new Expression(text, PLAIN).validate();
    } catch (ParseException e) {
      throw new IllegalArgumentException(
          "formula '" + text + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static FunctionDictionaryIfc functions() {
    MapBasedFunctionDictionary functions = new MapBasedFunctionDictionary();
    functions.addFunction("ABS", new AbsFunction());
    functions.addFunction("AVERAGE", new AverageFunction());
    functions.addFunction("IF", new IfFunction());
    functions.addFunction("LOG", new LogFunction());
    functions.addFunction("MAX", new MaxFunction());
    functions.addFunction("MIN", new MinFunction());
    functions.addFunction("SQRT", new SqrtFunction());
    functions.addFunction("SUM", new SumFunction());
    return functions;
  }

  /** A text. */
  public static Formula fromSettings(SettingsNode node) {
    return new Formula(node.text());
  }

  @Override
  public Object toSettings() {
    return text;
  }

  /** The names in it that must be measures. */
  public Set<String> names() {
    try {
      return new TreeSet<>(new Expression(text, PLAIN).getUsedVariables());
    } catch (ParseException e) {
      throw new IllegalStateException(e); // it was read before
    }
  }

  /**
   * Its value.
   *
   * @param measures a number for each of its names
   * @throws ArithmeticException if there is none: a division by zero, a root of a negative number
   */
  public double value(Map<String, Double> measures) {
    EvaluationValue value = evaluated(measures);
    if (!value.isNumberValue()) {
      throw new ArithmeticException(text + " is no number but " + value.getStringValue());
    }
    return value.getNumberValue().doubleValue();
  }

  /** Whether it is true of these numbers. */
  public boolean holds(Map<String, Double> measures) {
    EvaluationValue value = evaluated(measures);
    if (!value.isBooleanValue()) {
      throw new ArithmeticException(text + " is neither true nor false: " + value.getStringValue());
    }
    return value.getBooleanValue();
  }

  /** Whether it compares, and so is a constraint; found with ones for all measures. */
  boolean compares() {
    Map<String, Double> ones =
        names().stream().collect(java.util.stream.Collectors.toMap(name -> name, name -> 1.0));
    try {
      return evaluated(ones).isBooleanValue();
    } catch (ArithmeticException e) {
      return false; // 1/(a - b) has no value there, and is a number elsewhere
    }
  }

  private EvaluationValue evaluated(Map<String, Double> measures) {
    try {
      return new Expression(text, PLAIN).withValues(measures).evaluate();
    } catch (EvaluationException | ParseException | ArithmeticException e) {
      throw (ArithmeticException)
          new ArithmeticException(text + " has no value: " + e.getMessage()).initCause(e);
    }
  }
}
