package org.lethe.report;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.lethe.results.Estimate;

/**
 * What a figure shows, before any file format.
 *
 * @param name of its files, safe in every file system
 * @param title one line
 * @param description what is to be seen and how to read it, for those who do not see it
 * @param guides what is drawn under the rules: levels, the frontier, exact curves
 * @param series one a rule, those that matter last so that they lie on top
 */
record Figure(
    String name,
    String title,
    String description,
    Look look,
    Axis x,
    Axis y,
    List<Guide> guides,
    List<Series> series) {
  Figure {
    guides = List.copyOf(guides);
    series = List.copyOf(series);
  }

  /** How series are drawn. */
  enum Look {
    /** A line over the budget with its band. */
    CURVE("curve"),
    /** A path through a plane, with budgets written on it. */
    PATH("path"),
    /** A line with error bars over a number in which variants differ. */
    LINE("line"),
    /** Single points with error bars over names. */
    POINTS("points"),
    /** Single points with error bars over a number. */
    SCATTER("scatter"),
    /** Lines through named places, each point with the text of its value. */
    PARALLEL("parallel");

    private final String word;

    Look(String word) {
      this.word = word;
    }

    /** As the page's script names it. */
    String word() {
      return word;
    }

    /** Whether x is a name. */
    boolean hasNames() {
      return this == POINTS || this == PARALLEL;
    }

    /** Whether points stand alone, each with its interval. */
    boolean isLoose() {
      return this == POINTS || this == SCATTER;
    }
  }

  /**
   * A line that no rule made.
   *
   * @param kind what it is, and so how it is drawn
   * @param rule whose law it is, where it is one
   */
  record Guide(Kind kind, String label, Optional<String> rule, double[] x, double[] y) {

    /** What a guide says. */
    enum Kind {
      /** A value to compare with, all along the axis. */
      LEVEL,
      /** What cannot be passed. */
      FRONTIER,
      /** Where deletion is by theory. */
      LAW,
      /** Single places by theory. */
      MARKS
    }

    /** A horizontal line across the figure. */
    static Guide level(String label, Axis x, double y) {
      return new Guide(
          Kind.LEVEL,
          label,
          Optional.empty(),
          new double[] {x.low(), x.high()},
          new double[] {y, y});
    }
  }

  /**
   * One rule.
   *
   * @param emphasised whether it stands out before the reader chooses
   * @param points ascending in budget
   */
  record Series(String rule, Style style, boolean emphasised, List<Point> points) {
    Series {
      points = List.copyOf(points);
    }

    /** The same line with its points changed. */
    Series with(UnaryOperator<Point> change) {
      return new Series(rule, style, emphasised, points.stream().map(change).toList());
    }
  }

  /**
   * One mean over seeds.
   *
   * @param interval of y; empty for one seed
   * @param label written beside the point; empty for most
   * @param dominated whether another point is better in both directions
   */
  record Point(
      double budget,
      double x,
      double y,
      Optional<Interval> interval,
      int n,
      String label,
      boolean dominated) {

    /** Over the budget. */
    static Point of(double budget, Estimate estimate) {
      return new Point(
          budget, budget, estimate.mean(), Interval.of(estimate), estimate.n(), "", false);
    }

    /** The budget at which something is halved, at a place of its own. */
    static Point crossing(double x, Estimate budget) {
      return new Point(budget.mean(), x, budget.mean(), Interval.of(budget), budget.n(), "", false);
    }

    /** The same place with another text beside it. */
    Point withLabel(String other) {
      return new Point(budget, x, y, interval, n, other, dominated);
    }

    /** All y values that the point needs room for. */
    DoubleStream extent() {
      return interval.map(i -> DoubleStream.of(i.low(), y, i.high())).orElse(DoubleStream.of(y));
    }
  }

  /** A 95 % interval. */
  record Interval(double low, double high) {
    static Optional<Interval> of(Estimate estimate) {
      return estimate.n() > 1
          ? Optional.of(new Interval(estimate.low(), estimate.high()))
          : Optional.empty();
    }
  }
}
