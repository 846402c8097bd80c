package org.lethe.network.dl4j;

import java.nio.FloatBuffer;
import org.lethe.nd.Parallel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * y = max(0, a + b) of two equal shapes, and back. Deeplearning4j makes it of a sum, a rectifier
 * and copies between them, each a pass over memory.
 */
interface SumRelu {
  /** y ← max(0, a + b). */
  void forward(INDArray a, INDArray b, INDArray y);

  /** da ← dy where y &gt; 0, else 0; db ← the same: who gets one may add to it. */
  void backward(INDArray y, INDArray dy, INDArray da, INDArray db);

  /** In blocks that stay in a processor's cache. */
  final class Loops implements SumRelu {
    private static final int BLOCK = 8192;

    @Override
    public void forward(INDArray a, INDArray b, INDArray y) {
      FloatBuffer first = Memory.buffer(a);
      FloatBuffer second = Memory.buffer(b);
      FloatBuffer out = Memory.buffer(y);
      forEachBlock(
          y,
          (from, length) -> {
            float[] values = new float[length];
            float[] others = new float[length];
            first.get(from, values);
            second.get(from, others);
            for (int i = 0; i < length; i++) {
              values[i] = Math.max(0, values[i] + others[i]);
            }
            out.put(from, values);
          });
    }

    @Override
    public void backward(INDArray y, INDArray dy, INDArray da, INDArray db) {
      FloatBuffer out = Memory.buffer(y);
      FloatBuffer above = Memory.buffer(dy);
      FloatBuffer first = Memory.buffer(da);
      FloatBuffer second = Memory.buffer(db);
      forEachBlock(
          y,
          (from, length) -> {
            float[] values = new float[length];
            float[] g = new float[length];
            out.get(from, values);
            above.get(from, g);
            BatchNormLoops.rectify(values, g, 1, 0);
            first.put(from, g);
            second.put(from, g);
          });
    }

    private interface Block {
      void at(int from, int length);
    }

    private static void forEachBlock(INDArray array, Block body) {
      int length = Math.toIntExact(array.length());
      Parallel.forEach(
          (length + BLOCK - 1) / BLOCK,
          block -> body.at(block * BLOCK, Math.min(BLOCK, length - block * BLOCK)));
    }
  }

  /** By ND4J's operations. */
  final class Operations implements SumRelu {
    @Override
    public void forward(INDArray a, INDArray b, INDArray y) {
      a.addi(b, y);
      Transforms.relu(y, false);
    }

    @Override
    public void backward(INDArray y, INDArray dy, INDArray da, INDArray db) {
      da.assign(y.gt(0).castTo(DataType.FLOAT)).muli(dy);
      db.assign(da);
    }
  }
}
