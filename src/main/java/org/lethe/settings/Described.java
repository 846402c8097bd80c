package org.lethe.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a method is, in one sentence for the reference page: Javadoc is not there at run time. Every
 * member of a {@link Family} carries it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Described {
  /** One sentence, ending with a full stop. */
  String value();
}
