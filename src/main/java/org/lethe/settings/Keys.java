package org.lethe.settings;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How the components of a record are named in a file. */
final class Keys {
  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
  private static final Pattern LAST_OF_CAPITALS = Pattern.compile("([A-Z])([A-Z][a-z])");

  private Keys() {}

  /** {@code minDf} is {@code min-df}, {@code n1} is {@code n1}. */
  static String of(String component) {
    String humps = HUMP.matcher(component).replaceAll("$1-$2");
    return LAST_OF_CAPITALS.matcher(humps).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
  }

  static String of(RecordComponent component) {
    return of(component.getName());
  }

  /** {@code LOG_LOSS} is {@code log-loss}. */
  static String of(Enum<?> constant) {
    return constant.name().replace('_', '-').toLowerCase(Locale.ROOT);
  }

  static List<String> ofRecord(Class<?> type) {
    return components(type).map(Keys::of).toList();
  }

  static List<String> ofEnum(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> of((Enum<?>) c)).toList();
  }

  static Stream<RecordComponent> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents());
  }

  static Setting setting(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(
          component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + " has no @Setting");
    }
    return setting;
  }

  /** The static {@code fromSettings(SettingsNode)} of a type with its {@link OwnForm}. */
  static Optional<Method> hook(Class<?> type) {
    try {
      return Optional.of(type.getDeclaredMethod("fromSettings", SettingsNode.class));
    } catch (NoSuchMethodException e) {
      if (OwnForm.class.isAssignableFrom(type)) {
        throw new IllegalStateException(
            type.getName() + " has no static fromSettings(SettingsNode)", e);
      }
      return Optional.empty();
    }
  }
}
