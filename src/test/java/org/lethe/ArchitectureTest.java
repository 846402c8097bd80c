package org.lethe;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Guards the picture of the house: the table in {@code docs/decisions/packages.md} is read and held
 * against the compiled code, so that neither can change without the other.
 */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java/org/lethe");
  private static final Path PAGE = Path.of("docs/decisions/packages.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z]+)` \\| ([^|]+) \\| ([a-z, –]+) \\|");

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.lethe");

  @TestFactory
  Stream<DynamicTest> packagesImportOnlyWhatTheTableAllows() throws IOException {
    return table().entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () ->
                        classes()
                            .that()
                            .resideInAPackage(named(row.getKey()))
                            .should()
                            .onlyDependOnClassesThat(
                                not(resideInAPackage("org.lethe.."))
                                    .or(resideInAnyPackage(allowed(row.getKey(), row.getValue()))))
                            .check(CODE)));
  }

  @Test
  void theArrowsMakeNoCycle() {
    slices().matching("org.lethe.(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void theTableAndTheFoldersNameTheSamePackages() throws IOException {
    assertEquals(folders(), new TreeSet<>(table().keySet()));
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    for (String folder : folders()) {
      String info = Files.readString(SOURCES.resolve(folder).resolve("package-info.java"));
      assertTrue(info.contains("@org.jspecify.annotations.NullMarked"), folder);
      // A sentence: begins with a capital letter, ends with a full stop.
      assertTrue(
          Pattern.compile("/\\*\\*[\\s*]*[A-Z].*?\\.\\s.*\\*/", Pattern.DOTALL)
              .matcher(info)
              .find(),
          folder);
    }
  }

  /** Streams would use every core, whatever number of threads the work is held to. */
  @Test
  void whatRunsInParallelKeepsToItsNumberOfThreads() {
    noClasses()
        .should()
        .callMethodWhere(
            target(
                    nameMatching(
                        "parallel|parallelStream|parallelSort|parallelPrefix|parallelSetAll"))
                .and(target(owner(resideInAPackage("java.util..")))))
        .because("org.lethe.nd.Parallel keeps to a limit")
        .check(CODE);
  }

  /** But its copy of protobuf, which knows nothing of it and comes with ONNX's messages. */
  @Test
  void nothingLoadsTheNativesOfNd4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.lethe.network.dl4j..", "org.lethe.sweep..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.nd4j..", "org.deeplearning4j..")
                .and(not(resideInAPackage("org.nd4j.shade.protobuf.."))))
        .check(CODE);
  }

  /** Arbiter's classes live beside Deeplearning4j's, but know neither networks nor arrays. */
  @Test
  void sweepsKnowArbiterAlone() {
    noClasses()
        .that()
        .resideInAPackage("org.lethe.sweep..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.nd4j..", "org.deeplearning4j..")
                .and(not(resideInAPackage("org.deeplearning4j.arbiter.."))))
        .check(CODE);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.lethe.sweep..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j.arbiter..")
        .check(CODE);
  }

  @Test
  void nothingLoadsTheNativesOfLibtorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.lethe.network.libtorch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco.pytorch..")
        .check(CODE);
  }

  @Test
  void oneFolderNamesThePretrainedModelsRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.lethe.encoder.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnxruntime..", "ai.djl..")
        .check(CODE);
  }

  private static Map<String, List<String>> table() throws IOException {
    Map<String, List<String>> table = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        table.put(
            row.group(1),
            Stream.of(row.group(3).split(","))
                .map(String::strip)
                .filter(p -> !p.equals("–"))
                .toList());
      }
    }
    return table;
  }

  private static SortedSet<String> folders() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      SortedSet<String> names = new TreeSet<>();
      files.filter(Files::isDirectory).forEach(f -> names.add(f.getFileName().toString()));
      return names;
    }
  }

  private static String[] allowed(String own, List<String> others) {
    List<String> packages = new ArrayList<>(others);
    packages.add(own);
    return packages.stream().map(ArchitectureTest::named).toArray(String[]::new);
  }

  private static String named(String name) {
    return "org.lethe." + name + "..";
  }
}
