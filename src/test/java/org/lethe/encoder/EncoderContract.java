package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.network.Architectures;
import org.lethe.network.Schedules;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import org.lethe.testing.Refused;

/**
 * What every encoder promises, inherited by the test of each. Guards against features that know
 * what they must not (rows that were not fitted, who else is encoded, the number of threads), and
 * against rows that belong to another example.
 */
abstract class EncoderContract {
  private static final Seed SEED = new Seed(3);
  private static final int N = 24;

  /** The first rows are fitted, and are the training part. */
  private static final int[] FITTED = IntStream.range(0, 16).toArray();

  private static final List<String> WORDS =
      List.of("free", "prize", "call", "home", "see", "you", "later", "win", "meeting", "tea");

  /** As an experiment file has it. */
  abstract String settings();

  /** What it reads: n examples that differ, the same for the same n, the first of them too. */
  abstract Content content(int n);

  /** Whether the rows are of another model when the fitted examples come in another order. */
  boolean dependsOnOrder() {
    return false;
  }

  /** How far equal rows may differ where sums run in another order. */
  double tolerance() {
    return 1e-5;
  }

  /** What is written in the file. */
  record One(@Setting("the encoder") Encoder encoder) {}

  final Encoder encoder() {
    Binder binder = new Binder(List.of(Encoders.FAMILY, Architectures.FAMILY, Schedules.FAMILY));
    return binder
        .bind(SettingsFile.parse("encoder: " + settings(), "contract"), One.class)
        .encoder();
  }

  static Content.Texts texts(int n) {
    UniformRandomProvider random = new Seed(7).random();
    return new Content.Texts(
        IntStream.range(0, n)
            .mapToObj(
                i -> {
                  StringBuilder text = new StringBuilder(WORDS.get(i % WORDS.size()));
                  for (int w = 0; w < 2 + i % 5; w++) {
                    text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
                  }
                  return i == 5 ? "" : text.toString(); // one is empty
                })
            .toList());
  }

  static Content.Pictures pictures(int n, int edge) {
    UniformRandomProvider random = new Seed(7).random();
    byte[][] pixels = new byte[n][3 * edge * edge];
    for (byte[] picture : pixels) {
      random.nextBytes(picture);
    }
    return new Content.Pictures(pixels, 3, edge, edge);
  }

  static Content.Numbers numbers(int n, int d) {
    UniformRandomProvider random = new Seed(7).random();
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return new Content.Numbers(new DenseFeatures(values, n, d));
  }

  private static ExampleSet examples(Content content, boolean reversed) {
    int n = content.size();
    int[] order = IntStream.range(0, n).map(i -> reversed ? n - 1 - i : i).toArray();
    return new ExampleSet(
        "contract",
        Arrays.stream(order).mapToObj(i -> "e" + i).toList(),
        content.select(order),
        Arrays.stream(order)
            .mapToObj(i -> i % 2 == 0 ? Side.FORGET : Side.RETAIN)
            .toArray(Side[]::new),
        Arrays.stream(order).map(i -> i % 2).toArray(),
        List.of("forget", "retain"),
        Arrays.stream(order)
            .mapToObj(i -> i < FITTED.length ? Part.TRAIN : Part.TEST)
            .toArray(Part[]::new),
        Optional.empty());
  }

  private Encoded encoded() {
    return encoder().encode(examples(content(N), false), FITTED, SEED);
  }

  private static double[][] rows(Encoded encoded) {
    return IntStream.range(0, encoded.features().rows())
        .mapToObj(encoded.features()::row)
        .toArray(double[][]::new);
  }

  @Test
  void isCalledAsInAFile() {
    assertTrue(settings().contains(encoder().name()), settings());
    assertTrue(Encoders.FAMILY.members().containsKey(encoder().name()));
  }

  @Test
  void givesOneFiniteRowAnExample() {
    Encoded encoded = encoded();
    assertEquals(N, encoded.features().rows());
    assertEquals(N, encoded.rawNorms().length);
    assertTrue(encoded.features().columns() > 0);
    double[][] rows = rows(encoded);
    for (int i = 0; i < N; i++) {
      assertTrue(Arrays.stream(rows[i]).allMatch(Double::isFinite), "row " + i);
      assertTrue(encoded.rawNorms()[i] >= 0, "norm " + i);
    }
    assertTrue(
        Arrays.stream(rows).map(Arrays::toString).distinct().count() > N / 2,
        "examples that differ have the same rows");
  }

  @Test
  void sameExamplesGiveTheSameBits() {
    Encoded first = encoded();
    Encoded second = encoded();
    assertArrayEquals(rows(first), rows(second));
    assertArrayEquals(first.rawNorms(), second.rawNorms());
    assertEquals(first.notes(), second.notes());
  }

  @Test
  void preparedEqualsEncoded() {
    ExampleSet examples = examples(content(N), false);
    Encoder.Prepared prepared = encoder().prepare(examples);
    prepared.fit(new int[] {0, 2, 3, 4, 6, 8, 9, 10, 11, 13}, SEED); // another fit leaves no trace
    assertArrayEquals(rows(encoded()), rows(prepared.fit(FITTED, SEED)));
    assertArrayEquals(
        rows(encoded()),
        rows(
            encoder()
                .prepare(examples, new Encoder.Keeping(KeptRows.none(), examples.ids()))
                .fit(FITTED, SEED)));
  }

  @Test
  void whatIsHandedOnIsWhatAllRowsTogetherAre() {
    ExampleSet examples = examples(content(N), false);
    Encoder.Keeping keeping = new Encoder.Keeping(KeptRows.none(), examples.ids());
    Encoded whole = encoder().prepare(examples, keeping).fit(IntStream.range(0, N).toArray(), SEED);
    List<float[]> handed = new ArrayList<>();
    List<String> notes =
        encoder().stream(
            examples,
            keeping,
            SEED,
            (values, columns, count) -> {
              for (int i = 0; i < count; i++) {
                handed.add(Arrays.copyOfRange(values, i * columns, (i + 1) * columns));
              }
            });
    assertEquals(whole.notes(), notes);
    assertEquals(N, handed.size());
    for (int i = 0; i < N; i++) {
      double[] row = whole.features().row(i);
      float[] narrow = new float[row.length];
      for (int j = 0; j < row.length; j++) {
        narrow[j] = (float) row[j];
      }
      assertArrayEquals(narrow, handed.get(i), "row " + i);
    }
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    Encoded one = Parallel.limitedTo(1, this::encoded);
    Encoded four = Parallel.limitedTo(4, this::encoded);
    assertArrayEquals(rows(one), rows(four));
  }

  @Test
  void rowsStayWithTheirExamples() {
    if (dependsOnOrder()) {
      return;
    }
    int[] fitted = Arrays.stream(FITTED).map(i -> N - 1 - i).toArray();
    Arrays.sort(fitted);
    double[][] rows = rows(encoded());
    double[][] turned = rows(encoder().encode(examples(content(N), true), fitted, SEED));
    for (int i = 0; i < N; i++) {
      assertArrayEquals(rows[i], turned[N - 1 - i], tolerance(), "row " + i);
    }
  }

  @Test
  void whatIsNotFittedChangesNoOtherRow() {
    int fewer = N - 3;
    int[] first = IntStream.range(0, fewer).toArray();
    double[][] alone =
        rows(encoder().encode(examples(content(N).select(first), false), FITTED, SEED));
    double[][] together = rows(encoded());
    for (int i = 0; i < fewer; i++) {
      assertArrayEquals(alone[i], together[i], "row " + i);
    }
  }

  @Test
  void refusesWhatItCannotRead() {
    Content other = content(1) instanceof Content.Texts ? numbers(N, 3) : texts(N);
    Refused.message(BadInput.class, () -> encoder().encode(examples(other, false), FITTED, SEED));
  }

  @Test
  void namesTheFilesThatItReadsByTheirChecksums() {
    encoder().files().forEach((role, sha256) -> assertTrue(sha256.matches("[0-9a-f]{64}"), role));
    assertEquals(encoder().files(), encoder().files());
  }
}
