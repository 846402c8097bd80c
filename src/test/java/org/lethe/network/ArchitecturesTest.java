package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import org.lethe.testing.Refused;

/**
 * Every architecture against counts made by hand and the names of PyTorch's state dicts. Guards
 * against networks that are not the published ones, segments that overlap, and initial parameters
 * that depend on each other.
 */
class ArchitecturesTest {
  private static final Shape CIFAR = new Shape(3, 32, 32);

  private record Holder(@Setting("the architecture") Architecture architecture) {}

  private static Architecture architecture(String yaml) {
    return new Binder(List.of(Architectures.FAMILY))
        .bind(SettingsFile.parse("architecture: " + yaml, "x.yaml"), Holder.class)
        .architecture;
  }

  static Stream<Blueprint> blueprints() {
    return Architectures.FAMILY.members().keySet().stream()
        .map(name -> architecture(name).blueprint(CIFAR, 10));
  }

  /** 20·128 + 128 and 128·3 + 3; without hidden layers 20·3 + 3. */
  @Test
  void anMlpHasAsManyParametersAsCountedByHand() {
    Shape numbers = new Shape(20, 1, 1);
    assertEquals(2688 + 387, architecture("mlp").blueprint(numbers, 3).parameters());
    assertEquals(63, architecture("{name: mlp, hidden: []}").blueprint(numbers, 3).parameters());
    // A picture is read as a row: 3·32·32·5 + 5 and 5·10 + 10.
    assertEquals(
        15_365 + 60, architecture("{name: mlp, hidden: [5]}").blueprint(CIFAR, 10).parameters());
  }

  /**
   * Convolutions 3·32·9 = 864, 32·64·9 = 18,432 and 64·128·9 = 73,728 with 2·(32 + 64 + 128) = 448
   * of batch normalisation; 128·4·4·256 + 256 = 524,544; 2,560 + 10.
   */
  @Test
  void theSmallCnnHasAsManyParametersAsCountedByHand() {
    Blueprint cnn = architecture("small-cnn").blueprint(CIFAR, 10);
    assertEquals(864 + 18_432 + 73_728 + 448 + 524_544 + 2_570, cnn.parameters());
    assertEquals(620_586, cnn.parameters());
    assertEquals(448, cnn.statistics());
  }

  /**
   * Stem 432 + 32. Stage 1: three blocks of 2·(16·16·9 + 32) = 4,672. Stage 2: 16·32·9 + 32·32·9 +
   * 2·64 and the shortcut 16·32 + 64, in all 14,528, then two of 2·(32·32·9 + 64) = 18,560. Stage
   * 3: 32·64·9 + 64·64·9 + 2·128 and 32·64 + 128, in all 57,728, then two of 73,984. Head 650.
   */
  @Test
  void resNet20HasAsManyParametersAsCountedByHand() {
    Blueprint residual = architecture("resnet-20").blueprint(CIFAR, 10);
    int stages = 3 * 4_672 + 14_528 + 2 * 18_560 + 57_728 + 2 * 73_984;
    assertEquals(464 + stages + 650, residual.parameters());
    assertEquals(272_474, residual.parameters());
  }

  /**
   * Stem 1,728 + 128. Stage 1: two blocks of 2·(64·64·9 + 128) = 73,984. Stages of 2, 4 and 8 times
   * 64 channels w: a block of w/2·w·9 + w·w·9 + 4w and the shortcut w/2·w + 2w, and one of 18w² +
   * 4w. Head 5,130.
   */
  @Test
  void resNet18HasAsManyParametersAsCountedByHand() {
    int stages = 2 * 73_984;
    for (int w : new int[] {128, 256, 512}) {
      stages += w / 2 * w * 9 + w * w * 9 + 4 * w + w / 2 * w + 2 * w + 18 * w * w + 4 * w;
    }
    Blueprint residual = architecture("resnet-18").blueprint(CIFAR, 10);
    assertEquals(1_856 + stages + 5_130, residual.parameters());
    assertEquals(11_173_962, residual.parameters());
    assertEquals(9_600, residual.statistics(), "which are not among the parameters");
  }

  private static List<String> names(Blueprint blueprint) {
    return blueprint.segments().stream().map(Segment::name).toList();
  }

  @Test
  void segmentsHaveTheNamesAndTheOrderOfAStateDict() {
    assertEquals(
        List.of(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "conv2.weight",
            "bn2.weight",
            "bn2.bias",
            "conv3.weight",
            "bn3.weight",
            "bn3.bias",
            "fc1.weight",
            "fc1.bias",
            "fc.weight",
            "fc.bias"),
        names(architecture("small-cnn").blueprint(CIFAR, 10)));
    assertEquals(
        List.of("linear1.weight", "linear1.bias", "fc.weight", "fc.bias"),
        names(architecture("mlp").blueprint(CIFAR, 10)));
    List<String> residual = names(architecture("resnet-18").blueprint(CIFAR, 10));
    assertEquals(List.of("conv1.weight", "bn1.weight", "bn1.bias"), residual.subList(0, 3));
    int at = residual.indexOf("layer2.0.conv1.weight");
    assertEquals(
        List.of(
            "layer2.0.conv1.weight",
            "layer2.0.bn1.weight",
            "layer2.0.bn1.bias",
            "layer2.0.conv2.weight",
            "layer2.0.bn2.weight",
            "layer2.0.bn2.bias",
            "layer2.0.downsample.0.weight",
            "layer2.0.downsample.1.weight",
            "layer2.0.downsample.1.bias",
            "layer2.1.conv1.weight"),
        residual.subList(at, at + 10));
    assertFalse(residual.contains("layer1.0.downsample.0.weight"), "no shortcut where none is due");
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void segmentsFollowEachOtherWithoutGapsAndHaveTheirKinds(Blueprint blueprint) {
    int at = 0;
    for (Segment segment : blueprint.segments()) {
      assertEquals(at, segment.offset(), segment.name());
      at += segment.length();
      boolean norm = blueprint.node(segment.node()).operation() instanceof Operation.BatchNorm;
      boolean weight = segment.name().endsWith(".weight");
      ParameterKind expected =
          norm
              ? weight ? ParameterKind.BATCH_NORM_SCALE : ParameterKind.BATCH_NORM_SHIFT
              : weight ? ParameterKind.WEIGHT : ParameterKind.BIAS;
      assertEquals(expected, segment.kind(), segment.name());
    }
    assertEquals(at, blueprint.parameters());
    assertEquals(10, blueprint.classes());
    assertEquals("fc", blueprint.head().name());
  }

  /** The layer before the head: its width is what the head reads. */
  @Test
  void theEmbeddingIsWhatTheHeadReads() {
    Map<String, Integer> widths =
        Map.of("mlp", 128, "small-cnn", 256, "resnet-20", 64, "resnet-18", 512);
    for (String name : Architectures.FAMILY.members().keySet()) {
      Blueprint blueprint = architecture(name).blueprint(CIFAR, 10);
      assertEquals(List.of(blueprint.embedding()), blueprint.head().inputs(), name);
      assertEquals(widths.get(name), ((Operation.Linear) blueprint.head().operation()).in(), name);
    }
  }

  private static double spread(float[] values, Segment segment) {
    double sum = 0;
    for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum / segment.length());
  }

  /** √(2/(out·9)) of a convolution, ±1/√in of a linear layer: sd 1/√(3·in); γ = 1 and β = 0. */
  @Test
  void initialParametersHaveTheScalesOfHe() {
    Blueprint cnn = architecture("small-cnn").blueprint(CIFAR, 10);
    float[] values = cnn.initial(new Seed(1));
    for (Segment segment : cnn.segments()) {
      double spread = spread(values, segment);
      int[] shape = segment.shape();
      switch (segment.name()) {
        case "conv2.weight", "conv3.weight" ->
            assertEquals(Math.sqrt(2.0 / (9 * shape[0])), spread, 0.02 * spread, segment.name());
        case "fc1.weight" ->
            assertEquals(1 / Math.sqrt(3.0 * 2048), spread, 0.02 * spread, segment.name());
        case "bn1.weight" -> assertEquals(1, spread);
        case "bn1.bias" -> assertEquals(0, spread);
        case "fc.bias" -> {
          for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
            assertTrue(Math.abs(values[i]) <= 1 / 16.0 && values[i] != 0, "bias " + values[i]);
          }
        }
        default -> assertTrue(spread >= 0);
      }
    }
    float[] statistics = cnn.initialStatistics();
    assertEquals(0, statistics[31], "the last running mean of bn1");
    assertEquals(1, statistics[32], "its first running variance");
  }

  @Test
  void aWiderHeadHasTheSameParametersBelow() {
    Blueprint narrow = architecture("resnet-20").blueprint(CIFAR, 10);
    Blueprint wide = narrow.withClasses(11);
    assertEquals(11, wide.classes());
    assertEquals(narrow.parameters() + 65, wide.parameters());
    int below = narrow.parameters() - 650;
    assertArrayEquals(
        Arrays.copyOf(narrow.initial(new Seed(3)), below),
        Arrays.copyOf(wide.initial(new Seed(3)), below));
    assertFalse(Arrays.equals(narrow.initial(new Seed(3)), narrow.initial(new Seed(4))));
    assertEquals(narrow, wide.withClasses(10));
  }

  @ParameterizedTest
  @CsvSource({
    "small-cnn, 28, 'multiples of 8; the pictures are 3×28×28'",
    "resnet-18, 4, 'at least 8 pixels high and wide; the inputs are 3×4×4'",
    "resnet-20, 2, 'at least 4 pixels high and wide; the inputs are 3×2×2'",
  })
  void picturesThatDoNotFitAreRefused(String name, int side, String said) {
    String message =
        Refused.message(
            BadInput.class, () -> architecture(name).blueprint(new Shape(3, side, side), 10));
    assertTrue(message.startsWith("architecture " + name), message);
    assertTrue(message.contains(said), message);
  }

  @ParameterizedTest
  @CsvSource({
    "'{name: mlp, hidden: [8, 0]}', 'hidden is [8, 0]; allowed: widths of 1 or more'",
    "'{name: small-cnn, width: 0}', width is 0; allowed: 1 to 1024",
    "'{name: small-cnn, hidden: 65537}', hidden is 65537; allowed: 1 to 65536",
    "resnet18, did you mean resnet-18?",
  })
  void settingsOutOfRangeAreRefused(String yaml, String said) {
    String message = Refused.message(BadInput.class, () -> architecture(yaml));
    assertTrue(message.contains(said), message);
  }

  private static Blueprint.Node node(String name, String from, Operation operation) {
    return new Blueprint.Node(name, operation, List.of(from));
  }

  private static String refusal(String embedding, Blueprint.Node... nodes) {
    Shape shape = new Shape(2, 1, 1);
    return Refused.message(
        IllegalArgumentException.class,
        () -> new Blueprint(shape, Normalisation.none(2), List.of(nodes), embedding));
  }

  @Test
  void aGraphThatCannotBeIsRefused() {
    Operation linear = new Operation.Linear(2, 2);
    Blueprint.Node head = node("fc", Blueprint.INPUT, linear);
    assertTrue(refusal("input", node("fc", "later", linear)).contains("fc reads [later]"));
    assertEquals("two nodes are named fc", refusal("input", head, head));
    assertEquals(
        "the last node must be a linear head",
        refusal("input", head, node("relu", "fc", new Operation.Relu())));
    assertEquals("the last node must be a linear head", refusal("input"));
    assertTrue(refusal("relu", head).startsWith("there is no node relu among"));
  }

  @Test
  void everyArchitectureSaysTheNameItIsCalledBy() {
    Set<String> said =
        Architectures.FAMILY.members().keySet().stream()
            .map(name -> architecture(name).name())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of("mlp", "small-cnn", "resnet-20", "resnet-18"), said);
  }
}
