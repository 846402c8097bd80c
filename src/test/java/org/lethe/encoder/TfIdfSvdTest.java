package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.ExampleSet;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Rows;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/** Guards against a random projection that spans only about the right directions. */
class TfIdfSvdTest {

  @Test
  void projectsAsScikitLearn() {
    JsonNode golden = TfIdfTest.golden().get("svd");
    ExampleSet corpus = TfIdfTest.texts(TfIdfTest.strings(golden.get("texts")));
    int[] all = IntStream.range(0, corpus.size()).toArray();
    Encoded terms = TfIdf.DEFAULT.encode(corpus, all, new Seed(1));
    TruncatedSvd svd = TruncatedSvd.of(Rows.of(terms.features()), 5, 10, 20, new Seed(3));
    double[] expected = TfIdfTest.doubles(golden.get("values"));
    for (int c = 0; c < 5; c++) {
      assertEquals(expected[c], svd.values()[c], 1e-6 * expected[c]);
    }
    DenseFeatures rows =
        (DenseFeatures)
            new TfIdfSvd(5, 20, 10, TfIdf.DEFAULT).encode(corpus, all, new Seed(1)).features();
    for (int c = 0; c < 5; c++) {
      // the solver behind the golden numbers leaves the sign open
      double sign = 0;
      for (int i = 0; i < corpus.size(); i++) {
        sign += rows.row(i)[c] * golden.get("rows").get(i).get(c).asDouble();
      }
      for (int i = 0; i < corpus.size(); i++) {
        double theirs = golden.get("rows").get(i).get(c).asDouble() * Math.signum(sign);
        assertEquals(theirs, rows.row(i)[c], 1e-6, "row " + i + ", direction " + c);
      }
    }
  }

  /**
   * X = (3, 0; 0, 0; 0, −2): σ = 3, 2 and the larger entry of each left vector is made positive.
   */
  @Test
  void decomposesADiagonalMatrixExactly() {
    Rows x = Rows.of(new DenseFeatures(new float[] {3, 0, 0, 0, 0, -2}, 3, 2));
    TruncatedSvd svd = TruncatedSvd.of(x, 2, 5, 2, new Seed(1));
    assertArrayEquals(new double[] {3, 2}, svd.values(), 1e-12);
    assertArrayEquals(new double[] {1, 0, 0, -1}, svd.directions(), 1e-12);
  }

  @Test
  void directionsBeyondTheRankAreZero() {
    Rows x = Rows.of(new DenseFeatures(new float[] {1, 2, 3, 2, 4, 6, 3, 6, 9, 4, 8, 12}, 4, 3));
    TruncatedSvd svd = TruncatedSvd.of(x, 3, 0, 3, new Seed(1));
    assertEquals(Math.sqrt(14 * 30), svd.values()[0], 1e-9); // ‖(1,2,3,4)‖·‖(1,2,3)‖
    assertArrayEquals(new double[] {0, 0}, new double[] {svd.values()[1], svd.values()[2]});
  }

  @Test
  void equalSeedsGiveEqualBits() {
    ExampleSet corpus =
        TfIdfTest.texts(TfIdfTest.strings(TfIdfTest.golden().get("svd").get("texts")));
    int[] fitted = IntStream.range(0, 40).toArray();
    TfIdfSvd encoder = new TfIdfSvd(5, 5, 10, TfIdf.DEFAULT);
    assertArrayEquals(
        ((DenseFeatures) encoder.encode(corpus, fitted, new Seed(7)).features()).values(),
        ((DenseFeatures) encoder.encode(corpus, fitted, new Seed(7)).features()).values());
  }

  @Test
  void refusesMoreDirectionsThanThereAre() {
    ExampleSet corpus = TfIdfTest.texts(List.of("one two", "two three", "three one"));
    String refused =
        Refused.message(
            BadInput.class,
            () ->
                new TfIdfSvd(4, 5, 10, TfIdf.DEFAULT)
                    .encode(corpus, new int[] {0, 1, 2}, new Seed(1)));
    assertTrue(refused.contains("components is 4"), refused);
  }

  /** (2, 1; 1, 2) has values 3 and 1 with vectors (1, 1)/√2 and (1, −1)/√2. */
  @Test
  void eigenvectorsOfATwoByTwoMatrix() {
    SymmetricEigen eigen = SymmetricEigen.of(new double[] {2, 1, 1, 2}, 2);
    assertArrayEquals(new double[] {3, 1}, eigen.values(), 1e-15);
    double h = Math.sqrt(0.5);
    assertEquals(h, Math.abs(eigen.vectors()[0]), 1e-15);
    assertEquals(eigen.vectors()[0], eigen.vectors()[2], 1e-15);
    assertEquals(-eigen.vectors()[1], eigen.vectors()[3], 1e-15);
  }
}
