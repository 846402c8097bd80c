package org.lethe.dataset;

import java.util.List;
import org.lethe.nd.DenseFeatures;

/** What the examples are, before any encoder: n texts, or n rows of numbers. */
public sealed interface Content {

  /** n. */
  int size();

  /** One text an example. */
  record Texts(List<String> texts) implements Content {
    public Texts {
      texts = List.copyOf(texts);
    }

    @Override
    public int size() {
      return texts.size();
    }
  }

  /** One row of numbers an example, {@code [n, d]}. */
  record Numbers(DenseFeatures rows) implements Content {
    @Override
    public int size() {
      return rows.rows();
    }
  }
}
