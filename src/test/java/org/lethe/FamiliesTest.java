package org.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.lethe.settings.Binder;
import org.lethe.settings.Canonical;
import org.lethe.settings.Described;
import org.lethe.settings.Family;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;

/**
 * The contract of every method that an experiment file can name, found in the code, so that a new
 * one is held to it without being listed here: it is documented, its defaults are allowed by its
 * own checks, and it is read back from what is written of it.
 */
class FamiliesTest {
  private static final List<Family<?>> FAMILIES = families();

  @Test
  void thereAreFamilies() {
    assertFalse(FAMILIES.isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> everyMethodKeepsTheContract() {
    return FAMILIES.stream()
        .flatMap(
            family ->
                family.members().entrySet().stream()
                    .map(
                        member ->
                            DynamicTest.dynamicTest(
                                family.kind() + " " + member.getKey(),
                                () -> assertContract(member.getKey(), member.getValue()))));
  }

  private static void assertContract(String name, Class<?> method) {
    assertTrue(name.matches("[a-z0-9]+(-[a-z0-9]+)*"), name);
    Described described = method.getAnnotation(Described.class);
    assertNotNull(described, method + " has no @Described");
    assertTrue(described.value().matches("[^a-z].*\\."), "no sentence: " + described.value());
    for (RecordComponent component : method.getRecordComponents()) {
      assertNotNull(component.getAnnotation(Setting.class), component + " has no @Setting");
    }
    if (Arrays.stream(method.getRecordComponents()).allMatch(FamiliesTest::hasDefault)) {
      assertReadBack(method);
    }
  }

  private static boolean hasDefault(RecordComponent component) {
    return !component.getAnnotation(Setting.class).or().isEmpty()
        || component.getType() == Optional.class;
  }

  private static void assertReadBack(Class<?> method) {
    Class<? extends Record> type = method.asSubclass(Record.class);
    Binder binder = new Binder(FAMILIES);
    Canonical canonical = new Canonical(FAMILIES);
    Record byDefault = binder.bind(SettingsFile.parse("{}", "nothing"), type);
    String written = canonical.yaml(byDefault);
    SettingsFile again = SettingsFile.parse(written, "written").without("name");
    assertEquals(byDefault, binder.bind(again, type), written);
  }

  private static List<Family<?>> families() {
    List<Family<?>> families = new ArrayList<>();
    for (JavaField field :
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.lethe")
                .stream()
                .flatMap(type -> type.getFields().stream())
                .filter(f -> f.getRawType().isEquivalentTo(Family.class))
                .filter(f -> f.getModifiers().toString().contains("STATIC"))
                .toList()) {
      try {
        var reflected = field.reflect();
        reflected.setAccessible(true);
        families.add((Family<?>) reflected.get(null));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    return families;
  }
}
