package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.embedding.Npy;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.RealModels;
import picocli.CommandLine;

/**
 * The command as somebody uses it who answers from a list of the truth. Guards against answers that
 * are lost or taken twice, against a table written over while it is filled in, and against wrong
 * answers that are learned from.
 */
class IdentifyCommandTest {
  private static final int POOL = 400;
  private static final List<String> SHARED =
      List.of("we", "you", "the", "and", "of", "to", "in", "for", "on", "at", "is", "are", "not");
  private static final List<String> SPAM =
      List.of("win", "prize", "cash", "free", "claim", "urgent");
  private static final List<String> HAM =
      List.of("home", "later", "dinner", "sorry", "tomorrow", "meet");

  @TempDir Path folder;
  private final Map<String, String> truth = new HashMap<>();

  /** A message a line, every fifth of them to forget; three of each side are known. */
  @BeforeEach
  void writePool() throws IOException {
    UniformRandomProvider random = new Seed(11).random();
    StringBuilder texts = new StringBuilder();
    StringBuilder known = new StringBuilder("id,label\n");
    int[] given = new int[2];
    for (int i = 1; i <= POOL; i++) {
      boolean forget = i % 5 == 0;
      for (int w = 0; w < 12; w++) {
        List<String> own = forget ? SPAM : HAM;
        List<String> from = random.nextDouble() < 0.25 ? own : SHARED;
        texts.append(from.get(random.nextInt(from.size()))).append(w < 11 ? ' ' : '\n');
      }
      String side = forget ? "forget" : "retain";
      String id = "line-%05d".formatted(i);
      truth.put(id, side);
      if (given[forget ? 1 : 0]++ < 3) {
        known.append(id).append(',').append(side).append('\n');
      }
    }
    Files.writeString(folder.resolve("pool.txt"), texts);
    Files.writeString(folder.resolve("known.csv"), known);
  }

  private record Ended(int code, String out, String err) {}

  private static Ended lethe(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return new Ended(line.execute(arguments), out.toString(), err.toString());
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Ended identify(String... more) {
    return identifyIn("work", more);
  }

  private Ended identifyIn(String out, String... more) {
    List<String> all =
        new ArrayList<>(List.of("identify", "--pool", path("pool.txt"), "--out", path(out)));
    all.addAll(List.of(more));
    return lethe(all.toArray(String[]::new));
  }

  private Ended begin() {
    Ended ended = identify("--labels", path("known.csv"), "--batch", "10", "--audit", "60");
    assertEquals(0, ended.code(), ended::err);
    return ended;
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills the table in as somebody would who knows. */
  private void answer(String work) throws IOException {
    List<String> filled = new ArrayList<>();
    for (String line : lines(work + "/to-label.csv")) {
      String id = line.substring(0, line.indexOf(','));
      filled.add(id.equals("id") ? line : line + truth.get(id));
    }
    Files.write(folder.resolve(work + "/to-label.csv"), filled);
  }

  private static void assertRefused(Ended ended, String... parts) {
    assertEquals(2, ended.code(), ended::toString);
    assertEquals(1, ended.err().lines().count(), ended::err);
    for (String part : parts) {
      assertTrue(ended.err().contains(part), ended::err);
    }
  }

  @Test
  void findsTheSpamAndSaysWhenToStop() throws IOException {
    Ended ended = begin();
    assertEquals(0, ended.code(), ended::err);
    assertEquals(1 + 60 + 10, lines("work/to-label.csv").size());
    int rounds = 1;
    while (!ended.out().contains("stable") && rounds < 25) {
      answer("work");
      ended = identify("--answers", path("work/to-label.csv"));
      assertEquals(0, ended.code(), ended::err);
      rounds++;
    }
    assertTrue(ended.out().contains("stable: the decisions of the last 3 rounds"), ended::out);
    assertEquals(1, lines("work/to-label.csv").size(), "nothing more is asked");
    int right = 0;
    int taken = 0;
    for (String line : lines("work/identified.csv")) {
      String[] cells = line.split(",", -1);
      if (cells[2].equals("forget")) {
        taken++;
        right += "forget".equals(truth.get(cells[0])) ? 1 : 0;
      }
    }
    assertTrue(right >= 72, "found " + right + " of 80");
    assertTrue(right >= 0.9 * taken, right + " of " + taken + " are right");
    assertEquals(1 + POOL, lines("work/identified.csv").size());
    assertEquals(1 + 19, lines("work/thresholds.csv").size());

    Ended again = identify();
    assertTrue(again.out().contains("stable"), again::out);
    Ended more = identify("--more");
    assertTrue(more.out().contains("next: label 10 samples"), more::out);
  }

  @Test
  void theSameAnswersTwiceChangeNothing() throws IOException {
    begin();
    answer("work");
    Path answers = folder.resolve("answers.csv");
    Files.copy(folder.resolve("work/to-label.csv"), answers);
    identify("--answers", answers.toString());
    Map<String, String> after = files("work");
    Ended again = identify("--answers", answers.toString());
    assertEquals(0, again.code(), again::err);
    assertTrue(again.out().contains("10 of 10 answers are missing"), again::out);
    assertEquals(after, files("work"));
  }

  @Test
  void aTableThatIsBeingFilledInIsNotWrittenOver() throws IOException {
    begin();
    answer("work");
    List<String> filled = lines("work/to-label.csv");
    Ended forgotten = identify();
    assertEquals(0, forgotten.code(), forgotten::err);
    assertTrue(forgotten.out().contains("--answers"), forgotten::out);
    assertEquals(filled, lines("work/to-label.csv"));
  }

  /** Whatever was written when the process died, the next call ends where an unkilled one does. */
  @Test
  void aKillAtAnyMomentLosesNothing() throws IOException {
    begin();
    answer("work");
    Files.copy(folder.resolve("work/to-label.csv"), folder.resolve("answers.csv"));
    Map<String, String> before = files("work");
    identify("--answers", path("answers.csv"));
    Map<String, String> after = files("work");
    List<String> order =
        List.of(
            "labels.csv", "identified.csv", "thresholds.csv", "rounds/0002.json", "to-label.csv");
    assertEquals(
        Set.of("session.yaml", "rounds/0001.json"),
        after.keySet().stream().filter(name -> !order.contains(name)).collect(Collectors.toSet()));
    for (int written = 0; written <= order.size(); written++) {
      Map<String, String> killed = new HashMap<>(before);
      for (String name : order.subList(0, written)) {
        killed.put(name, after.get(name));
      }
      String work = "killed" + written;
      for (Map.Entry<String, String> file : killed.entrySet()) {
        Path place = folder.resolve(work).resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        Files.writeString(place, file.getValue());
      }
      Files.writeString(folder.resolve(work).resolve(".labels.csv.half.tmp"), "id,la");
      Ended ended = identifyIn(work, "--answers", path("answers.csv"));
      assertEquals(0, ended.code(), ended::err);
      Files.delete(folder.resolve(work).resolve(".labels.csv.half.tmp"));
      assertEquals(after, files(work), "killed after " + written + " files");
    }
  }

  @Test
  void equalSessionsWriteEqualFiles() throws IOException {
    begin();
    identifyIn("other", "--labels", path("known.csv"), "--batch", "10", "--audit", "60");
    assertEquals(files("work"), files("other"));
  }

  private Map<String, String> files(String work) throws IOException {
    Path root = folder.resolve(work);
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return contents;
  }

  @Test
  void badAnswersAreRefusedByRowAndChangeNothing() throws IOException {
    begin();
    Map<String, String> before = files("work");
    assertRefused(
        answers("id,label\nline-00001,retain\n999,forget\n"), "row 2", "\"999\"", "no sample");
    assertRefused(
        answers("id,label\nline-00001,retain\nline-00002,retain\nline-00001,retain\n"),
        "row 3",
        "row 1",
        "too");
    assertRefused(
        answers("id,label\nline-00001,forgets\n"), "row 1", "did you mean forget?", "skip");
    assertRefused(
        answers("id,label\nline-00005,retain\n"), "id line-00005 is retain here and forget in");
    assertRefused(answers("id,lable\nline-00005,retain\n"), "label", "did you mean lable?");
    assertRefused(answers("id,label\nline-00005\n"), "1 field where the table has 2");
    assertRefused(answers("id,label\n\"line-00005,retain\n"), "no table");
    assertRefused(answers(""), "is empty");
    assertRefused(identify("--answers", path("none.csv")), "no such file");
    assertEquals(before, files("work"));
  }

  private Ended answers(String csv) throws IOException {
    Files.writeString(folder.resolve("answers.csv"), csv);
    return identify("--answers", path("answers.csv"));
  }

  @Test
  void blankAndSkippedAnswersAreNoLabels() throws IOException {
    begin();
    List<String> asked = lines("work/to-label.csv");
    String audit = asked.get(1).substring(0, asked.get(1).indexOf(','));
    String proposed = asked.get(61).substring(0, asked.get(61).indexOf(','));
    Ended ended = answers("id,label\n" + audit + ",\n" + proposed + ", Skip \n");
    assertEquals(0, ended.code(), ended::err);
    assertTrue(ended.out().contains("(1 skipped)"), ended::out);
    List<String> next = lines("work/to-label.csv");
    assertTrue(next.stream().anyMatch(line -> line.startsWith(audit + ",")), "audit stays open");
    assertFalse(next.stream().anyMatch(line -> line.startsWith(proposed + ",")), "skipped is not");
  }

  @Test
  void anotherPoolOrAuditIsRefused() throws IOException {
    begin();
    assertRefused(identify("--audit", "70"), "audit 60", "cannot change");
    assertRefused(identify("--seed", "2"), "seed 1", "cannot change");
    Files.writeString(folder.resolve("pool.txt"), "one\ntwo\nthree\n");
    assertRefused(identify(), "session.yaml", "400 samples", "another --out");
  }

  @Test
  void badInputIsRefusedBeforeAnythingIsWritten() throws IOException {
    assertRefused(identify("--audit", "300"), "audit is 300", "400", "half");
    assertRefused(identify("--strategy", "uncertain"), "--strategy", "did you mean uncertainty?");
    assertRefused(identify("--encoder", "network-layer"), "--encoder", "tfidf");
    assertRefused(identify("--batch", "0"), "batch is 0");
    assertRefused(identify("--threshold", "1.5"), "threshold is 1.5");
    assertRefused(identify("pobe.c=1"), "pobe", "did you mean probe?");
    assertRefused(identify("--encoder", "raw"), "raw needs numbers");
    assertRefused(lethe("identify", "--out", path("work")), "--pool is missing");
    assertRefused(lethe("identify", "--pool", path("pool.txt")), "--out is missing");
    assertRefused(
        lethe("identify", "--pool", path("none.txt"), "--out", path("work")), "no such file");
    Files.writeString(folder.resolve("pool.pdf"), "x");
    assertRefused(
        lethe("identify", "--pool", path("pool.pdf"), "--out", path("work")), "pool.pdf", ".txt");
    assertFalse(Files.exists(folder.resolve("work")), "nothing is half-written");
    Files.createDirectories(folder.resolve("full"));
    Files.writeString(folder.resolve("full/thesis.tex"), "x");
    assertRefused(identifyIn("full"), "holds other files");
  }

  @Test
  void contentIsShownOnRequestOnlyAndAsNoFormula() throws IOException {
    Files.writeString(
        folder.resolve("pool.csv"),
        "id,text\na,\"=HYPERLINK(1)\nsecond\"\nb,plain words here\nc,others there too\n");
    Ended ended =
        lethe(
            "identify",
            "--pool",
            path("pool.csv"),
            "--out",
            path("quiet"),
            "--id-column",
            "id",
            "--audit",
            "0",
            "--batch",
            "3");
    assertEquals(0, ended.code(), ended::err);
    assertFalse(Files.readString(folder.resolve("quiet/to-label.csv")).contains("HYPERLINK"));
    lethe(
        "identify",
        "--pool",
        path("pool.csv"),
        "--out",
        path("shown"),
        "--id-column",
        "id",
        "--audit",
        "0",
        "--show-content");
    assertTrue(
        Files.readString(folder.resolve("shown/to-label.csv")).contains(",'=HYPERLINK(1) second"),
        "a table program would run it");
  }

  @Test
  void rowsOfNumbersAreAPoolToo() throws IOException {
    StringBuilder csv = new StringBuilder("name,x,y\n");
    for (int i = 0; i < 60; i++) {
      csv.append("n")
          .append(i)
          .append(',')
          .append(i % 5 == 0 ? 3 : 0)
          .append(',')
          .append(i % 7)
          .append('\n');
    }
    Files.writeString(folder.resolve("numbers.csv"), csv);
    Files.writeString(folder.resolve("few.csv"), "id,label\nn0,forget\nn1,retain\n");
    Ended ended =
        lethe(
            "identify",
            "--pool",
            path("numbers.csv"),
            "--id-column",
            "name",
            "--feature-columns",
            "x,y",
            "--labels",
            path("few.csv"),
            "--audit",
            "10",
            "--out",
            path("numbers"));
    assertEquals(0, ended.code(), ended::err);
    assertTrue(lines("numbers/identified.csv").get(1).startsWith("n0,1.000000,forget,label"));
  }

  @Test
  void anArrayOfNumPyIsAPool() throws IOException {
    float[] values = new float[80];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 10 == 0 ? 3 : i % 7;
    }
    Npy.write(folder.resolve("rows.npy"), new DenseFeatures(values, 40, 2));
    Files.writeString(folder.resolve("few.csv"), "id,label\n0,forget\n1,retain\n");
    Ended ended =
        lethe(
            "identify",
            "--pool",
            path("rows.npy"),
            "--labels",
            path("few.csv"),
            "--audit",
            "8",
            "--out",
            path("array"));
    assertEquals(0, ended.code(), ended::err);
    assertEquals(41, lines("array/identified.csv").size());
    Files.writeString(folder.resolve("rows.npy"), "no array");
    assertRefused(
        lethe("identify", "--pool", path("rows.npy"), "--out", path("other")), "rows.npy");
  }

  @Test
  void aFolderOfPicturesIsAPool() throws IOException {
    Path model = RealModels.folder("resnet20-cifar10");
    Files.createDirectories(folder.resolve("pictures"));
    for (int i = 0; i < 12; i++) {
      BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      for (int at = 0; at < 32 * 32; at++) {
        picture.setRGB(at / 32, at % 32, i % 3 == 0 ? 0xC00000 + at : 0x0000C0 + at * 99);
      }
      ImageIO.write(picture, "png", folder.resolve("pictures/" + i + ".png").toFile());
    }
    Files.writeString(folder.resolve("few.csv"), "id,label\n0.png,forget\n1.png,retain\n");
    String[] arguments = {
      "identify",
      "--pool",
      path("pictures"),
      "--encoder",
      "{name: onnx-image, model: " + model + "}",
      "--labels",
      path("few.csv"),
      "--audit",
      "3",
      "--batch",
      "2",
      "--out",
      path("work")
    };
    LetheProcess.Ended ended = process(arguments);
    assertEquals(0, ended.exitCode(), ended::err);
    assertEquals(13, lines("work/identified.csv").size());
    assertTrue(lines("work/session.yaml").toString().contains("samples: 12"));
    Files.writeString(folder.resolve("pictures/broken.png"), "no picture");
    LetheProcess.Ended other = process(arguments);
    assertEquals(2, other.exitCode(), other::err);
    assertTrue(other.err().contains("another --out"), other::err);
  }

  private LetheProcess.Ended process(String... arguments) throws IOException {
    try {
      return LetheProcess.in(folder).run(arguments);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A session's own list is the forget side of a selection, over texts, tables and arrays. */
  @Test
  void whatWasFoundGoesStraightIntoASelection() throws IOException {
    begin();
    for (int round = 0; round < 3; round++) {
      answer("work");
      identify("--answers", path("work/to-label.csv"));
    }
    Ended ended = selected("pool.txt", "work/identified.csv");
    assertEquals(0, ended.code(), ended::err);
    List<String> found =
        lines("work/identified.csv").stream()
            .filter(line -> line.contains(",forget,"))
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();
    List<String> removed = lines("removal/removed.txt");
    assertEquals(20, removed.size());
    assertTrue(found.containsAll(removed), removed::toString);
    assertEquals(found.size() + 1, lines("removal/ranking.csv").size());
    assertTrue(
        ended.out().contains("of " + found.size() + " forget samples"), "the rest is retained");
    assertTrue(ended.out().contains(POOL - found.size() + " retained"), ended::out);
  }

  private Ended selected(String pool, String identified) {
    return lethe(
        "select",
        "--quiet",
        "--pool",
        path(pool),
        "--identified",
        path(identified),
        "--budget",
        "20",
        "--out",
        path("removal"));
  }

  @Test
  void whatIsNoListOfThisPoolIsNoForgetSide() throws IOException {
    Files.writeString(folder.resolve("three.txt"), "one\ntwo\nthree\n");
    String head = "id,probability,decision,by\n";
    String one = "line-00001,,forget,label\n";
    String two = "line-00002,,retain,prediction\n";
    assertRefused(decided(head + one + two), "lacks 1 of the 3 samples", "\"line-00003\"");
    assertRefused(decided(head + one + one), "row 2", "only one sample", "line-00001");
    assertRefused(decided(head + one + "7,,retain,label\n"), "row 2", "no sample", "\"7\"");
    assertRefused(
        decided(head + one + two + "line-00003,,unknown,prediction\n"),
        "row 3",
        "nothing is decided",
        "lethe identify");
    assertRefused(
        decided(head + one + two + "line-00003,,reatin,label\n"), "row 3", "did you mean retain?");
    assertRefused(
        decided(head + two + "line-00001,,retain,label\nline-00003,,retain,label\n"),
        "no sample is to be forgotten");
    assertRefused(decided("id,label\nline-00001,forget\n"), "decision");
    assertRefused(selected("three.txt", "none.csv"), "no such file");
    assertRefused(
        lethe("select", "--pool", path("three.txt"), "--out", path("removal")),
        "--pool and --identified");
    assertFalse(Files.exists(folder.resolve("removal")), "nothing is half-written");
  }

  private Ended decided(String csv) throws IOException {
    Files.writeString(folder.resolve("decided.csv"), csv);
    return selected("three.txt", "decided.csv");
  }
}
