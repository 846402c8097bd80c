package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import org.lethe.testing.Refused;

/**
 * Guards against milestones that are off by one epoch, warm-ups that jump, and rates that go below
 * zero at the end of a training.
 */
class ScheduleTest {
  private record Holder(@Setting("the schedule") Schedule schedule) {}

  private static Schedule schedule(String yaml) {
    return new Binder(List.of(Schedules.FAMILY))
        .bind(SettingsFile.parse("schedule: " + yaml, "x.yaml"), Holder.class)
        .schedule;
  }

  @Test
  void aConstantOneIsTheBaseRate() {
    Schedule constant = schedule("constant");
    assertEquals(1, constant.factor(0, 10));
    assertEquals(1, constant.factor(9.99, 10));
    assertEquals("constant", constant.name());
  }

  /** Halves and three quarters of 182 are 91 and ⌊136.5⌋ = 136, the published milestones. */
  @ParameterizedTest
  @CsvSource({"0, 1", "90.99, 1", "91, 0.1", "135.99, 0.1", "136, 0.01", "181.99, 0.01"})
  void stepsComeAtThePublishedMilestones(double epoch, double factor) {
    assertEquals(factor, schedule("step").factor(epoch, 182), 1e-15);
  }

  /** Of 5 epochs: ⌊2.5⌋ = 2 and ⌊4.5⌋ = 4, a third each. */
  @Test
  void milestonesAreRoundedDownToWholeEpochs() {
    Schedule step = schedule("{name: step, at: [0.9, 0.5], by: 0.5}");
    assertEquals(1, step.factor(1.8, 5));
    assertEquals(0.5, step.factor(2, 5));
    assertEquals(0.5, step.factor(3.9, 5));
    assertEquals(0.25, step.factor(4, 5));
    assertEquals(1, schedule("{name: step, at: []}").factor(4.9, 5));
  }

  /** (1 + cos(πt/10))/2; cos(π/4) = 0.70710678. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2.5, 0.85355339", "5, 0.5", "7.5, 0.14644661", "10, 0"})
  void aCosineFallsFromTheBaseRateToNothing(double epoch, double factor) {
    assertEquals(factor, schedule("cosine").factor(epoch, 10), 1e-8);
  }

  /** Two epochs t/2, then (1 + cos(π(t − 2)/8))/2. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 0.25", "1, 0.5", "2, 1", "4, 0.85355339", "6, 0.5", "10, 0"})
  void aWarmUpRisesToTheBaseRateAndTheCosineBeginsThere(double epoch, double factor) {
    assertEquals(factor, schedule("{name: cosine, warm-up: 2}").factor(epoch, 10), 1e-8);
  }

  /** Part of the way up, and no further. */
  @Test
  void aWarmUpThatIsLongerThanTheTrainingOnlyRises() {
    Schedule slow = schedule("{name: cosine, warm-up: 20}");
    assertEquals(0.25, slow.factor(5, 10));
    assertEquals(0.5, slow.factor(10, 10));
  }

  @Test
  void factorsAreInTheUnitIntervalAndDoNotJumpBetweenEpochs() {
    for (String yaml : List.of("cosine", "{name: cosine, warm-up: 3.5}")) {
      Schedule schedule = schedule(yaml);
      double before = schedule.factor(0, 30);
      for (double epoch = 0.01; epoch <= 30; epoch += 0.01) {
        double factor = schedule.factor(epoch, 30);
        assertTrue(factor >= 0 && factor <= 1, yaml + " at " + epoch + ": " + factor);
        assertEquals(before, factor, 0.01, yaml + " at " + epoch);
        before = factor;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{name: step, at: [0.5, 1]}', at is",
    "'{name: step, at: [0]}', at is",
    "'{name: step, by: 0}', by is 0.0; allowed: more than 0",
    "'{name: cosine, warm-up: -1}', warm-up is -1.0; allowed: 0 or more",
    "linear, linear",
  })
  void whatIsOutOfRangeIsRefusedByItsKey(String yaml, String said) {
    String message = Refused.message(BadInput.class, () -> schedule(yaml));
    assertTrue(message.contains(said), message);
    assertTrue(message.startsWith("x.yaml:1"), message);
  }
}
