package org.lethe.network.dl4j;

/** How kernels compute that we wrote ourselves and do not leave to oneDNN or cuDNN. */
enum Kernels {
  /** Loops of Java and BLAS over the memory of the host: the fastest on a processor. */
  LOOPS {
    @Override
    BatchNorm batchNorm(int channels, boolean relu) {
      return new BatchNormLoops(channels, relu);
    }

    @Override
    Kernel linear(int in, int out) {
      return new LinearBlas(in, out);
    }

    @Override
    SumRelu sumRelu() {
      return new SumRelu.Loops();
    }
  },

  /** ND4J's operations, wherever its arrays lie; what a card needs. */
  OPERATIONS {
    @Override
    BatchNorm batchNorm(int channels, boolean relu) {
      return new BatchNormOperations(channels, relu);
    }

    @Override
    Kernel linear(int in, int out) {
      return new LinearOperations(in, out);
    }

    @Override
    SumRelu sumRelu() {
      return new SumRelu.Operations();
    }
  };

  abstract BatchNorm batchNorm(int channels, boolean relu);

  abstract Kernel linear(int in, int out);

  abstract SumRelu sumRelu();
}
