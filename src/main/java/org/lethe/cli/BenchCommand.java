package org.lethe.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.network.Architecture;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Engine;
import org.lethe.network.Engines;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.Precision;
import org.lethe.network.ResNet18;
import org.lethe.network.ResNet20;
import org.lethe.network.Samples;
import org.lethe.network.Sgd;
import org.lethe.network.SmallCnn;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast this machine trains: what to plan a sweep with, and what peers are held against. */
@Command(
    name = "bench",
    description = {
      "Measures how fast this machine trains and asks a network.",
      "The loop is the real one: augmentation, loss, gradient, momentum, decay. Random 32×32"
          + " pictures; one warm-up pass, then the passes that count. Images per second of wall"
          + " time, and per second of processor time, which other programs disturb less."
    },
    subcommands = BenchEncodeCommand.class,
    footer = {"", "Example:", "  lethe bench --architecture small-cnn --images 640"})
final class BenchCommand implements Callable<Integer> {
  private static final List<Architecture> ARCHITECTURES =
      List.of(new SmallCnn(32, 256), new ResNet20(), new ResNet18());
  private static final int CLASSES = 10;
  private static final int EDGE = 32;

  @Spec private CommandSpec spec;

  @Option(
      names = "--architecture",
      defaultValue = "small-cnn",
      description = "small-cnn, resnet-20 or resnet-18; default: ${DEFAULT-VALUE}")
  private String architecture = "small-cnn";

  @Option(
      names = "--batch",
      defaultValue = "128",
      description = "pictures of one step; default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--images",
      defaultValue = "2560",
      description = "pictures that are timed; default: ${DEFAULT-VALUE}")
  private int images;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "threads of the network; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--engine",
      defaultValue = Engines.AUTO,
      description = "auto, dl4j, dl4j-cuda, libtorch or libtorch-cuda; default: ${DEFAULT-VALUE}")
  private String engine = Engines.AUTO;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "float32, or bfloat16 of libtorch; default: ${DEFAULT-VALUE}")
  private String precision = "float32";

  @Option(names = "--json", description = "one JSON object instead of a table")
  private boolean json;

  private record Speed(double perSecond, double perProcessorSecond) {}

  @Override
  public Integer call() {
    if (batch < 2 || images < batch || threads < 1) {
      throw new BadInput(
          "bench: --batch is "
              + batch
              + ", --images is "
              + images
              + ", --threads is "
              + threads
              + "; allowed: a batch of 2 or more, at least one batch of images, 1 thread or more");
    }
    Engine chosen = Engines.get(engine, precision());
    chosen.setThreads(threads);
    Parallel.limitedTo(
        threads,
        () -> {
          measure(chosen);
          return true;
        });
    return 0;
  }

  private Precision precision() {
    return Arrays.stream(Precision.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(precision))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "bench: --precision is " + precision + "; allowed: float32, bfloat16"));
  }

  private void measure(Engine chosen) {
    Samples samples = samples();
    Samples warm = samples.select(Arrays.copyOf(samples.rows(), 2 * batch));
    try (Network network = network(chosen);
        Descent descent = new Descent(network, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      train(descent, warm);
      Speed training = timed(() -> train(descent, samples));
      Batches.logits(network, warm);
      Speed asking = timed(() -> Batches.logits(network, samples));
      print(chosen, training, asking);
    }
  }

  private void train(Descent descent, Samples samples) {
    Batches.shuffled(
        samples,
        batch,
        Augmentation.PAD_CROP_FLIP,
        new Seed(1),
        each -> descent.step(each, Losses.crossEntropy(each.labels()), BatchNormMode.TRAIN, 0.01));
    descent.check(); // a card works on its own: what it has not done yet belongs to the time
  }

  private Network network(Engine chosen) {
    List<String> names = ARCHITECTURES.stream().map(Architecture::name).toList();
    Architecture wanted =
        ARCHITECTURES.stream()
            .filter(each -> each.name().equals(architecture))
            .findFirst()
            .orElseThrow(
                () ->
                    new BadInput(
                        "bench: unknown architecture "
                            + architecture
                            + Suggestion.text(architecture, names)));
    return chosen.network(wanted.blueprint(Samples.shape(pictures(1)), CLASSES), new Seed(1));
  }

  private Samples samples() {
    int n = Math.max(images, 2 * batch) / batch * batch;
    int[] rows = new int[n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i;
      labels[i] = i % CLASSES;
    }
    return new Samples(pictures(n), rows, labels);
  }

  private static Content.Pictures pictures(int n) {
    UniformRandomProvider random = new Seed(1).random();
    byte[][] pixels = new byte[n][3 * EDGE * EDGE];
    for (byte[] picture : pixels) {
      random.nextBytes(picture);
    }
    return new Content.Pictures(pixels, 3, EDGE, EDGE);
  }

  private Speed timed(Runnable work) {
    double processor = processorSeconds();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    int n = Math.max(images, 2 * batch) / batch * batch;
    return new Speed(n / seconds, n / (processorSeconds() - processor));
  }

  private static double processorSeconds() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      return machine.getProcessCpuTime() / 1e9;
    }
    throw new IllegalStateException("this Java does not tell its processor time");
  }

  private void print(Engine chosen, Speed training, Speed asking) {
    PrintWriter out = spec.commandLine().getOut();
    String form =
        json
            ? "{\"architecture\": \"%s\", \"engine\": \"%s\", \"batch\": %d, \"threads\": %d,"
                + " \"training\": %.1f, \"training_per_processor_second\": %.1f,"
                + " \"inference\": %.1f, \"inference_per_processor_second\": %.1f}%n"
            : "%s on %s, batches of %d, %d thread(s)%n"
                + "  training   %8.1f images/s   %8.1f per second of processor time%n"
                + "  inference  %8.1f images/s   %8.1f per second of processor time%n";
    out.printf(
        Locale.ROOT,
        form,
        architecture,
        chosen.name(),
        batch,
        threads,
        training.perSecond,
        training.perProcessorSecond,
        asking.perSecond,
        asking.perProcessorSecond);
    out.flush();
  }
}
