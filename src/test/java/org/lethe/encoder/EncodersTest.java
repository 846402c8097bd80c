package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.testing.RealModels;

/** Holds every encoder to {@link EncoderContract}; guards against one that is left out. */
class EncodersTest {

  @Test
  void everyEncoderIsHeldToTheContract() {
    Set<String> held =
        Arrays.stream(EncodersTest.class.getDeclaredClasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known =
        Encoders.FAMILY.members().values().stream()
            .map(type -> type.getSimpleName() + "Encoder")
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, held);
  }

  @Nested
  class TfIdfEncoder extends EncoderContract {
    @Override
    String settings() {
      return "{name: tfidf}";
    }

    @Override
    Content content(int n) {
      return texts(n);
    }
  }

  @Nested
  class TfIdfSvdEncoder extends EncoderContract {
    @Override
    String settings() {
      return "{name: tfidf-svd, components: 4}";
    }

    @Override
    Content content(int n) {
      return texts(n);
    }
  }

  @Nested
  class RawEncoder extends EncoderContract {
    @Override
    String settings() {
      return "{name: raw, standardise: zscore}";
    }

    @Override
    Content content(int n) {
      return numbers(n, 5);
    }
  }

  @Nested
  class NetworkLayerEncoder extends EncoderContract {
    @Override
    String settings() {
      return "{name: network-layer, architecture: {name: mlp, hidden: [6]},"
          + " training: {epochs: 1, batch: 8, augmentation: none}}";
    }

    @Override
    Content content(int n) {
      return pictures(n, 8);
    }

    /** Batches are shuffled positions: another order is another training. */
    @Override
    boolean dependsOnOrder() {
      return true;
    }
  }

  @Nested
  class OnnxTextEncoder extends EncoderContract {
    @Override
    String settings() {
      return "{name: onnx-text, model: '" + RealModels.folder("potion-base-2m-int8") + "'}";
    }

    @Override
    Content content(int n) {
      return texts(n);
    }
  }

  @Nested
  class OnnxImageEncoder extends EncoderContract {
    @Override
    String settings() {
      return "{name: onnx-image, batch: 8, model: '" + RealModels.folder("resnet20-cifar10") + "'}";
    }

    @Override
    Content content(int n) {
      return pictures(n, 32);
    }
  }
}
