package org.lethe.unlearn;

import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.Constraint;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Influence unlearning (Koh and Liang 2017; as an unlearner Izzo et al. 2021 and Jia et al. 2023):
 * one step to where the optimum moves when the forget samples lose their weight, θ_u = θ_o + α·H⁻¹v
 * with v = (1/N) Σ_{D_f} ∇ℓ − (N_f/(N·N_r)) Σ_{D_r} ∇ℓ = (N_f/N)(∇ℓ(D_f) − ∇ℓ(D_r)). With the
 * Hessian of the retain loss and α = 1 it is one Newton step of retraining.
 *
 * <p>Of a logistic regression the step is taken exactly (Guo et al. 2020), and the settings here
 * are left alone.
 *
 * <p>Gradients are taken in evaluation mode. A mask multiplies the step. The published code is
 * {@code {form: reference, augmentation: pad-crop-flip}} with α of 1 to 20.
 */
@Described("One step along the influence of the forget samples, as Newton's method would retrain.")
public record Influence(
    @Setting(value = "what is taken for H⁻¹", or = "woodbury") InverseCurvature form,
    @Setting(value = "whose loss H is the curvature of", or = "retain") Curvature curvature,
    @Setting(
            value =
                "whether the original is taken for a stationary point of its loss, so that v ="
                    + " (1/N_r) Σ_{D_f} ∇ℓ needs no pass over the retain samples",
            or = "false")
        boolean stationary,
    @Setting(value = "scale α of the step", or = "1") double scale,
    @Setting(value = "samples of one gradient", or = "256") int batch,
    @Setting(value = "what is done to pictures: none or pad-crop-flip", or = "none")
        Augmentation augmentation)
    implements Stepper {
  public static final String NAME = "influence";

  /** As an experiment file gets it that says no more than the name. */
  public static final Influence DEFAULT =
      new Influence(
          new InverseCurvature.Woodbury(100, 1),
          Curvature.RETAIN,
          false,
          1,
          256,
          Augmentation.NONE);

  /** Whose loss the curvature belongs to. */
  public enum Curvature {
    /** The retain samples': Newton's step. */
    RETAIN,
    /** All training samples': the first-order influence of Koh and Liang. */
    ALL
  }

  public Influence {
    if (!Double.isFinite(scale)) {
      throw new IllegalArgumentException("scale is " + scale + "; allowed: any number");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + "; allowed: 1 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void walk(Network network, Unlearning task, Constraint constraint) {
    Samples retain = task.retainFor(NAME);
    Samples curved = curvature == Curvature.ALL ? retain.and(task.forget()) : retain;
    Seed draw = task.seed().derive("curvature");
    try (ParameterVector v = direction(task)) {
      requireFinite(v);
      SampleLoss curving = loss(task, curved, "curvature");
      try (ParameterVector step = form.solve(task.original(), curving, draw, v)) {
        requireFinite(step);
        constraint.before(step);
        network.parameters().add(scale, step);
      }
    }
  }

  private static void requireFinite(ParameterVector vector) {
    if (!Double.isFinite(vector.dot(vector))) {
      throw new ArithmeticException("the influence of the forget samples is not finite at step 1");
    }
  }

  /** v. */
  ParameterVector direction(Unlearning task) {
    double forgotten = task.forget().size();
    double retained = task.retain().size();
    ParameterVector v = loss(task, task.forget(), "forget").gradient(task.original());
    if (stationary) {
      return v.scale(forgotten / retained);
    }
    try (ParameterVector kept = loss(task, task.retain(), "retain").gradient(task.original())) {
      return v.add(-1, kept).scale(forgotten / (forgotten + retained));
    }
  }

  private SampleLoss loss(Unlearning task, Samples samples, String purpose) {
    return new SampleLoss(samples, batch, augmentation, task.seed().derive(purpose));
  }
}
