package org.lethe.curation.identify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.lethe.curation.OwnFeatures;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.encoder.KeptRows;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;

/**
 * Looking for p1 in a pool with a person who answers, in a folder that holds all there is to know:
 * a session can be left and taken up at any moment, also after a kill. Answers are written down
 * before anything is made of them; a round is complete when its record is there, and is made again
 * otherwise. Equal answers give equal files.
 */
public final class IdentifySession {

  /** What the folder is about, {@code session.yaml}. */
  record Described(
      @Setting("the pool it belongs to") PoolIdentity pool,
      @Setting("how p1 is looked for") IdentifySettings settings) {}

  /** A pool, so that another one is noticed. */
  record PoolIdentity(
      @Setting("its file or folder, as it was named") String file,
      @Setting("of the file's bytes; of a folder, of all its files") String sha256,
      @Setting("how many samples it has") int samples) {}

  /**
   * A changed setting.
   *
   * @param text {@code key=value}
   * @param origin what messages call its place: {@code --batch}
   */
  public record Change(String text, String origin) {}

  /**
   * Where the session stands.
   *
   * @param round the last complete round
   * @param waiting whether nothing was done since answers to what was asked are missing
   * @param unanswered how many of the asked samples have no answer yet
   * @param toLabel what to fill in
   * @param identified the samples and their probabilities
   */
  public record Standing(
      RoundRecord round, boolean waiting, int unanswered, Path toLabel, Path identified) {}

  private final SessionFiles files;
  private final OwnSamples pool;
  private final KeptRows kept;
  private final IdentifySettings settings;
  private final Map<String, Integer> rowOf;
  private final Map<String, SessionFiles.Kept> labels;
  private final List<RoundRecord> rounds;
  private final Optional<String> newDescription;

  private IdentifySession(
      SessionFiles files,
      OwnSamples pool,
      KeptRows kept,
      IdentifySettings settings,
      Optional<String> newDescription) {
    this.files = files;
    this.pool = pool;
    this.kept = kept;
    this.settings = settings;
    this.newDescription = newDescription;
    rowOf = new HashMap<>();
    for (int i = 0; i < pool.size(); i++) {
      rowOf.put(pool.ids().get(i), i);
    }
    labels = new LinkedHashMap<>(files.readLabels(rowOf.keySet()));
    rounds = new ArrayList<>(files.rounds());
  }

  /**
   * Opens a session or begins one; writes nothing yet.
   *
   * @param kept rows that encoders made before
   * @param changes replace the session's settings, or the defaults where it begins
   * @throws BadInput if the folder is not a session's, is about another pool, or a setting is not
   *     allowed or cannot be changed any more
   */
  public static IdentifySession open(
      Path folder, OwnSamples pool, KeptRows kept, List<Change> changes) {
    SessionFiles files = new SessionFiles(folder);
    files.requireNewOrSession();
    Optional<Described> before = Optional.empty();
    SettingsFile wanted =
        SettingsFile.parse(
            pool.material() instanceof Material.Numbers ? "encoder: raw" : "{}", "settings");
    if (Files.exists(files.session())) {
      SettingsFile written = SettingsFile.read(files.session());
      before = Optional.of(IdentifySettings.binder().bind(written, Described.class));
      requireSame(before.get().pool(), pool, files.session());
      wanted =
          SettingsFile.parse(
              IdentifySettings.canonical().yaml(before.get().settings()),
              files.session().toString());
    }
    for (Change change : changes) {
      wanted = wanted.with(change.text(), change.origin());
    }
    IdentifySettings settings = IdentifySettings.binder().bind(wanted, IdentifySettings.class);
    before.ifPresent(described -> requireSame(described.settings(), settings, files.session()));
    Described described =
        new Described(
            before
                .map(Described::pool)
                .orElseGet(() -> new PoolIdentity(pool.place(), pool.identity(), pool.size())),
            settings);
    return new IdentifySession(
        files,
        pool,
        kept,
        settings,
        before.isPresent() && before.get().equals(described)
            ? Optional.empty()
            : Optional.of(IdentifySettings.canonical().yaml(described)));
  }

  private static void requireSame(PoolIdentity before, OwnSamples pool, Path session) {
    if (!before.sha256().equals(pool.identity()) || before.samples() != pool.size()) {
      throw new BadInput(
          session
              + ": is about "
              + before.file()
              + " with "
              + before.samples()
              + " samples and sha256 "
              + before.sha256()
              + "; "
              + pool.place()
              + " has "
              + pool.size()
              + " and "
              + pool.identity()
              + "; give the pool of this session, or another --out");
    }
  }

  /** What the audit and every random order depend on. */
  private static void requireSame(IdentifySettings before, IdentifySettings after, Path session) {
    if (before.seed() != after.seed() || before.audit() != after.audit()) {
      throw new BadInput(
          session
              + ": began with seed "
              + before.seed()
              + " and audit "
              + before.audit()
              + ", which cannot change any more; found seed "
              + after.seed()
              + " and audit "
              + after.audit());
    }
  }

  /**
   * Folds answers in and makes the next round, if there is anything new to make it of.
   *
   * @param given labels that were there before anybody was asked
   * @param answers a table that was filled in
   * @param more whether to go on after the search has become stable
   * @param showContent whether the table to fill in may show the samples
   * @throws BadInput if a label cannot be used; nothing is written then
   */
  public Standing advance(
      Optional<Path> given, Optional<Path> answers, boolean more, boolean showContent) {
    Map<String, SessionFiles.Kept> before = new LinkedHashMap<>(labels);
    given.ifPresent(file -> fold(file, "given"));
    answers.ifPresent(file -> fold(file, "round-" + rounds.size()));
    boolean[] audit = audit();
    String labelsSha256 = Canonical.sha256(SessionFiles.labelsCsv(labels));
    boolean nothingNew =
        !rounds.isEmpty()
            && last().labelsSha256().equals(labelsSha256)
            && !(more && last().asked().isEmpty() && !isComplete());
    // what cannot be encoded is refused here, before anything is written
    Optional<Features> features = nothingNew ? Optional.empty() : Optional.of(features());
    newDescription.ifPresent(files::writeSession);
    if (!labels.equals(before) || !Files.exists(files.labels())) {
      files.writeLabels(labels);
    }
    Optional<Material> shown = showContent ? Optional.of(pool.material()) : Optional.empty();
    if (features.isEmpty()) {
      if (!last().asked().isEmpty() && !files.asks(last().asked())) {
        files.writeToLabel(last().asked(), rowOf, shown);
      }
      return standing(last(), !last().asked().isEmpty());
    }
    RoundRecord made = round(features.get(), audit, labelsSha256, more);
    files.writeRound(made);
    rounds.add(made);
    files.writeToLabel(made.asked(), rowOf, shown);
    return standing(made, false);
  }

  private RoundRecord last() {
    return rounds.get(rounds.size() - 1);
  }

  private Standing standing(RoundRecord round, boolean waiting) {
    int unanswered =
        (int) round.asked().stream().filter(one -> !labels.containsKey(one.id())).count();
    return new Standing(round, waiting, unanswered, files.toLabel(), files.identified());
  }

  private boolean isComplete() {
    return labels.size() == pool.size();
  }

  private void fold(Path file, String source) {
    for (LabelFile.Entry entry : LabelFile.read(file, rowOf.keySet())) {
      SessionFiles.Kept known = labels.get(entry.id());
      if (known == null) {
        labels.put(entry.id(), new SessionFiles.Kept(entry.answer(), source));
      } else if (known.answer() != entry.answer()) {
        throw new BadInput(
            entry.place()
                + ": id "
                + entry.id()
                + " is "
                + entry.answer().word()
                + " here and "
                + known.answer().word()
                + " in "
                + files.labels()
                + "; correct one of them");
      }
    }
  }

  /** The audit: drawn when the session begins from what is not labelled, and never again. */
  private boolean[] audit() {
    boolean[] audit = new boolean[pool.size()];
    if (!rounds.isEmpty()) {
      for (RoundRecord.Asked one : rounds.get(0).asked()) {
        audit[row(one.id())] = one.audit();
      }
      return audit;
    }
    long[] keys = Round.keys(pool.ids(), new Seed(settings.seed()).derive("audit"));
    int[] open =
        IntStream.of(Round.inOrder(keys))
            .filter(i -> !labels.containsKey(pool.ids().get(i)))
            .toArray();
    if (2L * settings.audit() > open.length) {
      throw new BadInput(
          "audit is "
              + settings.audit()
              + ", but only "
              + open.length
              + " samples of the pool are not labelled; allowed: up to half of them");
    }
    for (int i = 0; i < settings.audit(); i++) {
      audit[open[i]] = true;
    }
    return audit;
  }

  private int row(String id) {
    Integer row = rowOf.get(id);
    if (row == null) {
      throw new BadInput("rounds/0001.json names " + id + ", which the pool does not have");
    }
    return row;
  }

  private RoundRecord round(Features features, boolean[] audit, String labelsSha256, boolean more) {
    Answer[] answers = answers();
    long[] keys = Round.keys(pool.ids(), new Seed(settings.seed()).derive("order"));
    Round round = Round.of(features, keys, answers, audit, settings.probe());
    Identification found = Identification.of(round, keys, answers, audit, settings.probe());
    files.writeIdentified(pool.ids(), found, answers, settings.threshold());
    files.writeThresholds(found);

    boolean[] identified = found.identified(settings.threshold());
    Quality quality = found.quality(settings.threshold());
    boolean audited = settings.audit() > 0;
    double kappa = 0;
    int agreeing = 0;
    if (!rounds.isEmpty()) {
      RoundRecord last = last();
      kappa = Stability.kappa(identified(last), identified);
      boolean agree =
          found.probabilities().isPresent()
              && quality.identified() > 0
              && settings.stability().agree(kappa, last.quality(), quality, audited);
      agreeing = agree ? last.agreeing() + 1 : 0;
    }
    boolean stable = agreeing >= settings.stability().rounds();
    List<RoundRecord.Asked> asked =
        stable && !more ? List.of() : asked(round, keys, answers, audit);
    return new RoundRecord(
        rounds.size() + 1,
        labelsSha256,
        counts(answers, audit, false),
        counts(answers, audit, true),
        found.basis().word(),
        quality,
        kappa,
        agreeing,
        stable,
        IntStream.range(0, identified.length)
            .filter(i -> identified[i])
            .mapToObj(pool.ids()::get)
            .toList(),
        asked);
  }

  /** What of the audit is not answered yet, and what the strategy proposes. */
  private List<RoundRecord.Asked> asked(
      Round round, long[] keys, Answer[] answers, boolean[] audit) {
    List<RoundRecord.Asked> asked = new ArrayList<>();
    for (int row : Round.inOrder(keys)) {
      if (audit[row] && answers[row] == Answer.UNKNOWN) {
        asked.add(
            new RoundRecord.Asked(
                pool.ids().get(row), 0, "audit: drawn at random, for judging alone", true));
      }
    }
    for (Proposal proposal : settings.strategy().propose(round, settings.batch())) {
      asked.add(
          new RoundRecord.Asked(
              pool.ids().get(proposal.row()), proposal.score(), proposal.why(), false));
    }
    return asked;
  }

  private Answer[] answers() {
    Answer[] answers = new Answer[pool.size()];
    Arrays.fill(answers, Answer.UNKNOWN);
    labels.forEach((id, kept) -> answers[row(id)] = kept.answer());
    return answers;
  }

  private boolean[] identified(RoundRecord record) {
    Set<String> ids = new HashSet<>(record.identified());
    boolean[] identified = new boolean[pool.size()];
    for (int i = 0; i < identified.length; i++) {
      identified[i] = ids.contains(pool.ids().get(i));
    }
    return identified;
  }

  private static RoundRecord.Counts counts(Answer[] answers, boolean[] audit, boolean audited) {
    Map<Answer, Integer> counts = new EnumMap<>(Answer.class);
    for (int i = 0; i < answers.length; i++) {
      if (audit[i] == audited) {
        counts.merge(answers[i], 1, Integer::sum);
      }
    }
    return new RoundRecord.Counts(
        counts.getOrDefault(Answer.FORGET, 0),
        counts.getOrDefault(Answer.RETAIN, 0),
        counts.getOrDefault(Answer.SKIP, 0));
  }

  /** Learned from the whole pool, which needs no labels. */
  private Features features() {
    Seed seed = new Seed(settings.seed()).derive("encoder");
    return OwnFeatures.of(List.of(pool), settings.encoder(), kept, seed).features();
  }
}
