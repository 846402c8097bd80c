package org.lethe.unlearn;

import org.junit.jupiter.api.Tag;

/** The contract of unlearners on libtorch. */
@Tag("full")
class LibtorchUnlearnersTest extends EngineUnlearners {
  @Override
  String name() {
    return "libtorch";
  }
}
