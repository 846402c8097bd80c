package org.lethe.unlearn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lethe.network.Engine;
import org.lethe.network.Engines;

/** Unlearners keep the contract on an engine in single precision, where resuming is exact. */
abstract class EngineUnlearners extends UnlearnerContract {

  /** The engine under test, as an experiment names it. */
  abstract String name();

  @Override
  protected Engine engine() {
    Engine engine = Engines.get(name());
    engine.setThreads(1);
    return engine;
  }

  @Override
  protected float precision() {
    return Float.MIN_VALUE;
  }

  @Override
  List<Integer> breaks(int epochs) {
    return List.of(epochs - 1);
  }

  /** One variant of each: all of them are tested on naive loops. */
  @Override
  Stream<String> unlearners() {
    Map<String, String> last = new LinkedHashMap<>();
    super.unlearners().forEach(yaml -> last.put(TinyTask.unlearner(yaml).name(), yaml));
    return last.values().stream();
  }
}
