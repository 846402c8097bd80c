package org.lethe.report;

import java.util.Arrays;

/** A path of straight lines and Bézier curves, in the units of its {@link Canvas}. */
final class Outline {

  /** What a canvas makes of a path. */
  interface Pen {
    void move(double x, double y);

    void line(double x, double y);

    void curve(double x1, double y1, double x2, double y2, double x3, double y3);

    void close();
  }

  private static final double MOVE = 0;
  private static final double LINE = 1;
  private static final double CURVE = 2;
  private static final double CLOSE = 3;

  private double[] steps = new double[64];
  private int size;

  Outline move(double x, double y) {
    return add(MOVE, x, y);
  }

  Outline line(double x, double y) {
    return add(LINE, x, y);
  }

  Outline curve(double x1, double y1, double x2, double y2, double x3, double y3) {
    return add(CURVE, x1, y1, x2, y2, x3, y3);
  }

  Outline close() {
    return add(CLOSE);
  }

  /** A closed polygon: x, y, x, y, … */
  Outline polygon(double... corners) {
    move(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      line(corners[i], corners[i + 1]);
    }
    return close();
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Goes along the path. */
  void trace(Pen pen) {
    int i = 0;
    while (i < size) {
      double step = steps[i++];
      if (step == MOVE) {
        pen.move(steps[i], steps[i + 1]);
        i += 2;
      } else if (step == LINE) {
        pen.line(steps[i], steps[i + 1]);
        i += 2;
      } else if (step == CURVE) {
        pen.curve(steps[i], steps[i + 1], steps[i + 2], steps[i + 3], steps[i + 4], steps[i + 5]);
        i += 6;
      } else {
        pen.close();
      }
    }
  }

  private Outline add(double... step) {
    if (size + step.length > steps.length) {
      steps = Arrays.copyOf(steps, 2 * steps.length);
    }
    System.arraycopy(step, 0, steps, size, step.length);
    size += step.length;
    return this;
  }
}
