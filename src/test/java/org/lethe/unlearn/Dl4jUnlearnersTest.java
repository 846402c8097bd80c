package org.lethe.unlearn;

/** The contract of unlearners on Deeplearning4j. */
class Dl4jUnlearnersTest extends EngineUnlearners {
  @Override
  String name() {
    return "dl4j";
  }
}
