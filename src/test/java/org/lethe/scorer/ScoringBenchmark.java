package org.lethe.scorer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.lethe.nd.Cholesky;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Scatter;
import org.lethe.nd.Seed;

/**
 * The Java half of benchmarks/peers/scoring.py, which starts it and takes turns with it, so that
 * both halves meet the same load: reads a job's name from standard input, does the job once from
 * scratch, and prints wall seconds, processor seconds and the sum of the scores.
 */
final class ScoringBenchmark {

  private ScoringBenchmark() {}

  /** Arguments: a file of n·d float32, little-endian, then n, n1 (the first rows) and d. */
  public static void main(String[] args) throws IOException {
    int n = Integer.parseInt(args[1]);
    int n1 = Integer.parseInt(args[2]);
    int d = Integer.parseInt(args[3]);
    float[] values = new float[n * d];
    try (FileChannel channel = FileChannel.open(Path.of(args[0]))) {
      channel
          .map(FileChannel.MapMode.READ_ONLY, 0, 4L * n * d)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
    }
    DenseFeatures all = new DenseFeatures(values, n, d);
    DenseFeatures forget = new DenseFeatures(Arrays.copyOf(values, n1 * d), n1, d);
    DenseFeatures retain = new DenseFeatures(Arrays.copyOfRange(values, n1 * d, n * d), n - n1, d);
    Map<String, Supplier<double[]>> jobs =
        Map.of(
            "maha-all", () -> mahalanobisOfAll(all),
            "maha-mu2", () -> score(new MahaMu2(Covariance.POOLED, 1e-3), forget, retain),
            "distance", () -> score(new Distance(), forget, retain),
            "lr-cos", () -> score(new LrCos(), forget, retain),
            "knn-ratio", () -> score(new KnnRatio(10), forget, retain));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String job = in.readLine(); job != null; job = in.readLine()) {
      Supplier<double[]> work = jobs.get(job);
      if (work == null) {
        throw new IllegalArgumentException("no job '" + job + "'");
      }
      long wall = System.nanoTime();
      long processor = processorNanos();
      double[] scores = work.get();
      System.out.println(
          (System.nanoTime() - wall) / 1e9
              + " "
              + (processorNanos() - processor) / 1e9
              + " "
              + Arrays.stream(scores).sum());
    }
  }

  /** Covariance of all rows, factor, distance of every row to their mean. */
  private static double[] mahalanobisOfAll(DenseFeatures all) {
    int d = all.columns();
    double[] mean = all.mean();
    double[] sigma = Scatter.about(mean, all);
    double trace = 0;
    for (int at = 0; at < sigma.length; at++) {
      sigma[at] /= all.rows();
      trace += at % (d + 1) == 0 ? sigma[at] : 0;
    }
    for (int j = 0; j < d; j++) {
      sigma[j * (d + 1)] += 1e-3 * trace / d;
    }
    double[] squared = Cholesky.of(sigma, d).squaredDistances(all, mean)[0];
    return Arrays.stream(squared).map(Math::sqrt).toArray();
  }

  /** Through candidates of their own, so that nothing is shared with the run before. */
  private static double[] score(Scorer rule, Features forget, Features retain) {
    Candidates candidates =
        new Candidates(forget, retain, new double[forget.rows()], Optional.empty(), new Seed(1));
    return rule.score(candidates).values();
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
