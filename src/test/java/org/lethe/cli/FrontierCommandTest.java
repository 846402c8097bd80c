package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import picocli.CommandLine;

/**
 * Guards against a command that answers another question than the one asked, and against bad input
 * that ends in a stack trace or, worse, in a number.
 */
class FrontierCommandTest {

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new FrontierCommand()).setOut(new PrintWriter(out)).execute(arguments);
    assertEquals(0, code);
    return out.toString();
  }

  private static JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return new ObjectMapper().readTree(run(all.toArray(String[]::new)));
  }

  private static String refusal(String... arguments) {
    List<Exception> thrown = new ArrayList<>();
    new CommandLine(new FrontierCommand())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              thrown.add(e);
              return 2;
            })
        .execute(arguments);
    assertEquals(1, thrown.size(), "nothing was refused");
    BadInput problem = assertInstanceOf(BadInput.class, thrown.get(0));
    String message = String.valueOf(problem.getMessage());
    assertFalse(message.contains("\n"), "one line: " + message);
    return message;
  }

  @Test
  void answersThePrintedExampleOfThePaper() throws IOException {
    JsonNode answer = json("--kl", "2", "--epsilon", "0.1");
    assertEquals(2.9944, answer.at("/frontier/0/alpha").asDouble(), 5e-5);
    assertEquals(2, answer.get("kappa").asDouble());
    assertEquals("nats", answer.get("unit").asText());
    assertTrue(run("--kl", "2", "--epsilon", "0.1").contains("2.9944"));
  }

  @Test
  void answersTheOppositeQuestion() throws IOException {
    // (√8 − √2)² = 2, and below κ it costs nothing
    JsonNode answer = json("--kl", "2", "--alpha", "8,1.5");
    assertEquals(2, answer.at("/frontier/0/epsilon").asDouble(), 1e-12);
    assertEquals(0, answer.at("/frontier/1/epsilon").asDouble(), 0);
  }

  @Test
  void theFrontierAloneHasNoLargestDivergence() throws IOException {
    // (√κ − √ε)² with κ = 10¹², ε = 4: on the other side of μ2 (10⁶ + 2)²
    JsonNode answer = json("--kl", "1e12", "--epsilon", "4");
    assertEquals(1_000_002.0 * 1_000_002.0, answer.at("/frontier/0/alpha").asDouble(), 1e-2);
  }

  @Test
  void showsAFewPointsWhereNothingIsAsked() throws IOException {
    assertEquals(5, json("--kl", "2").get("frontier").size());
  }

  @Test
  void readsMeansAndCovarianceInEveryForm(@TempDir Path folder) throws IOException {
    // κ = 1 for the matrix (GaussianFrontierTest); ½(1/1 + 4/2) = 1.5; ½(1 + 4)/2 = 1.25
    String[] covariances = {"[[2, 1], [1, 2]]", "[1, 2]", "2"};
    double[] kappas = {1, 1.5, 1.25};
    for (int i = 0; i < 3; i++) {
      Path yaml = folder.resolve("laws.yaml");
      Files.writeString(yaml, "mean1: [0, 0]\nmean2: [1, 2]\ncovariance: " + covariances[i] + "\n");
      assertEquals(kappas[i], json("--laws", yaml.toString()).get("kappa").asDouble(), 1e-12);
    }
    Path file = folder.resolve("laws.json");
    Files.writeString(
        file, "{\"mean1\": [0, 0], \"mean2\": [1, 2], \"covariance\": [[2, 1], [1, 2]]}");
    JsonNode answer = json("--laws", file.toString());
    assertEquals(1, answer.get("kappa").asDouble(), 1e-12);
    assertEquals(2, answer.get("dimension").asInt());
  }

  @Test
  void knowsEveryFamily() throws IOException {
    JsonNode poissons =
        json("--family", "poisson", "--mean1", "2,5", "--mean2", "4,6", "--shift", "0.3");
    assertEquals(1.07862, poissons.at("/frontier/0/alpha").asDouble(), 1e-5);
    assertEquals(0.048211, poissons.at("/frontier/0/epsilon").asDouble(), 1e-5);
    double[] kappas = {
      0.3 * Math.log(0.3 / 0.4) + 0.7 * Math.log(0.7 / 0.6),
      Math.log(0.4 / 0.3) + 0.3 / 0.4 - 1,
      0.005,
      0.005
    };
    String[] families = {"bernoulli", "exponential", "gaussian", "gaussian-free-variance"};
    for (int i = 0; i < families.length; i++) {
      JsonNode answer = json("--family", families[i], "--mean1", "0.3", "--mean2", "0.4");
      assertEquals(kappas[i], answer.get("kappa").asDouble(), 1e-12, families[i]);
    }
    // N(0, 1) against N(0, 2): ½(ln 2 + ½ − 1)
    JsonNode variances =
        json(
            "--family",
            "gaussian-free-variance",
            "--mean1",
            "0",
            "--mean2",
            "0",
            "--variance2",
            "2");
    assertEquals(0.5 * (Math.log(2) - 0.5), variances.get("kappa").asDouble(), 1e-12);
  }

  @Test
  void predictsCrossingsAndGuarantees() throws IOException {
    String[] question = {
      "--kl", "3.125", "--n1", "300", "--n2", "600", "--epsilon", "0.1,1e-9", "--runs", "30"
    };
    JsonNode answer = json(question);
    JsonNode random = answer.at("/crossings/0");
    assertEquals("random", random.get("rule").asText());
    assertEquals("halfway", random.get("definition").asText());
    assertEquals(0.647, random.get("many_samples").asDouble(), 1e-3);
    assertEquals(0.647, random.get("mean").asDouble(), 0.03);
    assertEquals(30, random.get("n").asInt());
    assertTrue(random.get("low").asDouble() < random.get("high").asDouble());
    assertEquals(0.460, answer.at("/crossings/2/many_samples").asDouble(), 1e-3);
    assertEquals(6, answer.get("crossings").size());
    assertTrue(answer.at("/guarantees/0/epsilon_at_most").asDouble() <= 0.1);
    assertTrue(answer.at("/guarantees/2/deleted").isNull(), "the samples are too few for 1e-9");
    assertEquals(answer, json(question), "equal questions, equal answers");
    String text = run(question);
    assertTrue(text.contains("64.7 %") && text.contains("too few samples"), text);
  }

  @Test
  void predictsFromExactLawsAloneWhereNothingIsSimulated() throws IOException {
    String[] large = {
      "--kl", "2", "--dimension", "768", "--n1", "1000000", "--n2", "1000000", "--runs", "0"
    };
    JsonNode crossing = json(large).at("/crossings/2");
    assertTrue(crossing.get("many_samples").isNumber());
    assertFalse(crossing.has("mean"));
    large[large.length - 1] = "1";
    assertTrue(refusal(large).contains("--runs 0"));
    JsonNode family =
        json("--family", "poisson", "--mean1", "2", "--mean2", "4", "--n1", "10", "--n2", "20");
    assertEquals(2, family.get("crossings").size());
  }

  @Test
  void refusesUnclearQuestions() {
    assertTrue(refusal().contains("one of --kl, --laws or --family"));
    assertTrue(refusal("--kl", "2", "--family", "poisson").contains("one of"));
    assertTrue(refusal("--kl", "2", "--mean1", "1").contains("belong to --family"));
    assertTrue(refusal("--kl", "2", "--n1", "5").contains("--n1 and --n2"));
    assertTrue(
        refusal("--family", "poisson", "--mean1", "1", "--mean2", "2", "--dimension", "2")
            .contains("--dimension"));
    assertTrue(
        refusal("--family", "poisson", "--mean1", "1", "--mean2", "2", "--variance1", "2")
            .contains("gaussian-free-variance"));
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertTrue(refusal("--kl", "-1").contains("--kl: found -1.0"));
    assertTrue(refusal("--kl", "NaN").contains("--kl"));
    assertTrue(
        refusal("--kl", "1e12", "--n1", "5", "--n2", "5")
            .contains("KL(p1||p2) is 1.0E12 nats; budgets are predicted up to 100000"));
    assertTrue(refusal("--kl", "2", "--dimension", "0").contains("--dimension: found 0"));
    assertTrue(refusal("--kl", "2", "--epsilon", "-0.1").contains("epsilon=-0.1"));
    assertTrue(refusal("--kl", "2", "--alpha", "NaN").contains("alpha=NaN"));
    assertTrue(refusal("--kl", "2", "--n1", "0", "--n2", "5").contains("--n1: found 0"));
    assertTrue(
        refusal("--kl", "2", "--n1", "5", "--n2", "5", "--failure", "1").contains("--failure"));
    assertTrue(refusal("--kl", "2", "--shift", "-2").contains("shift=-2.0"));
    assertTrue(
        refusal("--family", "bernoulli", "--mean1", "0.5", "--mean2", "1").contains("Bernoulli"));
    assertTrue(
        refusal("--family", "poisson", "--mean1", "1,2", "--mean2", "1").contains("--mean2 1"));
    assertTrue(
        refusal("--family", "poison", "--mean1", "1", "--mean2", "2")
            .contains("did you mean poisson?"));
  }

  @Test
  void refusesFilesThatAreNoPairOfLaws(@TempDir Path folder) throws IOException {
    assertTrue(refusal("--laws", folder.resolve("none.yaml").toString()).contains("no such file"));
    assertTrue(
        refused(folder, "mean1: [0]\nmeen2: [1]\ncovariance: 1\n").contains("did you mean mean2"));
    assertTrue(refused(folder, "mean1: [0]\ncovariance: 1\n").contains("mean2 is missing"));
    assertTrue(
        refused(folder, "mean1: [0]\nmean2: [1, 2]\ncovariance: 1\n").contains("laws.yaml:2"));
    assertTrue(
        refused(folder, "mean1: [0, 0]\nmean2: [1, 2]\ncovariance: [[1, 2], [2, 1]]\n")
            .contains("laws.yaml:3: covariance: the matrix is not positive definite at feature 1"));
    assertTrue(
        refused(folder, "mean1: [0, 0]\nmean2: [1, 2]\ncovariance: [[1, 0.5], [0, 1]]\n")
            .contains("not symmetric"));
    assertTrue(
        refused(folder, "mean1: [0, 0]\nmean2: [1, 2]\ncovariance: [[1, 0], [0]]\n")
            .contains("a row of 2 numbers"));
    assertTrue(
        refused(folder, "mean1: [0, 0]\nmean2: [1, 2]\ncovariance: [1, 2, 3]\n")
            .contains("2 variances or rows"));
  }

  private static String refused(Path folder, String yaml) throws IOException {
    Path file = folder.resolve("laws.yaml");
    Files.writeString(file, yaml);
    return refusal("--laws", file.toString());
  }
}
