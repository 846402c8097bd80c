package org.lethe.sweep;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lethe.experiment.ExperimentFile;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Canonical;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.SettingsNode;

/** A sweep file that was read and found to be possible, as far as that shows without data. */
public final class SweepFile {
  /** Every kind of method that a sweep file names besides those of its experiment. */
  public static final List<org.lethe.settings.Family<?>> FAMILIES = List.of(Search.FAMILY);

  private static final String EXPERIMENT = "experiment.";
  private static final String ORIGIN = "command line";

  /** Draws with which a value is tried before it is refused: it may need others beside it. */
  private static final int TRIES = 50;

  private final SettingsFile file;
  private final SweepSpec spec;
  private final SettingsFile base;

  private SweepFile(SettingsFile file, SweepSpec spec, SettingsFile base) {
    this.file = file;
    this.spec = spec;
    this.base = base;
  }

  /**
   * Reads a file and checks that every value of its space can be set.
   *
   * @param assignments {@code key=value} from the command line; {@code experiment.key=value} for
   *     the experiment
   * @throws BadInput if something cannot be read, is not allowed, or contradicts itself
   */
  public static SweepFile read(Path path, List<String> assignments) {
    SettingsFile file = SettingsFile.read(path);
    for (String assignment : assignments) {
      if (!assignment.startsWith(EXPERIMENT)) {
        file = file.with(assignment, ORIGIN);
      }
    }
    SweepSpec spec = new Binder(FAMILIES).bind(file, SweepSpec.class);
    SettingsFile base = spec.experiment().read(path);
    for (String assignment : assignments) {
      if (assignment.startsWith(EXPERIMENT)) {
        base = base.with(assignment.substring(EXPERIMENT.length()), ORIGIN);
      }
    }
    SweepFile sweep = new SweepFile(file, spec, base);
    sweep.check();
    return sweep;
  }

  /** Its settings. */
  public SweepSpec spec() {
    return spec;
  }

  /** What shapes the folder: everything but how long the search goes on, and how it is judged. */
  String identity() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", spec.name());
    settings.put("experiment", ExperimentSource.settings(base));
    settings.put("space", spec.space().toSettings());
    settings.put("search", new Canonical(FAMILIES).map((Record) spec.search()));
    settings.put("seed", spec.seed());
    return Canonical.yaml(settings);
  }

  /** A fresh sampler, always with the same sequence. */
  Sampler sampler() {
    return spec.search().sampler(spec.space(), new Seed(spec.seed()));
  }

  /**
   * A point as an experiment.
   *
   * @throws BadInput if its settings contradict each other
   */
  Candidate candidate(Space.Point point) {
    return candidate(point, Optional.empty());
  }

  /**
   * As above, with what a rung of successive halving gives.
   *
   * @param resource how many seeds, or the value of the key that {@link Halving} names
   */
  Candidate candidate(Space.Point point, Optional<Integer> resource) {
    SettingsFile settings = base.with("expected=[]", ORIGIN);
    for (Map.Entry<String, Axis.Value> each : point.values().entrySet()) {
      settings = each.getValue().set(settings, each.getKey());
    }
    if (resource.isPresent()) {
      Halving halving = spec.halving().orElseThrow();
      settings =
          halving.isOverSeeds()
              ? settings.with("seeds=" + firstSeeds(resource.get()), "halving")
              : settings.with(halving.over() + "=" + resource.get(), "halving");
    }
    String id = ExperimentFile.of(settings).contentId();
    SettingsFile named = settings.with("name=" + id, ORIGIN);
    return new Candidate(id, point, named, ExperimentFile.of(named));
  }

  /** A point as an experiment of its own, with all seeds: what is judged on test data. */
  String best(Space.Point point) {
    SettingsFile settings = base.with("name=" + spec.name() + "-best", ORIGIN);
    for (Map.Entry<String, Axis.Value> each : point.values().entrySet()) {
      settings = each.getValue().set(settings, each.getKey());
    }
    return Canonical.yaml(ExperimentSource.settings(settings));
  }

  private List<Long> firstSeeds(int count) {
    List<Long> seeds = seeds();
    return seeds.subList(0, Math.min(count, seeds.size()));
  }

  /** The seeds of the experiment. */
  List<Long> seeds() {
    return ExperimentFile.of(base).variants().values().iterator().next().seeds().values();
  }

  /** Where each measure stands in a candidate's records. */
  Map<String, Measure.Place> places(Candidate candidate) {
    Map<String, Measure.Place> places = new TreeMap<>();
    spec.measures()
        .forEach(
            (name, measure) -> {
              try {
                places.put(name, measure.in(candidate.experiment()));
              } catch (IllegalArgumentException e) {
                throw refused("measures." + name, String.valueOf(e.getMessage()));
              }
            });
    return places;
  }

  /** An error about a key of this file. */
  BadInput refused(String key, String problem) {
    SettingsNode place = file.at(key).orElse(file.root());
    return new BadInput(place.where() + ": " + key + ": " + problem);
  }

  private void check() {
    ExperimentFile.of(base);
    int drawn;
    try {
      sampler();
      drawn = spec.search().candidates(spec.space());
    } catch (IllegalArgumentException e) {
      throw refused("search", String.valueOf(e.getMessage()));
    }
    if (spec.search() instanceof GridSearch && spec.draws() < drawn) {
      throw refused(
          "candidates",
          "is "
              + spec.draws()
              + ", but the grid has "
              + drawn
              + "; allowed: "
              + drawn
              + " or more, fewer points or values, or search: random");
    }
    if (spec.judge() == Judge.CAUTIOUS && seeds().size() < 2) {
      throw refused("judge", "is cautious, but one seed has no interval; allowed: mean");
    }
    spec.halving().ifPresent(this::checkRungs);
    for (Axis axis : spec.space().axes()) {
      axis.domain().examples().forEach(value -> requirePossible(axis, value));
    }
  }

  private void checkRungs(Halving halving) {
    int most = seeds().size();
    if (halving.isOverSeeds() && (halving.from() >= most || halving.to() > most)) {
      throw refused(
          "halving",
          "goes from "
              + halving.from()
              + " to "
              + (halving.to() == 0 ? "all" : halving.to())
              + " seeds; the experiment has "
              + most);
    }
    if (spec.space().axes().stream().anyMatch(axis -> axis.key().equals(halving.over()))) {
      throw refused("halving", "gives " + halving.over() + ", which the space draws; allowed: one");
    }
  }

  /** Sets a value beside the first ones of all others, and if that fails beside drawn ones. */
  private void requirePossible(Axis axis, Axis.Value value) {
    Space space = spec.space();
    Optional<BadInput> first =
        refusal(space.pointWith(axis, value, each -> each.domain().examples().get(0)));
    if (first.isEmpty()) {
      return;
    }
    Sampler others = new RandomSearch().sampler(space, new Seed(spec.seed()).derive("check"));
    for (int i = 0; i < TRIES; i++) {
      Map<String, Axis.Value> drawn = others.next().orElseThrow().point().values();
      if (refusal(
              space.pointWith(
                  axis,
                  value,
                  each -> drawn.getOrDefault(each.key(), each.domain().examples().get(0))))
          .isEmpty()) {
        return;
      }
    }
    throw first.get();
  }

  private Optional<BadInput> refusal(Space.Point point) {
    try {
      places(candidate(point, spec.halving().map(halving -> halving.rungs(seeds().size()).get(0))));
      return Optional.empty();
    } catch (BadInput e) {
      return Optional.of(e);
    }
  }
}
