package org.lethe.scorer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.lethe.embedding.EmbeddingStore;
import org.lethe.embedding.Embeddings;
import org.lethe.embedding.Provenance;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;

/**
 * What scoring takes where rows do not fit in memory: random rows in a store of their own, read
 * where they lie. Prints wall and processor seconds and the largest heap.
 *
 * <pre>java -Xmx1500m … org.lethe.scorer.ScaleBenchmark FOLDER 100000 1000000 384 centroids</pre>
 */
final class ScaleBenchmark {
  private static final List<Scorer> CENTROIDS =
      List.of(
          new Distance(),
          new CosMu2(),
          new LrCos(),
          new Vmf(),
          new Coreset(),
          new L2Norm(),
          new MahaMu2(Covariance.POOLED, 1e-3),
          new LrMaha(Covariance.POOLED, 1e-3),
          new LrMahaSquared(Covariance.POOLED, 1e-3));

  private ScaleBenchmark() {}

  /** Arguments: a folder, n1, n2, d, and centroids or neighbours. */
  public static void main(String[] args) throws IOException {
    EmbeddingStore store = new EmbeddingStore(Path.of(args[0]));
    int d = Integer.parseInt(args[3]);
    Embeddings forget = rows(store, "forget", Integer.parseInt(args[1]), d);
    Embeddings retain = rows(store, "retain", Integer.parseInt(args[2]), d);
    List<Scorer> rules = args[4].equals("centroids") ? CENTROIDS : List.of(new KnnRatio(10));
    long wall = System.nanoTime();
    long processor = processorNanos();
    Candidates candidates =
        new Candidates(
            forget.rows(),
            retain.rows(),
            new double[forget.rows().rows()],
            Optional.empty(),
            new Seed(1));
    report("checked", wall, processor, 0);
    for (Scorer rule : rules) {
      double sum = Arrays.stream(rule.score(candidates).values()).sum();
      report(rule.name(), wall, processor, sum);
    }
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum();
    System.out.println("largest heap, MB: " + (heap >> 20));
    if (Files.isReadable(Path.of("/proc/self/status"))) {
      Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("RssAnon") || line.startsWith("RssFile"))
          .forEach(System.out::println);
    }
  }

  private static void report(String what, long wall, long processor, double sum) {
    System.out.printf(
        Locale.ROOT,
        "%-18s %7.1f s, %7.1f s of processor, sum of scores %.6g%n",
        what,
        (System.nanoTime() - wall) / 1e9,
        (processorNanos() - processor) / 1e9,
        sum);
  }

  /** Normal rows around a mean of their side; made once. */
  private static Embeddings rows(EmbeddingStore store, String side, int n, int d) {
    TreeMap<String, Object> inputs = new TreeMap<>();
    inputs.put("side", side);
    inputs.put("n", n);
    inputs.put("d", d);
    int block = 4096;
    return store.get(
        new Provenance(inputs),
        d,
        writer -> {
          for (int from = 0; from < n; from += block) {
            int first = from;
            int count = Math.min(block, n - first);
            float[] values = new float[count * d];
            Parallel.forEach(count, i -> fill(values, i, d, first + i, side.equals("forget")));
            String[] ids = new String[count];
            Arrays.setAll(ids, i -> side + "-" + (first + i));
            writer.append(List.of(ids), values);
          }
        });
  }

  private static void fill(float[] values, int row, int d, int number, boolean forget) {
    SplittableRandom random = new SplittableRandom(2L * number + (forget ? 1 : 0));
    for (int j = 0; j < d; j++) {
      values[row * d + j] = (float) (random.nextGaussian() + (forget && j < 8 ? 0.5 : 0));
    }
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
