package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.testing.RealData;

/**
 * Guards against a corner of real text that the made corpus lacks. The numbers are of scikit-learn
 * 1.2.1, on all 5,574 messages:
 *
 * <pre>
 * texts = [line.split("\t", 1)[1] for line in open("SMSSpamCollection", encoding="utf-8", newline="\n")]
 * x = TfidfVectorizer().fit_transform([text.rstrip("\n") for text in texts])
 * x.shape, x.nnz, x.sum(), (x.data ** 3).sum(), x.indices.sum()
 * </pre>
 */
class SmsTfIdfTest {

  @Test
  void equalsScikitLearnOnRealMessages() throws IOException {
    List<String> texts =
        Files.readAllLines(RealData.folder("sms").resolve("SMSSpamCollection")).stream()
            .map(line -> line.substring(line.indexOf('\t') + 1))
            .toList();
    int[] all = IntStream.range(0, texts.size()).toArray();
    SparseFeatures rows =
        (SparseFeatures) TfIdf.DEFAULT.encode(TfIdfTest.texts(texts), all, new Seed(1)).features();
    assertEquals(5574, rows.rows());
    assertEquals(8713, rows.columns());
    assertEquals(74169, rows.values().length);
    assertEquals(18230.567501092075, Arrays.stream(rows.values()).sum(), 1e-8);
    assertEquals(2073.7564407951368, Arrays.stream(rows.values()).map(v -> v * v * v).sum(), 1e-9);
    assertEquals(364305160L, Arrays.stream(rows.indices()).asLongStream().sum());
  }
}
