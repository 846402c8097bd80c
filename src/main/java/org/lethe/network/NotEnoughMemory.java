package org.lethe.network;

import java.util.function.Supplier;

/**
 * The memory of an engine ran out: that of a card, or of the processor outside of Java's heap. What
 * was under way is lost, and nothing else: its trial is recorded as failed, others may have room.
 */
public final class NotEnoughMemory extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what ran out, in one line
   */
  public NotEnoughMemory(String what, Throwable cause) {
    super(what, cause);
  }

  /**
   * A pass of a network over a batch.
   *
   * @throws NotEnoughMemory if there is none; the message has the size of the batch, which is what
   *     a user can change
   */
  public static <T> T pass(int examples, Supplier<T> work) {
    try {
      return work.get();
    } catch (NotEnoughMemory e) {
      throw new NotEnoughMemory(e.getMessage() + advice(examples), e);
    } catch (OutOfMemoryError e) {
      if (!isNative(e)) {
        throw e; // of Java's heap: everybody's
      }
      throw new NotEnoughMemory(e.getMessage() + advice(examples), e);
    }
  }

  /** JavaCPP says so of its arrays by an error, with the counts that it goes by. */
  private static boolean isNative(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    return message.contains("totalBytes") || message.contains("physicalBytes");
  }

  private static String advice(int examples) {
    return "; the batch had " + examples + " samples, a smaller batch needs less memory";
  }
}
