package org.lethe.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepResult;

/**
 * Draws and runs candidates until a condition ends it. Which ones are drawn never depends on who
 * finished first: without generations no result is needed, with them all results of a generation
 * are told in the order of their draws before the next is drawn.
 */
final class Hunt {
  private final SweepFile file;
  private final Measuring measuring;
  private final Sweep.Publication publication;
  private final Sampler sampler;
  private final Termination termination;
  private final int generation;

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Row> byId = new LinkedHashMap<>();
  private final List<Told> draws = new ArrayList<>();
  private int told;
  private int repeats;
  private String ending = "";

  /** Rows before this one are finished. */
  private int prefix;

  private int best = -1;

  /** A candidate that was drawn for the first time. */
  private static final class Row {
    final int index;
    final Sweep.Drawn drawn;
    @Nullable SweepCandidate outcome;

    Row(int index, Sweep.Drawn drawn) {
      this.index = index;
      this.drawn = drawn;
    }
  }

  /** A draw, whose row may be that of an earlier one. */
  private record Told(Sampler.Draw draw, Row row) {}

  Hunt(SweepFile file, Measuring measuring, Sweep.Publication publication) {
    this.file = file;
    this.measuring = measuring;
    this.publication = publication;
    this.sampler = file.sampler();
    this.termination = new Termination(file.spec());
    this.generation = file.spec().search().generation();
  }

  SweepResult run(int threads) throws InterruptedException {
    Crew.run(
        threads,
        this::next,
        row ->
            finish(
                row,
                row.drawn.candidate().isPresent()
                    ? measuring.of(row.index, row.drawn.candidate().get(), "")
                    : measuring.refused(
                        row.index, row.drawn.point(), row.drawn.id(), row.drawn.refusal())));
    return result();
  }

  private synchronized Optional<Row> next() throws InterruptedException {
    while (ending.isEmpty()) {
      if (generation > 0 && draws.size() == told + generation && !tell()) {
        wait();
        continue;
      }
      Optional<String> end = termination.forbidsDraw(draws.size());
      if (end.isPresent()) {
        ending = end.get();
        break;
      }
      Optional<Sampler.Draw> draw = sampler.next();
      if (draw.isEmpty()) {
        ending = "there are no more candidates";
        break;
      }
      Sweep.Drawn drawn = Sweep.Drawn.of(file, draw.get().point(), Optional.empty());
      Row row = byId.get(drawn.id());
      if (row != null) {
        repeats++;
        draws.add(new Told(draw.get(), row));
        continue;
      }
      row = new Row(draws.size(), drawn);
      rows.add(row);
      byId.put(drawn.id(), row);
      draws.add(new Told(draw.get(), row));
      return Optional.of(row);
    }
    notifyAll();
    return Optional.empty();
  }

  /** Tells the sampler of the last generation, once all of it is finished. */
  private boolean tell() {
    List<Told> last = draws.subList(told, draws.size());
    if (last.stream().anyMatch(each -> each.row().outcome == null)) {
      return false;
    }
    for (Told each : last) {
      SweepCandidate outcome = each.row().outcome;
      if (outcome != null && outcome.status() == Status.COMPLETE) {
        each.draw().report().accept(outcome.judged().get(0));
      }
    }
    told = draws.size();
    return true;
  }

  private synchronized void finish(Row row, SweepCandidate outcome) {
    row.outcome = outcome;
    while (prefix < rows.size()) {
      SweepCandidate next = rows.get(prefix).outcome;
      if (next == null || endedByPatience()) {
        break;
      }
      if (next.status() == Status.COMPLETE && isBest(next)) {
        best = prefix;
      }
      prefix++;
      if (termination.endsAfter(prefix, best)) {
        ending = "the last candidates were no better";
      }
    }
    notifyAll();
    publication.soFar(soFar());
  }

  private boolean endedByPatience() {
    return termination.endsAfter(prefix, best);
  }

  private boolean isBest(SweepCandidate candidate) {
    SweepCandidate before = best < 0 ? null : rows.get(best).outcome;
    return before == null || candidate.judged().get(0) < before.judged().get(0);
  }

  private synchronized SweepResult soFar() {
    return Sweep.result(file, repeats, "", finished());
  }

  private synchronized SweepResult result() {
    return Sweep.result(file, repeats, ending, finished());
  }

  /** What was begun after the end by patience is recorded, but no part of the sweep. */
  private List<SweepCandidate> finished() {
    List<SweepCandidate> finished = new ArrayList<>();
    for (Row row : endedByPatience() ? rows.subList(0, prefix) : rows) {
      if (row.outcome != null) {
        finished.add(row.outcome);
      }
    }
    return finished;
  }
}
