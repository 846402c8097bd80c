package org.lethe.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * The trainings of a run: each is done once for everybody who asks with the same settings, data and
 * seed, whether a learner, an encoder, a later budget or what an unlearner is held against. What
 * they give is kept by content, so that a changed setting never meets an old network. Safe for
 * several threads.
 */
public final class TrainedNetworks {
  private static final int VERSION = 1;
  private static final int MOST_KEPT = 8;
  private static final String ORIGINAL = "original";
  private static final String RETRAIN = "retrain";
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(2);
  private static final String SECONDS = "seconds";
  private static final String WEIGHTS = "weights";
  private static final String LOGITS = "logits";
  private static final Canonical CANONICAL =
      new Canonical(List.of(Architectures.FAMILY, Schedules.FAMILY));

  private static final Logger LOG = Logger.getLogger(TrainedNetworks.class.getName());

  private final Supplier<Engine> engine;
  private final int threads;
  private final Duration apart;
  private volatile Optional<Path> folder = Optional.empty();
  private volatile Listener listener = (what, epochs, of) -> {};
  private volatile BooleanSupplier stop = () -> false;
  private volatile boolean onlyReads;
  private final Map<String, Weights> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Weights> eldest) {
          return size() > MOST_KEPT;
        }
      };
  private final Map<String, Object> locks = new TreeMap<>();
  private final Map<NetworkLearner, SortedMap<String, String>> files = new ConcurrentHashMap<>();

  /**
   * What a network knows.
   *
   * @param digest of the numbers, in hexadecimal
   * @param seconds that training took
   */
  private record Weights(
      Blueprint blueprint, float[] parameters, float[] statistics, String digest, double seconds) {

    static Weights of(Blueprint blueprint, float[] parameters, float[] statistics, double seconds) {
      return new Weights(
          blueprint,
          parameters,
          statistics,
          TrainedNetworks.digest(parameters, statistics),
          seconds);
    }
  }

  /**
   * What a network says of all examples.
   *
   * @param logits {@code [n, c]}, row-major; shared
   * @param seconds that training it and asking it took, whoever did it
   */
  public record Answers(float[] logits, int classes, double seconds) {}

  /** Who hears how far trainings are; calls come from the threads that train. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Before the first epoch of a training and after each.
     *
     * @param what is trained: {@code original}, {@code retrain}, or the name of an unlearner
     */
    void passed(String what, int epochs, int of);
  }

  /**
   * @param engine asked for when the first network is
   * @param threads of each network: the numbers depend on it
   */
  public TrainedNetworks(Supplier<Engine> engine, int threads) {
    this(engine, threads, BETWEEN_CHECKPOINTS);
  }

  /**
   * As above.
   *
   * @param apart the least time between two checkpoints of one training
   */
  public TrainedNetworks(Supplier<Engine> engine, int threads, Duration apart) {
    this.engine = engine;
    this.threads = threads;
    this.apart = apart;
  }

  /**
   * Keeps networks, outputs and checkpoints in a folder from now on, and takes them from there: a
   * run that is stopped goes on with them, in the middle of a training from its last checkpoint.
   */
  public void keepIn(Path place) {
    folder = Optional.of(place);
  }

  /** From now on somebody hears how far trainings are. */
  public void tell(Listener who) {
    listener = who;
  }

  /**
   * From now on a training ends at its next epoch, with a checkpoint and {@link TrainingStopped},
   * once this says so.
   */
  public void stopWhen(BooleanSupplier asked) {
    stop = asked;
  }

  /**
   * From now on originals are taken from the folder and never trained: of many processes that share
   * it, one makes them for all.
   */
  public void onlyRead() {
    onlyReads = true;
  }

  /** Whether what is shared must be there already. */
  public boolean onlyReads() {
    return onlyReads;
  }

  /**
   * Checks that what a retrained network says is kept, where what is shared is only read.
   *
   * @throws NotKept if it is not
   */
  public void requireKept(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    String key = key(learner, examples, rows, seed, data);
    if (onlyReads && keptAnswers(key, examples, Optional.empty()).isEmpty()) {
      throw new NotKept("what a network without p1 says (outputs/" + key + ") is not kept");
    }
  }

  /** Where networks are kept, if they are. */
  public Optional<Path> folder() {
    return folder;
  }

  /** The engine, started. */
  public Engine engine() {
    Engine started = engine.get();
    started.setThreads(threads);
    return started;
  }

  /** How many threads a network computes with. */
  public int threads() {
    return threads;
  }

  /**
   * The network that a learner makes of some examples; its weights are kept. One whose weights were
   * given is read, whatever the examples.
   *
   * @param rows what it is trained on
   * @param data what tells these examples from others: a checksum of where they come from
   * @return one of the caller's own, to be closed by it
   */
  public Network original(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    return built(weights(learner, examples, rows, seed, data));
  }

  /** What {@link #original} says of all examples; the parameters are those. */
  public Answers originalAnswers(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    return answers(learner, examples, rows, seed, data, ORIGINAL);
  }

  /** The same of a network that was retrained without some samples and will be opened again. */
  public Answers keptRetrainedAnswers(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    return answers(learner, examples, rows, seed, data, RETRAIN);
  }

  private Answers answers(
      NetworkLearner learner,
      ExampleSet examples,
      int[] rows,
      Seed seed,
      String data,
      String what) {
    Weights weights = weights(learner, examples, rows, seed, data, what);
    String key = key(learner, examples, rows, seed, data);
    synchronized (lock(key)) {
      return keptAnswers(key, examples, Optional.of(weights.digest))
          .orElseGet(
              () -> {
                try (Network network = built(weights)) {
                  return asked(key, network, examples, weights.digest, weights.seconds);
                }
              });
    }
  }

  /**
   * What a network says of all examples that a learner makes of some of them; the network itself is
   * not kept. The parameters are those of {@link #original}.
   */
  public Answers retrainedAnswers(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    String key = key(learner, examples, rows, seed, data);
    synchronized (lock(key)) { // one trains, the others wait for it
      return keptAnswers(key, examples, Optional.empty())
          .orElseGet(
              () -> {
                TrainingCourse course = course(key, RETRAIN);
                long start = System.nanoTime();
                try (Network network = trained(learner, examples, rows, seed, course)) {
                  double seconds = course.secondsBefore() + (System.nanoTime() - start) / 1e9;
                  String digest = digest(network.parameters().toArray(), network.statistics());
                  Answers answers = asked(key, network, examples, digest, seconds);
                  course.done();
                  return answers;
                }
              });
    }
  }

  /**
   * What tells work on an original network from work on any other: a hash of its training and of
   * the weights themselves. The parameters are those of {@link #original}.
   */
  public String identity(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    return key(learner, examples, rows, seed, data)
        + "-"
        + weights(learner, examples, rows, seed, data).digest;
  }

  /**
   * The course of a training of somebody's own, kept in the folder if there is one.
   *
   * @param identity a hash of all that its outcome depends on; also the name of the file
   * @param what as {@link Listener} hears it
   */
  public TrainingCourse course(String identity, String what) {
    return new TrainingCourse(
        file("checkpoints", identity, ".checkpoint").map(f -> new FileCheckpoints(f, identity)),
        apart,
        () -> stop.getAsBoolean(),
        (epochs, of) -> listener.passed(what, epochs, of));
  }

  private Optional<Path> file(String part, String key, String ending) {
    return folder.map(f -> f.resolve(part).resolve(key + ending));
  }

  private Object lock(String key) {
    synchronized (locks) {
      return locks.computeIfAbsent(key, k -> new Object());
    }
  }

  private Network built(Weights weights) {
    return engine().network(weights.blueprint, weights.parameters, weights.statistics);
  }

  private Weights weights(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    return weights(learner, examples, rows, seed, data, ORIGINAL);
  }

  private Weights weights(
      NetworkLearner learner,
      ExampleSet examples,
      int[] rows,
      Seed seed,
      String data,
      String what) {
    String key = key(learner, examples, rows, seed, data);
    synchronized (lock(key)) { // one trains, the others wait for it
      Optional<Weights> known;
      synchronized (kept) {
        known = Optional.ofNullable(kept.get(key));
      }
      Weights weights = known.orElseGet(() -> made(key, learner, examples, rows, seed, what));
      synchronized (kept) {
        kept.put(key, weights);
      }
      return weights;
    }
  }

  /** Given, read from the folder, or trained from where its last checkpoint stood. */
  private Weights made(
      String key, NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String what) {
    if (learner.weights().isPresent()) {
      return given(Path.of(learner.weights().get()), learner.blueprint(examples));
    }
    Optional<Path> file = file("networks", key, ".safetensors");
    if (file.isPresent() && Files.isRegularFile(file.get())) {
      try {
        return read(file.get(), learner.blueprint(examples));
      } catch (BadInput e) {
        LOG.log(Level.WARNING, "a network is trained again: {0}", e.getMessage());
      }
    }
    if (onlyReads && what.equals(ORIGINAL)) {
      throw new NotKept("an original network (networks/" + key + ") is not kept");
    }
    TrainingCourse course = course(key, what);
    long start = System.nanoTime();
    try (Network network = trained(learner, examples, rows, seed, course)) {
      double seconds = course.secondsBefore() + (System.nanoTime() - start) / 1e9;
      Weights weights =
          Weights.of(
              network.blueprint(), network.parameters().toArray(), network.statistics(), seconds);
      file.ifPresent(f -> write(f, weights, learner));
      course.done();
      return weights;
    }
  }

  private Network trained(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, TrainingCourse course) {
    try {
      return Fit.fresh(
          engine(),
          learner.blueprint(examples),
          Samples.of(examples, rows),
          learner.training(),
          seed,
          course);
    } catch (ArithmeticException e) {
      course.done(); // from its checkpoint it would end in the same place
      throw e;
    }
  }

  /** Asks and keeps what is said. */
  private Answers asked(
      String key, Network network, ExampleSet examples, String digest, double trained) {
    long start = System.nanoTime();
    int[] all = IntStream.range(0, examples.size()).toArray();
    float[] logits = Batches.logits(network, Samples.of(examples, all));
    double seconds = trained + (System.nanoTime() - start) / 1e9;
    int classes = network.blueprint().classes();
    Optional<Path> file = file("outputs", key, ".safetensors");
    if (file.isPresent()) {
      int[] shape = {all.length, classes};
      write(
          file.get(),
          new SafeTensors.Contents(
              Map.of(LOGITS, new SafeTensors.Tensor(shape, logits)),
              new TreeMap<>(Map.of(WEIGHTS, digest, SECONDS, Double.toString(seconds)))));
    }
    return new Answers(logits, classes, seconds);
  }

  /**
   * What was kept of a network.
   *
   * @param weights which the network must have had, where they are known
   */
  private Optional<Answers> keptAnswers(String key, ExampleSet examples, Optional<String> weights) {
    Optional<Path> file = file("outputs", key, ".safetensors").filter(Files::isRegularFile);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      SafeTensors.Contents contents = SafeTensors.read(file.get());
      SafeTensors.Tensor logits = contents.tensors().get(LOGITS);
      int[] shape = {examples.size(), examples.classes().size()};
      if (logits == null || !Arrays.equals(logits.shape(), shape)) {
        throw new BadInput(file.get() + " holds no logits of shape " + Arrays.toString(shape));
      }
      String known = contents.metadata().getOrDefault(WEIGHTS, "none");
      if (weights.isPresent() && !weights.get().equals(known)) {
        throw new BadInput(file.get() + " is what a network of other weights said");
      }
      return Optional.of(new Answers(logits.values(), shape[1], seconds(file.get(), contents)));
    } catch (BadInput e) {
      LOG.log(Level.WARNING, "outputs are computed again: {0}", e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.get(), e);
    }
  }

  private static double seconds(Path file, SafeTensors.Contents contents) {
    String said = contents.metadata().getOrDefault(SECONDS, "0"); // once they were not kept
    try {
      return Double.parseDouble(said);
    } catch (NumberFormatException e) {
      throw new BadInput(file + " says that it took '" + said + "' seconds", e);
    }
  }

  private static Weights given(Path file, Blueprint blueprint) {
    SafeTensors.Contents contents =
        new SafeTensors.Contents(WeightFiles.read(file), new TreeMap<>());
    return Weights.of(
        blueprint,
        SafeTensors.parameters(file, contents, blueprint),
        SafeTensors.statistics(file, contents, blueprint),
        0); // nothing was trained
  }

  private static Weights read(Path file, Blueprint blueprint) {
    try {
      SafeTensors.Contents contents = SafeTensors.read(file);
      return Weights.of(
          blueprint,
          SafeTensors.parameters(file, contents, blueprint),
          SafeTensors.statistics(file, contents, blueprint),
          seconds(file, contents));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void write(Path file, Weights weights, NetworkLearner learner) {
    SortedMap<String, String> metadata =
        WeightFiles.outline(
            Objects.requireNonNull(CANONICAL.map(learner).get("architecture")),
            weights.blueprint.input());
    metadata.put(SECONDS, Double.toString(weights.seconds));
    write(
        file,
        new SafeTensors.Contents(
            SafeTensors.of(weights.blueprint, weights.parameters, weights.statistics), metadata));
  }

  private static void write(Path file, SafeTensors.Contents contents) {
    try {
      SafeTensors.write(file, contents);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private String key(
      NetworkLearner learner, ExampleSet examples, int[] rows, Seed seed, String data) {
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put("version", VERSION);
    inputs.put("learner", CANONICAL.map(learner));
    if (learner.weights().isPresent()) {
      inputs.put("files", files.computeIfAbsent(learner, NetworkLearner::files));
    }
    inputs.put("engine", engine().name());
    inputs.put("precision", engine().precision().name());
    inputs.put("threads", threads);
    inputs.put("seed", seed.value());
    inputs.put("data", data);
    inputs.put("rows", digest(rows));
    inputs.put("labels", digest(examples.labels(rows)));
    return Canonical.sha256(inputs);
  }

  /** SHA-256 of some whole numbers, in hexadecimal. */
  public static String digest(int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    bytes.asIntBuffer().put(numbers);
    return HexFormat.of().formatHex(sha256().digest(bytes.array()));
  }

  private static String digest(float[]... arrays) {
    MessageDigest digest = sha256();
    for (float[] numbers : arrays) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
      bytes.asFloatBuffer().put(numbers);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
