package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lethe.network.Engines;
import org.lethe.network.NotEnoughMemory;

/** Guards against pages of C++ in a record, and against values that are read in another order. */
@Tag("full")
class TensorsTest {
  @BeforeAll
  static void start() {
    Engines.get("libtorch");
  }

  @Test
  void valuesComeBackInRowMajorOrder() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    float[] back =
        Tensors.scoped(
            () ->
                Tensors.toFloats(
                    Tensors.of(values, Natives.CPU, 1, 2, 2, 2)
                        .contiguous(torch.MemoryFormat.ChannelsLast)));
    assertArrayEquals(values, back);
  }

  @Test
  void noMemoryIsOneLineWithAWayOut() {
    NotEnoughMemory error =
        assertThrows(
            NotEnoughMemory.class,
            () ->
                NotEnoughMemory.pass(
                    512,
                    () -> Tensors.scoped(() -> Tensors.of(new float[1], Natives.CPU, 1L << 48))));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("libtorch: "), message);
    assertTrue(
        message.endsWith("; the batch had 512 samples, a smaller batch needs less memory"),
        message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void errorsOfJavaPassAsTheyAre() {
    IllegalArgumentException mine = new IllegalArgumentException("mine");
    Runnable work =
        () -> {
          throw mine;
        };
    assertEquals(mine, assertThrows(RuntimeException.class, () -> Tensors.scoped(work)));
  }
}
