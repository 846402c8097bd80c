package org.lethe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Interval;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.results.Estimate;
import org.lethe.results.SweepAxis;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepGoal;
import org.lethe.results.SweepResult;

/** The candidates of a sweep in pictures: on the front, the rest, and those that are no results. */
final class SweepFigures {
  private static final String OTHERS = "others";
  private static final String OUT = "infeasible or halved";

  /** Lines in one parallel plot; beyond, the worst are left out. */
  private static final int MOST_LINES = 300;

  private final SweepResult result;
  private final String front;
  private final List<SweepCandidate> best;
  private final List<SweepCandidate> measured;
  private final Palette palette;

  SweepFigures(SweepResult result) {
    this.result = result;
    this.front = result.goals().size() == 1 ? "best, or tied with it" : "on the front";
    this.best = result.pareto();
    this.measured = result.candidates().stream().filter(SweepCandidate::isMeasured).toList();
    this.palette = Palette.inOrder(List.of(OTHERS, front, OUT));
  }

  Palette palette() {
    return palette;
  }

  List<String> emphasised() {
    return List.of(front, OTHERS);
  }

  List<Figure> all() {
    List<Figure> all = new ArrayList<>(front());
    all.addAll(parallel());
    all.addAll(keys());
    return all;
  }

  /** Each goal after the first against the first. */
  List<Figure> front() {
    List<Figure> figures = new ArrayList<>();
    for (int goal = 1; goal < result.goals().size() && !measured.isEmpty(); goal++) {
      int up = goal;
      Axis x = axis(0);
      Axis y = axis(goal);
      List<SweepCandidate> steps = new ArrayList<>(best);
      List<Guide> guides =
          result.goals().size() == 2 && steps.size() > 1
              ? List.of(
                  new Guide(
                      Guide.Kind.LAW,
                      "front",
                      Optional.empty(),
                      steps.stream().mapToDouble(each -> each.estimate(0).mean()).toArray(),
                      steps.stream().mapToDouble(each -> each.estimate(up).mean()).toArray()))
              : List.of();
      figures.add(
          new Figure(
              "front-" + goal,
              result.goals().get(goal).label() + " against " + result.goals().get(0).label(),
              "Each point is a candidate, with the 95 % interval of what is drawn upwards. Those on"
                  + " the front are joined: whoever is better in one is worse in the other.",
              Look.SCATTER,
              x,
              y,
              guides,
              scatter(goal, candidate -> candidate.estimate(0).mean())));
    }
    return figures;
  }

  /** Each goal against each key. */
  List<Figure> keys() {
    List<Figure> figures = new ArrayList<>();
    for (int key = 0; key < result.axes().size() && !measured.isEmpty(); key++) {
      for (int goal = 0; goal < result.goals().size(); goal++) {
        int at = key;
        Axis x = axisOfKey(key);
        List<String> names = namesOf(key);
        figures.add(
            new Figure(
                "key-" + (key + 1) + "-" + (goal + 1),
                result.goals().get(goal).label() + " against " + result.axes().get(key).key(),
                "Each point is a candidate with its 95 % interval over seeds. The other keys differ"
                    + " too.",
                result.axes().get(key).kind() == SweepAxis.Kind.CATEGORY
                    ? Look.POINTS
                    : Look.SCATTER,
                x,
                axis(goal),
                List.of(),
                scatter(
                    goal,
                    candidate -> {
                      String text = candidate.values().get(at);
                      return text.isEmpty()
                          ? Double.NaN
                          : names.isEmpty() ? Double.parseDouble(text) : names.indexOf(text);
                    })));
      }
    }
    figures.removeIf(figure -> figure.series().isEmpty());
    return figures;
  }

  /** One line a candidate through all keys and goals. */
  List<Figure> parallel() {
    if (measured.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    List<Axis> axes = new ArrayList<>();
    for (int key = 0; key < result.axes().size(); key++) {
      names.add(result.axes().get(key).key());
      axes.add(axisOfKey(key));
    }
    for (int goal = 0; goal < result.goals().size(); goal++) {
      names.add(result.goals().get(goal).label() + SweepTables.arrow(result.goals().get(goal)));
      axes.add(axis(goal));
    }
    List<SweepCandidate> shown =
        measured.stream()
            .sorted(Comparator.comparingDouble(each -> each.judged().get(0)))
            .limit(MOST_LINES)
            .toList();
    List<Series> series = new ArrayList<>();
    for (String rule : List.of(OUT, OTHERS, front)) {
      for (SweepCandidate candidate : shown) {
        if (ruleOf(candidate).equals(rule)) {
          series.add(new Series(rule, palette.of(rule), !rule.equals(OUT), line(candidate, axes)));
        }
      }
    }
    Axis places =
        Axis.holding("place from the lower to the upper end", Form.NUMBER, DoubleStream.of(0, 1));
    return List.of(
        new Figure(
            "parallel",
            "Every candidate as a line",
            "Through the places of its settings and of its goals, each from the smallest value"
                + " below to the largest above. A key through which the marked lines pass at one"
                + " place matters; one through which they pass anywhere does not.",
            Look.PARALLEL,
            Axis.categories("", names),
            places,
            List.of(),
            series));
  }

  private List<Point> line(SweepCandidate candidate, List<Axis> axes) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      int goal = i - result.axes().size();
      String text =
          goal < 0 ? candidate.values().get(i) : Form.NUMBER.show(candidate.estimate(goal));
      if (text.isEmpty()) {
        continue; // a condition leaves the key out, and the line goes past it
      }
      List<String> names = goal < 0 ? namesOf(i) : List.of();
      double value =
          goal >= 0
              ? candidate.estimate(goal).mean()
              : names.isEmpty() ? Double.parseDouble(text) : names.indexOf(text);
      points.add(
          new Point(
              candidate.index(),
              i,
              axes.get(i).place(value),
              Optional.empty(),
              candidate.goals().get(0).size(),
              text,
              false));
    }
    return points;
  }

  private List<Series> scatter(int goal, ToDoubleFunction<SweepCandidate> x) {
    List<Series> series = new ArrayList<>();
    for (String rule : List.of(OUT, OTHERS, front)) {
      List<Point> points = new ArrayList<>();
      for (SweepCandidate candidate : measured) {
        double place = x.applyAsDouble(candidate);
        if (ruleOf(candidate).equals(rule) && !Double.isNaN(place)) {
          Estimate estimate = candidate.estimate(goal);
          points.add(
              new Point(
                  candidate.index(),
                  place,
                  estimate.mean(),
                  Interval.of(estimate),
                  estimate.n(),
                  "",
                  false));
        }
      }
      if (!points.isEmpty()) {
        points.sort(Comparator.comparingDouble(Point::x));
        series.add(new Series(rule, palette.of(rule), !rule.equals(OUT), points));
      }
    }
    return series;
  }

  private String ruleOf(SweepCandidate candidate) {
    if (candidate.status() != Status.COMPLETE) {
      return OUT;
    }
    return best.contains(candidate) || candidate.tied() ? front : OTHERS;
  }

  private Axis axis(int goal) {
    SweepGoal what = result.goals().get(goal);
    return Axis.holding(
        what.label() + SweepTables.arrow(what),
        Form.NUMBER,
        measured.stream()
            .flatMapToDouble(
                each -> {
                  Estimate estimate = each.estimate(goal);
                  return estimate.n() > 1
                      ? DoubleStream.of(estimate.low(), estimate.mean(), estimate.high())
                      : DoubleStream.of(estimate.mean());
                }));
  }

  private Axis axisOfKey(int key) {
    SweepAxis axis = result.axes().get(key);
    if (axis.kind() == SweepAxis.Kind.CATEGORY) {
      return Axis.categories(axis.key(), namesOf(key));
    }
    double[] values =
        measured.stream()
            .map(each -> each.values().get(key))
            .filter(text -> !text.isEmpty())
            .mapToDouble(Double::parseDouble)
            .distinct()
            .sorted()
            .toArray();
    return values.length > 1 && axis.kind() == SweepAxis.Kind.LOG
        ? Axis.at(axis.key(), Form.NUMBER, values)
        : Axis.holding(axis.key(), Form.NUMBER, Arrays.stream(values));
  }

  /** What a category was drawn as, in the order of the draws; empty for numbers. */
  private List<String> namesOf(int key) {
    return result.axes().get(key).kind() == SweepAxis.Kind.CATEGORY
        ? measured.stream()
            .map(each -> each.values().get(key))
            .filter(text -> !text.isEmpty())
            .distinct()
            .sorted()
            .toList()
        : List.of();
  }
}
