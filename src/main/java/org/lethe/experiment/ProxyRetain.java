package org.lethe.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.lethe.dataset.DataSource;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.settings.BadInput;
import org.lethe.settings.Setting;
import org.lethe.settings.Suggestion;

/**
 * A coarse stand-in for p2 that scorers see in its place: who removes often has no fair sample of
 * what must stay, only something like it. Models are trained and measured with the true p2.
 */
public record ProxyRetain(
    @Setting(
            "a data source whose retained training samples stand in, encoded as the experiment's"
                + " own; else its own do")
        Optional<DataSource> from,
    @Setting(
            value =
                "classes of those samples that stand in: names, or beginnings with a star; [] means"
                    + " all",
            or = "[]")
        List<String> classes) {

  public ProxyRetain {
    classes = List.copyOf(classes);
    if (from.isEmpty() && classes.isEmpty()) {
      throw new IllegalArgumentException(
          "from and classes are both left out; allowed: one of them, or both");
    }
  }

  /** In words: {@code newsgroups, classes rec.*}. */
  String words() {
    String source = from.map(DataSource::name).orElse("this data set");
    return classes.isEmpty()
        ? source
        : source
            + (classes.size() == 1 ? ", class " : ", classes ")
            + String.join(" and ", classes);
  }

  /**
   * The samples that stand in, ascending.
   *
   * @param examples of the data source that {@link #from} names, or the experiment's own
   * @throws BadInput if a class is not there, or has no training sample
   */
  int[] rows(ExampleSet examples) {
    int[] retain = examples.rows(Side.RETAIN, Part.TRAIN);
    if (classes.isEmpty()) {
      return retain;
    }
    List<String> there =
        Arrays.stream(examples.classesOf(Side.RETAIN)).mapToObj(examples.classes()::get).toList();
    for (String wanted : classes) {
      if (there.stream().noneMatch(name -> matches(wanted, name))) {
        throw new BadInput(
            "retain-view.proxy.classes: the retained side of "
                + examples.source()
                + " has no class "
                + wanted
                + Suggestion.text(wanted, there));
      }
    }
    IntPredicate named =
        i ->
            classes.stream()
                .anyMatch(wanted -> matches(wanted, examples.classes().get(examples.labels()[i])));
    int[] rows = Arrays.stream(retain).filter(named).toArray();
    if (rows.length == 0) {
      throw new BadInput(
          "retain-view.proxy.classes: "
              + examples.source()
              + " has no retained training sample of "
              + String.join(", ", classes));
    }
    return rows;
  }

  private static boolean matches(String wanted, String name) {
    return wanted.endsWith("*")
        ? name.startsWith(wanted.substring(0, wanted.length() - 1))
        : name.equals(wanted);
  }
}
