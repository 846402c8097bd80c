package org.lethe.network;

import java.lang.management.ManagementFactory;

/** The limits of arrays outside of Java's heap. */
public final class NativeMemory {
  private NativeMemory() {}

  /**
   * Lets native arrays have most of the machine, before an engine is loaded; JavaCPP's own limit is
   * the heap's size, far below what networks need. A limit of the user's stays.
   */
  public static void limit() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      long bytes = machine.getTotalMemorySize();
      setUnlessGiven("org.bytedeco.javacpp.maxbytes", bytes / 100 * 70);
      setUnlessGiven("org.bytedeco.javacpp.maxphysicalbytes", bytes / 100 * 85);
    }
  }

  private static void setUnlessGiven(String property, long bytes) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Long.toString(bytes));
    }
  }
}
