package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lethe.results.Estimate;

/** Guards against numbers that say more, less or something else than what was measured. */
class FormTest {

  @Test
  void sharesAreShownAsPercentWithOneDecimal() {
    assertEquals("75.0 %", Form.PERCENT.showWithSymbol(0.75));
    assertEquals("0.0", Form.PERCENT.show(-0.0001)); // no minus before a zero
  }

  @Test
  void anEstimateHasTheDigitsThatItsIntervalAllows() {
    // half-width (0.1277 − 0.1165)/2 = 0.0056: two digits, so four decimals
    assertEquals("0.1221 ± 0.0056", Form.NUMBER.show(new Estimate(0.12214, 0, 0.1165, 0.1277, 5)));
    assertEquals("1234 ± 56", Form.NUMBER.show(new Estimate(1234.4, 0, 1178, 1290, 5)));
    assertEquals("50.0 ± 5.6", Form.PERCENT.show(new Estimate(0.5, 0, 0.443542, 0.556458, 3)));
  }

  @Test
  void oneSeedHasNoInterval() {
    Estimate one = new Estimate(0.25, Double.NaN, Double.NaN, Double.NaN, 1);
    assertEquals("25.0", Form.PERCENT.show(one));
    assertEquals("0.25", Form.NUMBER.show(one));
  }

  @Test
  void anIntervalWithoutLengthIsShownAsOne() {
    assertEquals("0.05 ± 0", Form.NUMBER.show(new Estimate(0.05, 0, 0.05, 0.05, 3)));
    assertEquals("0 ± 0", Form.NUMBER.show(new Estimate(0, 0, 0, 0, 3)));
  }

  @Test
  void largeAndSmallNumbersKeepTheirDigits() {
    assertEquals("0.0001235", Form.significant(0.00012346, 4));
    assertEquals("1.23e-05", Form.significant(0.000012345, 4));
    assertEquals("123500", Form.significant(123456, 4));
    assertEquals("1.23e+07", Form.significant(12345678, 4));
    assertEquals("0", Form.significant(0, 4));
  }

  @Test
  void whatProgramsReadIsReadBackExactly() {
    for (double value : new double[] {0.1 + 0.2, 1e-300, -3, 12345678901234.5, Math.PI}) {
      assertEquals(value, Double.parseDouble(Form.exact(value)));
    }
    assertEquals("1", Form.exact(1));
  }
}
