package org.lethe.nd;

/** Numbers of 16 bits, IEEE 754 binary16: a sign, five bits of exponent with bias 15, ten more. */
public final class HalfFloat {
  private HalfFloat() {}

  /** The same number in 32 bits; every binary16 is one. */
  public static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float small = fraction * 0x1p-24f; // subnormal: no hidden bit
      return sign == 0 ? small : -small;
    }
    int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
