package org.lethe.experiment;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.encoder.NetworkLayer;
import org.lethe.learner.Learner;
import org.lethe.network.Blueprint;
import org.lethe.network.Card;
import org.lethe.network.Engines;
import org.lethe.network.NetworkLearner;
import org.lethe.network.Samples;
import org.lethe.network.Shape;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;

/**
 * The memory that networks need at the very least, known before the first is trained: a run is
 * refused where it cannot end, not where it is tight.
 *
 * @param heap bytes of Java's arrays: pictures, embeddings, outputs of originals and references,
 *     kept weights
 * @param training bytes outside the heap that the largest training needs: five vectors of the
 *     parameters' size (the original, the network, gradient, its terms, momentum), and what each
 *     layer gives for a batch
 * @param pictures bytes of one copy of the pictures, which a card has beside trainings where there
 *     is room
 * @param copies how many of them there may be: one for each seed that is under way
 * @param what the largest training, in words
 * @param sideBySide how many of them there are at once
 */
record MemoryNeed(
    long heap, long training, long pictures, int copies, String what, int sideBySide) {
  private static final long FLOAT = 4;
  private static final int VECTORS = 5;
  private static final double MOST_OF_MACHINE = 0.7;

  /**
   * Of the machine or of the container that this process runs in.
   *
   * @param card bytes that are left on the card that networks are computed on
   */
  record Limits(long heap, long machine, Optional<Long> card) {
    /** Without a card. */
    Limits(long heap, long machine) {
      this(heap, machine, Optional.empty());
    }

    /** For what is computed here: an engine on a card is started, to ask how much that has. */
    static Limits of(List<Variant> variants) {
      Limits here = here();
      return new Limits(
          here.heap,
          here.machine,
          variants.stream()
              .filter(variant -> variant.spec().hasNetwork())
              .filter(variant -> Engines.onCard(variant.spec().engine()))
              .flatMap(variant -> variant.networks().engine().card().stream())
              .map(Card::free)
              .findFirst());
    }

    /** Whatever engine will compute. */
    static Limits here() {
      long machine =
          ManagementFactory.getOperatingSystemMXBean()
                  instanceof com.sun.management.OperatingSystemMXBean known
              ? known.getTotalMemorySize()
              : Long.MAX_VALUE;
      return new Limits(Runtime.getRuntime().maxMemory(), machine);
    }
  }

  /** Of the variant that needs most; nothing where there is no network. */
  static MemoryNeed of(List<Variant> variants, int threads) {
    MemoryNeed most = new MemoryNeed(0, 0, 0, 0, "", 1);
    for (Variant variant : variants) {
      if (variant.spec().hasNetwork()) {
        ExampleSet examples =
            SeedContext.draw(variant.corpus(), variant.spec().seeds().values().get(0));
        MemoryNeed need = of(variant.spec(), examples, threads);
        most = need.all() > most.all() ? need : most;
      }
    }
    return most;
  }

  static MemoryNeed of(ExperimentSpec spec, ExampleSet examples, int threads) {
    int seeds = Math.min(threads, spec.seeds().values().size());
    long heap = (long) examples.size() * Samples.shape(examples.content()).size(); // a byte each
    long pictures = examples.content() instanceof Content.Pictures all ? all.bytes() : 0;
    long training = 0;
    String what = "";
    List<NetworkLearner> networks = new ArrayList<>();
    if (spec.encoder().method() instanceof NetworkLayer layer) {
      NetworkLearner encoding = layer.learner();
      Blueprint blueprint = encoding.blueprint(examples);
      Shape embedding = blueprint.shape(blueprint.embedding());
      heap += seeds * FLOAT * examples.size() * embedding.size();
      networks.add(encoding);
    }
    for (Labelled<Learner> learner : spec.learners()) {
      if (learner.method() instanceof NetworkLearner network) {
        int references = 1 + spec.scorers().size() * spec.budgets().between().size();
        heap += seeds * FLOAT * examples.size() * examples.classes().size() * (1L + references);
        networks.add(network);
      }
    }
    int n = examples.rows(Part.TRAIN).length;
    for (NetworkLearner network : networks) {
      Blueprint blueprint = network.blueprint(examples);
      int batch = Math.min(network.training().batch(), n);
      long layers = blueprint.shapes().values().stream().mapToLong(Shape::size).sum();
      long bytes = FLOAT * (VECTORS * (long) blueprint.parameters() + batch * layers);
      heap += seeds * FLOAT * blueprint.parameters();
      if (bytes > training) {
        training = bytes;
        what = network.architecture().name() + " in batches of " + batch;
      }
    }
    return new MemoryNeed(heap, training, pictures, seeds, what, threads);
  }

  private long all() {
    return heap + training * sideBySide;
  }

  /**
   * Nothing, if it can be had.
   *
   * @throws BadInput if it cannot: how much is needed, what for, and what needs less
   */
  void requireFits(Limits limits) {
    if (heap > limits.heap) {
      throw new BadInput(
          "the pictures, embeddings and outputs of "
              + seeds(sideBySide)
              + " side by side need at least "
              + megabytes(heap)
              + ", and Java's heap has "
              + megabytes(limits.heap)
              + "; LETHE_JAVA_OPTS=-Xmx"
              + ((heap >> 30) + 2)
              + "g gives more, fewer --threads need less");
    }
    long outside =
        limits.card.map(this::besidePictures).orElse((long) (MOST_OF_MACHINE * limits.machine));
    if (training > outside / sideBySide) {
      long fitting = outside / training;
      throw new BadInput(
          sideBySide
              + (sideBySide == 1 ? " training of " : " trainings side by side of ")
              + what
              + (sideBySide == 1 ? " needs at least " : " need at least ")
              + megabytes(training * sideBySide)
              + (limits.card.isPresent() ? ", and the card has " : ", and this machine has ")
              + megabytes(outside)
              + limits
                  .card
                  .map(left -> left == outside ? " left; " : " left beside pictures; ")
                  .orElse(" for networks; ")
              + (fitting > 0
                  ? "--threads " + fitting + " or a smaller training.batch needs less"
                  : "a smaller training.batch or a smaller architecture needs less"));
    }
  }

  /** What a card has left when the copies that it takes lie there. */
  private long besidePictures(long free) {
    long left = free;
    for (int i = 0; i < copies && Card.hasRoomForPictures(left, pictures); i++) {
      left -= pictures;
    }
    return left;
  }

  private static String seeds(int count) {
    return count == 1 ? "one seed" : count + " seeds";
  }

  private static String megabytes(long bytes) {
    return ((bytes >> 20) + 1) + " MB";
  }
}
