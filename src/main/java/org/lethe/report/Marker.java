package org.lethe.report;

/** The shape of a point, so that rules can be told apart without colour. */
enum Marker {
  CIRCLE {
    @Override
    void draw(Outline path, double x, double y, double r) {
      // four Bézier quarters; 0.5523 is the usual 4/3·(√2 − 1)
      double k = 0.5523 * r;
      path.move(x + r, y)
          .curve(x + r, y + k, x + k, y + r, x, y + r)
          .curve(x - k, y + r, x - r, y + k, x - r, y)
          .curve(x - r, y - k, x - k, y - r, x, y - r)
          .curve(x + k, y - r, x + r, y - k, x + r, y)
          .close();
    }
  },
  SQUARE {
    @Override
    void draw(Outline path, double x, double y, double r) {
      double s = 0.88 * r;
      path.polygon(x - s, y - s, x + s, y - s, x + s, y + s, x - s, y + s);
    }
  },
  TRIANGLE {
    @Override
    void draw(Outline path, double x, double y, double r) {
      path.polygon(x, y - 1.2 * r, x + 1.1 * r, y + 0.8 * r, x - 1.1 * r, y + 0.8 * r);
    }
  },
  DIAMOND {
    @Override
    void draw(Outline path, double x, double y, double r) {
      double s = 1.25 * r;
      path.polygon(x, y - s, x + s, y, x, y + s, x - s, y);
    }
  },
  TRIANGLE_DOWN {
    @Override
    void draw(Outline path, double x, double y, double r) {
      path.polygon(x, y + 1.2 * r, x + 1.1 * r, y - 0.8 * r, x - 1.1 * r, y - 0.8 * r);
    }
  },
  CROSS {
    @Override
    void draw(Outline path, double x, double y, double r) {
      double a = 1.2 * r;
      double b = 0.36 * r;
      path.polygon(
          x - a, y - a + b, x - a + b, y - a, x, y - b, x + a - b, y - a, x + a, y - a + b, x + b,
          y, x + a, y + a - b, x + a - b, y + a, x, y + b, x - a + b, y + a, x - a, y + a - b,
          x - b, y);
    }
  },
  PLUS {
    @Override
    void draw(Outline path, double x, double y, double r) {
      double a = 1.25 * r;
      double b = 0.36 * r;
      path.polygon(
          x - b, y - a, x + b, y - a, x + b, y - b, x + a, y - b, x + a, y + b, x + b, y + b, x + b,
          y + a, x - b, y + a, x - b, y + b, x - a, y + b, x - a, y - b, x - b, y - b);
    }
  };

  /** Adds the shape around a point; {@code r} is about half its width. */
  abstract void draw(Outline path, double x, double y, double r);
}
