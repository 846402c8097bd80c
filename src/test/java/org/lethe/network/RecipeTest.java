package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.dataset.Augmentation;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Canonical;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import org.lethe.testing.Refused;

/** Guards against defaults that drift from the published recipe and values that cannot be meant. */
class RecipeTest {
  private record Holder(@Setting("the recipe") Recipe training) {}

  private static Recipe recipe(String yaml) {
    return new Binder(List.of(Schedules.FAMILY))
        .bind(SettingsFile.parse("training: " + yaml, "x.yaml"), Holder.class)
        .training;
  }

  /** 182 epochs of SGD, momentum 0.9, decay 5e-4, batch 256, 0.1 and a tenth at half and ¾. */
  @Test
  void theDefaultsAreThePublishedRecipe() {
    assertEquals(
        new Recipe(
            182,
            256,
            0.1,
            0.9,
            5e-4,
            new Schedule.Step(List.of(0.5, 0.75), 0.1),
            Augmentation.PAD_CROP_FLIP),
        recipe("{}"));
  }

  @Test
  void itIsWrittenAsItIsRead() {
    Recipe recipe =
        recipe(
            "{epochs: 3, batch: 2, learning-rate: 0.05, momentum: 0, decay: 0,"
                + " schedule: {name: cosine, warm-up: 0.5}, augmentation: none}");
    String written = new Canonical(List.of(Schedules.FAMILY)).yaml(new Holder(recipe));
    assertEquals(
        """
        training:
          epochs: 3
          batch: 2
          learning-rate: 0.05
          momentum: 0
          decay: 0
          schedule:
            name: cosine
            warm-up: 0.5
          augmentation: none
        """,
        written);
    assertEquals(recipe, recipe(written.substring(written.indexOf('\n'))));
  }

  @ParameterizedTest
  @CsvSource({
    "epochs: -1, epochs is -1; allowed: 0 to 100000",
    "epochs: 100001, epochs is 100001; allowed: 0 to 100000",
    "batch: 1, batch is 1; allowed: 2 or more",
    "learning-rate: 0, 'learning-rate is 0.0; allowed: more than 0, less than 100'",
    "learning-rate: 100, 'learning-rate is 100.0; allowed: more than 0, less than 100'",
    "momentum: 1, 'momentum is 1.0; allowed: [0, 1)'",
    "momentum: -0.1, 'momentum is -0.1; allowed: [0, 1)'",
    "decay: -1, decay is -1.0; allowed: 0 or more",
    "schedule: cosin, did you mean cosine?",
    "augmentation: flip, augmentation",
    "weight-decay: 0, weight-decay",
  })
  void whatIsOutOfRangeIsRefusedByItsKey(String setting, String said) {
    String message = Refused.message(BadInput.class, () -> recipe("{" + setting + "}"));
    assertTrue(message.contains(said), message);
    assertTrue(message.startsWith("x.yaml:1"), message);
  }
}
