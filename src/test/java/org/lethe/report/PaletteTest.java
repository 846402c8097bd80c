package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Guards against rules that look alike, cannot be seen, or change their look between figures. */
class PaletteTest {

  private static final int WHITE = 0xFFFFFF;
  private static final int DARK_CARD = 0x1A1C21; // --card of page-dark.css

  @Test
  void thirtyRulesAllLookDifferentWithoutColourAlone() {
    List<String> rules = IntStream.range(0, 30).mapToObj(i -> "rule-" + i).toList();
    Palette palette = Palette.of(rules);
    Set<Object> looks = new HashSet<>();
    for (String rule : rules) {
      Style style = palette.of(rule);
      assertTrue(looks.add(List.of(style.light(), style.dash(), style.marker())), rule);
    }
  }

  @Test
  void theFirstSixDifferInColour() {
    Palette palette =
        Palette.of(List.of("lr-cos", "distance", "cos-mu2", "maha-mu2", "coreset", "random"));
    assertEquals(6, palette.styles().values().stream().map(Style::light).distinct().count());
  }

  @Test
  void theRulesOfTheGaussianExperimentDifferInColourAndAnAntiRuleInDash() {
    List<String> rules = List.of("random", "distance", "lr-maha-squared", "lr-maha", "coreset");
    Palette palette = Palette.of(rules);
    assertEquals(5, palette.styles().values().stream().map(Style::light).distinct().count());
    Palette pair = Palette.of(List.of("lr-cos", "anti-lr-cos"));
    assertEquals(pair.of("lr-cos").light(), pair.of("anti-lr-cos").light());
  }

  @Test
  void everyColourCanBeSeenOnItsPage() {
    List<String> rules = IntStream.range(0, 7).mapToObj(i -> "rule-" + i).toList();
    for (Style style : Palette.of(rules).styles().values()) {
      assertTrue(contrast(style.light(), WHITE) >= 3, style::toString);
      assertTrue(contrast(style.dark(), DARK_CARD) >= 3, style::toString);
    }
    Style random = Palette.of(List.of("random")).of("random");
    assertTrue(contrast(random.light(), WHITE) >= 3);
    assertTrue(contrast(random.dark(), DARK_CARD) >= 3);
  }

  @Test
  void aShippedRuleLooksTheSameWhateverElseIsCompared() {
    assertEquals(
        Palette.of(List.of("lr-cos")).of("lr-cos"),
        Palette.of(List.of("random", "aaa", "zzz", "lr-cos", "distance")).of("lr-cos"));
  }

  @Test
  void randomComesFirst() {
    assertEquals("random", Palette.of(List.of("aaa", "lr-cos", "random")).rules().get(0));
  }

  @Test
  void aRuleThatIsNotThereHasNoStyle() {
    assertThrows(IllegalArgumentException.class, () -> Palette.of(List.of("a")).of("b"));
  }

  // WCAG 2.1, relative luminance and contrast ratio
  private static double contrast(int a, int b) {
    double first = luminance(a);
    double second = luminance(b);
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 0xff)
        + 0.7152 * linear(rgb >> 8 & 0xff)
        + 0.0722 * linear(rgb & 0xff);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
