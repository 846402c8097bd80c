package org.lethe.settings;

/**
 * A value with a written form of its own, where a plain record will not do: a budget that is a
 * number or {@code {count: 500}}, seeds that are a count or a list. The class also has
 *
 * <pre>{@code
 * public static T fromSettings(SettingsNode node)
 * }</pre>
 *
 * which reads what {@link #toSettings} wrote to an equal value, and a {@link Described} that tells
 * the forms. For what it refuses it throws {@link SettingsNode#refuse} or an {@link
 * IllegalArgumentException}, to which the binder adds the place.
 */
public interface OwnForm {

  /** Strings, numbers, booleans, lists of them, or a map from strings to them. */
  Object toSettings();
}
