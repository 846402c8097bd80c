package org.lethe.curation.select;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.select.SelectionResult.Neighbour;
import org.lethe.curation.select.SelectionResult.RuleOutcome;
import org.lethe.nd.AtomicFiles;
import org.lethe.report.SelectionPage;
import org.lethe.report.SelectionStory;
import org.lethe.report.SelectionStory.Fact;
import org.lethe.report.SelectionStory.Glimpse;
import org.lethe.results.Build;
import org.lethe.results.Estimate;
import org.lethe.settings.BadInput;

/**
 * What a selection leaves: {@code ranking.csv} (every forget sample, first to go first), {@code
 * removed.txt} (the ids that go, one a line), {@code removal.json} (the same as a manifest), {@code
 * selection.json} (the numbers of the page), {@code index.html}, and {@code skipped.csv} where
 * pictures were left out. The folder appears whole or not at all.
 */
public final class SelectionFolder {
  private static final String MANIFEST = "removal.json";
  private static final String SKIPPED = "skipped.csv";
  private static final Set<String> OURS =
      Set.of(
          "figures",
          "index.html",
          MANIFEST,
          "ranking.csv",
          "removed.txt",
          "selection.json",
          SKIPPED);

  /** Files whose checksums stand on the page; a folder of pictures may have a million. */
  private static final int MOST_FILES = 8;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final SelectionRequest request;
  private final SelectionResult result;
  private final boolean showContent;

  private SelectionFolder(SelectionRequest request, SelectionResult result, boolean showContent) {
    this.request = request;
    this.result = result;
    this.showContent = showContent;
  }

  /**
   * Before any work: whether a selection may be written there.
   *
   * @throws BadInput if the folder holds anything that is not an earlier selection's, or is the one
   *     that the process works in, which would be another afterwards
   */
  public static void requireFree(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new BadInput("--out " + folder + ": is a file; a folder was expected");
    }
    List<String> others;
    try (Stream<Path> files = Files.list(folder)) {
      if (Files.isSameFile(folder, Path.of(""))) {
        throw new BadInput(
            "--out "
                + folder
                + ": is the folder that the command is run in, and is replaced as a whole; name one"
                + " in it");
      }
      others =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !OURS.contains(name))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new BadInput("--out " + folder + ": cannot be read (" + e + ")", e);
    }
    if (!others.isEmpty()) {
      throw new BadInput(
          "--out "
              + folder
              + ": holds "
              + others.get(0)
              + ", which no selection has written; allowed: a new or empty folder, or that of an"
              + " earlier selection, which is replaced");
    }
  }

  /**
   * Writes everything.
   *
   * @param showContent whether beginnings of texts and small copies of pictures may be on the page
   * @throws BadInput if it cannot be written there
   */
  public static void write(
      SelectionRequest request, SelectionResult result, boolean showContent, Path folder) {
    requireFree(folder);
    Path target = folder.toAbsolutePath().normalize();
    Path whole = AtomicFiles.temporaryFor(target);
    Path earlier = AtomicFiles.temporaryFor(target);
    try {
      try {
        Files.createDirectories(whole);
        new SelectionFolder(request, result, showContent).write(whole);
        if (Files.exists(target)) {
          Files.move(target, earlier, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(whole);
        delete(earlier);
      }
    } catch (IOException e) {
      throw new BadInput("--out " + folder + ": cannot be written (" + e + ")", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  private void write(Path folder) throws IOException {
    AtomicFiles.write(folder.resolve("ranking.csv"), utf8(ranking()));
    String removed =
        result.manifest().removed().stream().map(id -> id + "\n").collect(Collectors.joining());
    AtomicFiles.write(folder.resolve("removed.txt"), utf8(removed));
    result.manifest().write(folder.resolve(MANIFEST));
    AtomicFiles.write(folder.resolve("selection.json"), utf8(numbers()));
    if (!request.forget().skipped().isEmpty() || !request.retain().skipped().isEmpty()) {
      AtomicFiles.write(folder.resolve(SKIPPED), utf8(skipped()));
    }
    SelectionPage.write(story(), folder);
  }

  private String skipped() throws IOException {
    StringBuilder out = new StringBuilder();
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
    try (CSVPrinter printer = new CSVPrinter(out, format)) {
      printer.printRecord("side", "id", "reason");
      for (Map.Entry<String, String> each : request.forget().skipped().entrySet()) {
        printer.printRecord("forget", each.getKey(), each.getValue());
      }
      for (Map.Entry<String, String> each : request.retain().skipped().entrySet()) {
        printer.printRecord("retain", each.getKey(), each.getValue());
      }
    }
    return out.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String ranking() throws IOException {
    SortedMap<String, double[]> parts = new TreeMap<>(result.parts());
    StringBuilder out = new StringBuilder();
    try (CSVPrinter printer =
        new CSVPrinter(out, CSVFormat.RFC4180.builder().setRecordSeparator('\n').get())) {
      List<Object> header = new ArrayList<>(List.of("rank", "id", "score", "removed"));
      header.addAll(parts.keySet());
      printer.printRecord(header);
      for (int place = 0; place < result.ranking().length; place++) {
        int row = result.ranking()[place];
        List<Object> line =
            new ArrayList<>(
                List.of(
                    place + 1,
                    request.forget().ids().get(row),
                    result.scores()[row],
                    place < result.removed() ? "yes" : "no"));
        parts.values().forEach(values -> line.add(values[row]));
        printer.printRecord(line);
      }
    }
    return out.toString();
  }

  // ------------------------------------------------------------------ selection.json

  private String numbers() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("rule", result.rule());
    root.put("forget_samples", result.ranking().length);
    root.put("retain_samples", request.retain().size());
    root.put("removed", result.removed());
    root.put("budget", result.share());
    root.put("budget_asked", result.manifest().budget());
    result
        .geometry()
        .ifPresent(
            g -> {
              root.put("kappa", g.kappa());
              root.put("condition", g.condition());
              root.put("cluster_index", g.clusterIndex());
            });
    result.probe().ifPresent(probe -> putProbe(root.putObject("probe"), probe));
    ArrayNode predictions = root.putArray("predictions");
    for (Prediction prediction : result.predictions()) {
      ObjectNode node = predictions.addObject();
      node.put("rule", prediction.rule().word());
      node.put("n1", prediction.sizes().forget());
      node.put("n2", prediction.sizes().retain());
      prediction.halfway().mean().ifPresent(mean -> node.put("halfway", mean));
      node.put("runs", prediction.halfway().runs());
      node.put("reached", prediction.halfway().reached());
    }
    ArrayNode rules = root.putArray("rules");
    for (RuleOutcome rule : result.rules()) {
      ObjectNode node = rules.addObject();
      node.put("rule", rule.label());
      rule.halved().ifPresent(v -> node.put("halved", v));
      rule.recall().ifPresent(v -> node.put("recall", v));
      node.put("jaccard", rule.jaccard());
    }
    ObjectNode skipped = root.putObject("skipped");
    result.skipped().forEach(skipped::put);
    result.warnings().forEach(root.putArray("warnings")::add);
    result.notes().forEach(root.putArray("notes")::add);
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void putProbe(ObjectNode node, ProbeCurve probe) {
    node.put("separability", probe.separability());
    probe.halved().ifPresent(v -> node.put("halved", v));
    ArrayNode curve = node.putArray("curve");
    for (int k = 0; k < probe.budgets().length; k++) {
      ObjectNode point = curve.addObject();
      point.put("budget", probe.budgets()[k]);
      put(point.putObject("recall"), probe.recallAt(k));
      put(point.putObject("false_alarms"), probe.falseAlarmsAt(k));
    }
  }

  private static void put(ObjectNode node, Estimate estimate) {
    node.put("mean", estimate.mean());
    node.put("ci_low", estimate.low());
    node.put("ci_high", estimate.high());
    node.put("n", estimate.n());
  }

  // ------------------------------------------------------------------ the page

  private SelectionStory story() {
    int removed = result.removed();
    double[] scores = result.scores();
    List<SelectionStory.Compared> rules = new ArrayList<>();
    for (RuleOutcome rule : result.rules()) {
      rules.add(
          new SelectionStory.Compared(
              rule.label(), rule.halved(), rule.recall(), Optional.of(rule.jaccard()), ""));
    }
    result
        .skipped()
        .forEach(
            (rule, reason) ->
                rules.add(
                    new SelectionStory.Compared(
                        rule, Optional.empty(), Optional.empty(), Optional.empty(), reason)));
    return new SelectionStory(
        String.format(
            Locale.ROOT, "%,d of %,d forget samples go", removed, result.ranking().length),
        answer(),
        result.warnings(),
        result.rule(),
        result.share(),
        scores,
        result.retainScores(),
        removed == 0 ? Optional.empty() : Optional.of(scores[result.ranking()[removed - 1]]),
        result.probe().map(SelectionFolder::probed).orElse(List.of()),
        result.geometry().map(Geometry::kappa).orElse(0.0),
        result.predictions().stream()
            .map(
                p ->
                    new SelectionStory.Predicted(
                        p.rule().word(), p.budgets(), p.alpha(), p.epsilon()))
            .toList(),
        rules,
        result.neighbours().stream().map(this::shown).toList(),
        made(),
        result.notes());
  }

  private static List<SelectionStory.Probed> probed(ProbeCurve probe) {
    List<SelectionStory.Probed> points = new ArrayList<>();
    for (int k = 0; k < probe.budgets().length; k++) {
      points.add(
          new SelectionStory.Probed(probe.budgets()[k], probe.recallAt(k), probe.falseAlarmsAt(k)));
    }
    return points;
  }

  /** The answer in sentences; also what the command prints. */
  private List<String> answer() {
    return Answer.of(request, result);
  }

  private SelectionStory.Shown shown(Neighbour neighbour) {
    List<SelectionStory.Near> nearest = new ArrayList<>();
    for (int i = 0; i < neighbour.retained().length; i++) {
      int row = neighbour.retained()[i];
      nearest.add(
          new SelectionStory.Near(
              request.retain().ids().get(row),
              neighbour.distances()[i],
              glimpse(request.retain(), row)));
    }
    return new SelectionStory.Shown(
        neighbour.place(),
        request.forget().ids().get(neighbour.row()),
        glimpse(request.forget(), neighbour.row()),
        nearest);
  }

  private Glimpse glimpse(OwnSamples samples, int row) {
    return showContent ? Glimpses.of(samples, row) : new Glimpse.Nothing();
  }

  private List<Fact> made() {
    Build build = Build.running();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("forget samples", request.forget().place()));
    facts.add(new Fact("retained samples", request.retain().place()));
    SortedMap<String, String> files = result.manifest().dataSha256();
    if (files.size() <= MOST_FILES) {
      files.forEach((name, sha256) -> facts.add(new Fact("sha256 of " + name, sha256)));
    } else {
      facts.add(new Fact("sha256", "of " + files.size() + " files, in " + MANIFEST));
    }
    facts.add(new Fact("settings", result.manifest().settings().toString()));
    facts.add(new Fact("seed", Long.toString(request.seed().value())));
    facts.add(
        new Fact(
            "Lethe",
            build.version()
                + ", commit "
                + build.commit()
                + (build.dirty() ? " with changes" : "")));
    facts.add(new Fact("Java", System.getProperty("java.version", "?")));
    return facts;
  }
}
