package org.lethe.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Guards the reference page against keys, defaults or methods that it does not show. */
class ReferenceTest {
  @Test
  void showsEveryKeyAndEveryMethod() {
    assertEquals(
        """
        ## The file

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `name` | text | **required** | the name of the experiment |
        | `title` | text | `''` | one line |
        | `data` | [map](#data) | **required** | the data |
        | `scorers` | list: [scorer](#scorers) | `[any]` | rules that are compared |
        | `extra` | [scorer](#scorers) | `{name: knn, k: 7}` | one more rule |
        | `budgets` | list: a share in [0, 1], or {count: 500} | `[0, 0.5, 1]` | shares or counts |
        | `seed` | whole number | `1` | where the random numbers begin |
        | `facts` | map to number | `{}` | known facts |

        ## Data

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `n1` | whole number | **required** | samples of the forget side, 1 or more |
        | `scale` | number | `2e0` | how it is drawn |
        | `limit` | whole number | none | a limit, none if absent |

        ## Scorers

        ### `any`

        Takes any.

        ### `knn`

        Ratio of distances to the k nearest.

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `k` | whole number | `5` | neighbours, 1 or more |
        | `squared` | `true` or `false` | `false` | squared distances |

        ### `lr-maha`

        Ratio of Mahalanobis distances.

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `ridge-share` | number | `1e-3` | ridge as a share of the mean variance, 0 or more |
        | `covariance` | `pooled`, `ledoit-wolf` | `pooled` | which covariance |

        ### `anti`

        The reverse of another rule.

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `rule` | [scorer](#scorers) | **required** | the rule that is reversed |
        """,
        new Reference(Samples.FAMILIES).markdown(Samples.Spec.class, "The file"));
  }

  @Test
  void aMethodWithoutASentenceIsOurOwnError() {
    record Silent() implements Samples.Rule {}
    Reference reference =
        new Reference(
            List.of(new Family<>(Samples.Rule.class, "scorer", Map.of("silent", Silent.class))));
    assertThrows(IllegalStateException.class, () -> reference.markdown(Samples.Data.class, "Data"));
  }
}
