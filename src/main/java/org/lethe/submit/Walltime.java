package org.lethe.submit;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsNode;

/**
 * A limit of time in the forms of Slurm: minutes, minutes:seconds, hours:minutes:seconds,
 * days-hours and on.
 *
 * @param seconds above 0
 */
@Described("a limit of time: 90 (minutes), `04:00:00` or `1-12:00:00` (a day and twelve hours)")
public record Walltime(long seconds) implements OwnForm {
  private static final Pattern PLAIN =
      Pattern.compile("(?:(\\d{1,4}):)??(\\d{1,6})(?::(\\d{1,2}))?");
  private static final Pattern WITH_DAYS =
      Pattern.compile("(\\d{1,4})-(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2}))?)?");
  private static final String FORMS =
      "allowed: minutes, hours:minutes:seconds or days-hours:minutes:seconds";

  /** Checks that there is some time. */
  public Walltime {
    if (seconds < 1) {
      throw new IllegalArgumentException("is " + seconds + " s; allowed: 1 s or more");
    }
  }

  /** What {@link #toSettings} wrote, or a user did. */
  public static Walltime fromSettings(SettingsNode node) {
    return of(node.text()).orElseThrow(() -> node.refuse("is " + node.found() + "; " + FORMS));
  }

  /** What Slurm writes and reads; empty for UNLIMITED and for what is no time. */
  public static Optional<Walltime> of(String text) {
    Matcher days = WITH_DAYS.matcher(text);
    if (days.matches()) {
      long hours = 24 * part(days, 1) + part(days, 2);
      return some(3600 * hours + 60 * part(days, 3) + part(days, 4));
    }
    Matcher plain = PLAIN.matcher(text);
    if (plain.matches()) {
      return some(3600 * part(plain, 1) + 60 * part(plain, 2) + part(plain, 3));
    }
    return Optional.empty();
  }

  /**
   * When a worker is told to stop: as long before the limit as a checkpoint may take. A scheduler
   * looks at limits only every half minute and warns up to a minute early, so that short limits (of
   * tests) keep three quarters.
   */
  public Duration warning() {
    return Duration.ofSeconds(Math.min(120, Math.max(1, seconds / 4)));
  }

  /** The deadline that a worker keeps by itself: a little before the warning. */
  public Duration deadline() {
    return Duration.ofSeconds(seconds).minus(warning()).minusSeconds(Math.min(30, seconds / 8));
  }

  @Override
  public Object toSettings() {
    return toString();
  }

  /** As sbatch takes it: 04:00:00, 36:00:00. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static Optional<Walltime> some(long seconds) {
    return seconds < 1 ? Optional.empty() : Optional.of(new Walltime(seconds));
  }

  private static long part(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
