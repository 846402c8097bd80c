package org.lethe.unlearn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lethe.nd.Seed;
import org.lethe.network.Engine;
import org.lethe.network.Engines;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.ReferenceEngine;
import org.lethe.network.ReferenceVector;
import org.lethe.network.Samples;
import org.lethe.network.Shape;

/**
 * What the fixtures of docs/decisions/targets.md are computed by: T1 to T6, T9, T10, T12 and T13
 * name it as their {@code @MethodSource}, so that each number is had from every engine of this
 * build.
 */
enum FixtureEngine {
  /** Naive loops in double; fixture L in closed form. */
  REFERENCE,
  DL4J,
  /** Where its natives are: in builds with {@code -Plibtorch} or {@code -Pfull}. */
  LIBTORCH;

  /** What the specification allows numbers of single precision. */
  private static final double SINGLE = 1e-5;

  /** Those that this build and this machine have. */
  static List<FixtureEngine> inThisBuild() {
    List<FixtureEngine> all = new ArrayList<>(List.of(REFERENCE));
    if (Engines.madeForThisMachine()) {
      all.add(DL4J);
    }
    if (Engines.namesInThisBuild().contains("libtorch")) {
      all.add(LIBTORCH);
    }
    return all;
  }

  Engine engine() {
    return switch (this) {
      case REFERENCE -> new ReferenceEngine();
      case DL4J -> Engines.get("dl4j");
      case LIBTORCH -> Engines.get("libtorch");
    };
  }

  /** How far a number may be off that is known to {@code exact} in double. */
  double within(double exact) {
    return this == REFERENCE ? exact : Math.max(exact, SINGLE);
  }

  /** Some numbers as parameters of this engine: of a linear layer that has as many. */
  ParameterVector vector(double... values) {
    if (this == REFERENCE) {
      return new ReferenceVector(values.clone());
    }
    float[] single = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      single[i] = (float) values[i];
    }
    try (Network network =
        engine()
            .network(
                new Mlp(List.of()).blueprint(new Shape(values.length - 1, 1, 1), 1),
                single,
                new float[0])) {
      return network.parameters().copy();
    }
  }

  /** The numbers of a vector, in double where it has them. */
  static double[] values(ParameterVector vector) {
    if (vector instanceof ReferenceVector reference) {
      return reference.values().clone();
    }
    float[] single = vector.toArray();
    double[] values = new double[single.length];
    Arrays.setAll(values, i -> single[i]);
    return values;
  }

  /** Fixture L at some parameters. */
  FixtureL at(double... parameters) {
    return FixtureL.at(this, parameters);
  }

  /** Its original. */
  FixtureL original() {
    return at(0.5, -1);
  }

  /** Fixture L as a task. */
  Unlearning task() {
    return FixtureL.task(original(), FixtureL.FORGET, FixtureL.RETAIN, new Seed(1));
  }

  /** Another task from its original. */
  Unlearning task(Samples forget, Samples retain) {
    return FixtureL.task(original(), forget, retain, new Seed(1));
  }
}
