package org.lethe.network.dl4j;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Between ND4J's arrays and Java's, in as few copies as can be. {@link #pointer}, {@link #buffer}
 * and {@link #read} are for arrays on the host; the rest works wherever an array lies.
 */
final class Memory {
  private Memory() {}

  /** The values in row-major order, a copy, wherever they lie. */
  static float[] toFloats(INDArray array) {
    INDArray rows = contiguous(array);
    boolean whole = rows.offset() == 0 && rows.data().length() == rows.length();
    return (whole ? rows : rows.dup('c')).data().asFloat();
  }

  /** The array, or a row-major copy of it where it is not. */
  static INDArray contiguous(INDArray array) {
    boolean plain = array.ordering() == 'c' && array.elementWiseStride() == 1 && !array.isView();
    if (plain) {
      return array;
    }
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return array.dup('c');
      }
      expected *= array.size(axis);
    }
    return array;
  }

  /** The values of a row-major array on the host, a copy. */
  static float[] read(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    buffer(array).get(0, values);
    return values;
  }

  /** The memory of a row-major array; on the host. */
  static FloatPointer pointer(INDArray array) {
    return new FloatPointer(array.data().addressPointer()).position(0).capacity(array.length());
  }

  /** As {@link #pointer}, for Java to read and write. */
  static FloatBuffer buffer(INDArray array) {
    return pointer(array).asBuffer();
  }
}
