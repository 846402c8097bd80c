package org.lethe.cluster;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * Why a worker should end early, once it should. Signals only set this flag, however often they
 * come: trials ask for it between epochs and write down where they stand. A deadline of our own
 * stands beside them, since not every site sends signals.
 */
public final class Stop {
  /** What engines send before they kill; others are the JVM's own. */
  public static final List<String> SIGNALS = List.of("USR1", "TERM", "INT");

  private volatile String reason = "";
  private final long started = System.nanoTime();
  private final Optional<Duration> deadline;

  /**
   * @param deadline from now; none if the engine gives all the time there is
   */
  public Stop(Optional<Duration> deadline) {
    this.deadline = deadline;
  }

  /** Asks for an end; the first reason stays. */
  public synchronized void ask(String why) {
    if (reason.isEmpty()) {
      reason = why;
    }
  }

  /** Whether to end; asked often, so it is cheap. */
  public boolean isAsked() {
    if (reason.isEmpty() && secondsLeft() <= 0) {
      ask("the deadline of " + deadline.map(Duration::toSeconds).orElse(0L) + " s has come");
    }
    return !reason.isEmpty();
  }

  /** In words; empty while nobody asked. */
  public String reason() {
    return reason;
  }

  /** Until the deadline; infinite where there is none. */
  double secondsLeft() {
    return deadline.map(d -> d.toMillis() / 1e3).orElse(Double.POSITIVE_INFINITY)
        - (System.nanoTime() - started) / 1e9;
  }

  /** From now on signals ask. Where a JVM has no such signals, the deadline is all there is. */
  public void listen() {
    for (String signal : SIGNALS) {
      handle(signal, () -> ask("signal " + signal));
    }
  }

  // By reflection: javac warns of sun.misc.Signal in a way that cannot be silenced, and a JVM
  // without jdk.unsupported still runs everything else.
  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object acting =
          Proxy.newProxyInstance(
              Stop.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() != Object.class) {
                  action.run();
                  return Optional.empty().orElse(null);
                }
                return switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> "handler of " + name;
                };
              });
      handle.invoke(null, signal.getConstructor(String.class).newInstance(name), acting);
    } catch (ReflectiveOperationException e) {
      Logger.getLogger(Stop.class.getName()).warning("no signal " + name + " here: " + e);
    }
  }
}
