package org.lethe.sweep;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepResult;

/** Successive halving: all candidates of a rung are finished before the best of them go on. */
final class Rungs {
  private final SweepFile file;
  private final Measuring measuring;
  private final Sweep.Publication publication;
  private final Map<Integer, SweepCandidate> rows = new TreeMap<>();

  Rungs(SweepFile file, Measuring measuring, Sweep.Publication publication) {
    this.file = file;
    this.measuring = measuring;
    this.publication = publication;
  }

  /** A point with its number. */
  private record Numbered(int index, Space.Point point) {}

  SweepResult run(int threads) throws InterruptedException {
    Halving halving = file.spec().halving().orElseThrow();
    List<Space.Point> points = Sweep.drawAll(file, new Termination(file.spec()));
    List<Numbered> left = distinct(points, halving);
    List<Integer> resources = halving.rungs(file.seeds().size());
    int repeats = file.spec().draws() - left.size();
    for (int rung = 0; rung < resources.size() && !left.isEmpty(); rung++) {
      int resource = resources.get(rung);
      Iterator<Numbered> queue = left.iterator();
      Crew.run(
          Math.min(threads, left.size()),
          () -> {
            synchronized (queue) {
              return queue.hasNext() ? Optional.of(queue.next()) : Optional.empty();
            }
          },
          next -> finish(measured(next, resource, halving), repeats));
      if (rung < resources.size() - 1) {
        left = survivors(left, halving.survivors(left.size()));
      }
    }
    return Sweep.result(
        file, repeats, "the last rung of successive halving was done", List.copyOf(rows.values()));
  }

  /** Equal settings are one candidate, also where they were drawn as two points. */
  private List<Numbered> distinct(List<Space.Point> points, Halving halving) {
    Map<String, Numbered> byId = new LinkedHashMap<>();
    int most = halving.rungs(file.seeds().size()).get(0);
    for (int i = 0; i < points.size(); i++) {
      byId.putIfAbsent(
          Sweep.Drawn.of(file, points.get(i), Optional.of(most)).id(),
          new Numbered(i, points.get(i)));
    }
    return List.copyOf(byId.values());
  }

  private SweepCandidate measured(Numbered next, int resource, Halving halving)
      throws InterruptedException {
    Sweep.Drawn drawn = Sweep.Drawn.of(file, next.point(), Optional.of(resource));
    return drawn.candidate().isPresent()
        ? measuring.of(next.index(), drawn.candidate().get(), halving.over() + " " + resource)
        : measuring.refused(next.index(), next.point(), drawn.id(), drawn.refusal());
  }

  private synchronized void finish(SweepCandidate outcome, int repeats) {
    rows.put(outcome.index(), outcome);
    publication.soFar(Sweep.result(file, repeats, "", List.copyOf(rows.values())));
  }

  private List<Numbered> survivors(List<Numbered> rung, int count) {
    List<SweepCandidate> outcomes = new ArrayList<>();
    rung.forEach(each -> Optional.ofNullable(rows.get(each.index())).ifPresent(outcomes::add));
    List<SweepCandidate> ranked = Sweep.ranked(outcomes);
    List<Integer> onward =
        ranked.stream().limit(count).map(SweepCandidate::index).sorted().toList();
    ranked.stream()
        .filter(each -> !onward.contains(each.index()))
        .forEach(each -> rows.put(each.index(), each.with(Status.HALVED)));
    return rung.stream().filter(each -> onward.contains(each.index())).toList();
  }
}
