package org.lethe.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One key of an experiment file, written on the record component that holds it. The component's
 * name in kebab case is the key ({@code minDf} is {@code min-df}). The reference page is generated
 * from these, so that it cannot drift. Ranges are checked by the record's compact constructor,
 * which throws {@link IllegalArgumentException} with what is allowed; the reader adds file and
 * line.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** One line of meaning, with unit and allowed values. */
  String value();

  /**
   * The default, as it would be written in YAML; empty means that the key is required. (Empty text
   * as a default is {@code "''"}.) An {@code Optional} component needs none: absent is empty.
   */
  String or() default "";
}
