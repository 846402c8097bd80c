package org.lethe.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;
import org.lethe.settings.Shown;

/**
 * The Jigsaw Toxic Comment Classification Challenge: comments on Wikipedia's talk pages with six
 * labels. p1 is what has one label, any of them, or one of some words; p2 is the rest, cut to a
 * multiple of p1 as in the paper. With all official files the scored comments of {@code test.csv}
 * are the test set, kept whole; else what is there is divided 60/20/20.
 *
 * <p>Ids are the publisher's; rows of a file without them are numbered: {@code row-00001}.
 */
@Described("Jigsaw Toxic Comments: p1 = toxic (or another label, or words), p2 = the rest.")
public record Jigsaw(
    @Setting(
            value =
                "p1: toxic, severe-toxic, obscene, threat, insult, identity-hate, any (of the six)"
                    + " or keywords",
            or = "toxic")
        Forget forget,
    @Setting(
            value = "with forget: keywords, the words or phrases, any case, that make a comment p1",
            or = "[]")
        List<String> keywords,
    @Setting(
            value =
                "official (train.csv), rows (its first 20,000), sample (5,420 rows, all labels), or"
                    + " auto: the first of them that is there and has the labels",
            or = "auto")
        TrainFile trainFile,
    @Setting(
            value = "retain comments for each forget comment, at most, drawn by the seed; 0 = all",
            or = "5")
        double retainRatio,
    @Setting(value = "comments that occur more than once: keep or drop all but one", or = "keep")
        Duplicates duplicates)
    implements DataSource {

  static final String NAME = "jigsaw";
  private static final String PAGE =
      "https://www.kaggle.com/c/jigsaw-toxic-comment-classification-challenge/data";
  private static final int TRAIN_ROWS = 159_571;
  private static final int SCORED_TEST_ROWS = 63_978;
  private static final String TEXT = "comment_text";
  private static final String ID = "id";

  /** Where it is published. */
  static final PublishedSet PUBLISHED =
      new PublishedSet(
          NAME,
          "Jigsaw Toxic Comments: 159,571 labelled comments (offensive by nature)",
          "CC0, comments CC BY-SA 3.0",
          PAGE,
          List.of(NAME),
          "it needs an account: log in at "
              + PAGE
              + ", accept the rules, download train.csv.zip, test.csv.zip and test_labels.csv.zip"
              + " (or all as one zip) and put them, packed or not, into the folder jigsaw of the"
              + " data home",
          Optional.empty(),
          Jigsaw::findings);

  /** What makes a comment one of p1. */
  public enum Forget {
    TOXIC,
    SEVERE_TOXIC,
    OBSCENE,
    THREAT,
    INSULT,
    IDENTITY_HATE,
    ANY,
    KEYWORDS;

    private String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The label columns that are read. */
    private List<String> columns() {
      return switch (this) {
        case KEYWORDS -> List.of();
        case ANY -> LABELS;
        default -> List.of(column());
      };
    }
  }

  private static final List<String> LABELS =
      Arrays.stream(Forget.values())
          .filter(forget -> forget != Forget.ANY && forget != Forget.KEYWORDS)
          .map(Forget::column)
          .toList();

  /** Which files are read. */
  public enum TrainFile {
    AUTO(""),
    OFFICIAL("train.csv"),
    ROWS("train_rows_00001_20000.csv"),
    SAMPLE("train_sample.csv");

    private final String train;

    TrainFile(String train) {
      this.train = train;
    }
  }

  /** The comments of one file, and on which side they are. */
  private record Comments(List<String> ids, List<String> texts, List<Boolean> forget) {
    Comments() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void add(String id, String text, boolean isForget) {
      ids.add(id);
      texts.add(text);
      forget.add(isForget);
    }
  }

  public Jigsaw {
    keywords = Keywords.checked("keywords", keywords);
    if ((forget == Forget.KEYWORDS) == keywords.isEmpty()) {
      throw new IllegalArgumentException(
          "keywords has "
              + keywords.size()
              + " words with forget: "
              + forget.column().replace('_', '-')
              + "; words go with forget: keywords, and with nothing else");
    }
    Pool.requireRetainRatio(retainRatio);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Corpus open(DataHome home) {
    Path folder = home.require(PUBLISHED);
    return trainFile == TrainFile.AUTO
        ? Arrays.stream(TrainFile.values())
            .filter(choice -> choice != TrainFile.AUTO && has(choice))
            .flatMap(choice -> open(folder, choice).stream())
            .findFirst()
            .orElseThrow(() -> home.missing(PUBLISHED, "no train.csv, nor a part of it,"))
        : open(folder, trainFile)
            .orElseThrow(() -> home.missing(PUBLISHED, "no " + trainFile.train));
  }

  /** The first 20,000 rows have lost all labels but one. */
  private boolean has(TrainFile choice) {
    return choice != TrainFile.ROWS || forget == Forget.TOXIC || forget == Forget.KEYWORDS;
  }

  private Optional<Corpus> open(Path folder, TrainFile choice) {
    return Members.read(folder, choice.train, this::comments)
        .map(
            train -> {
              SortedMap<String, String> sha256 = new TreeMap<>();
              sha256.put(choice.train, train.sha256());
              Comments test =
                  choice == TrainFile.OFFICIAL ? officialTest(folder, sha256) : new Comments();
              return pool(train.value(), test, sha256);
            });
  }

  private Corpus pool(Comments train, Comments test, SortedMap<String, String> sha256) {
    List<Pool.Row> rows = new ArrayList<>();
    List<String> texts = new ArrayList<>(train.texts());
    texts.addAll(test.texts());
    // Without a test set nothing is official: then train.csv is divided like any table.
    rows.addAll(rows(train, test.ids().isEmpty() ? null : Part.TRAIN));
    rows.addAll(rows(test, Part.TEST));
    DataProvenance provenance =
        new DataProvenance(
            NAME, PUBLISHED.licence(), PAGE, train.ids().size() == TRAIN_ROWS, sha256);
    return new Pool(
        provenance,
        rows,
        new Content.Texts(texts),
        List.of("other", forget.column().replace('_', '-')),
        duplicates,
        retainRatio);
  }

  private static List<Pool.Row> rows(Comments comments, @Nullable Part part) {
    return IntStream.range(0, comments.ids().size())
        .mapToObj(
            i -> {
              boolean isForget = comments.forget().get(i);
              Side side = isForget ? Side.FORGET : Side.RETAIN;
              return new Pool.Row(comments.ids().get(i), side, isForget ? 1 : 0, part);
            })
        .toList();
  }

  private Comments comments(InputStream content, String place) throws IOException {
    CsvRows rows = new CsvRows(content, place, CsvRows.Form.COMMAS);
    int text = rows.column(TEXT);
    int id = rows.columns().indexOf(ID);
    int[] labels = forget.columns().stream().mapToInt(rows::column).toArray();
    Keywords words = new Keywords(keywords);
    Comments comments = new Comments();
    while (rows.hasNext()) {
      CSVRecord row = rows.next();
      boolean isForget = forget == Forget.KEYWORDS && words.in(row.get(text));
      for (int label : labels) {
        isForget |= flag(rows, row, label) == 1;
      }
      String rowId = id >= 0 ? row.get(id) : RowIds.of("row", rows.number(row));
      comments.add(rowId, row.get(text), isForget);
    }
    return comments;
  }

  /** The comments of test.csv that were scored; none without test.csv or test_labels.csv. */
  private Comments officialTest(Path folder, SortedMap<String, String> sha256) {
    Optional<Members.Read<Map<String, Boolean>>> labels =
        Members.read(folder, "test_labels.csv", this::scored);
    if (labels.isEmpty()) {
      return new Comments();
    }
    Map<String, Boolean> scored = labels.get().value();
    Optional<Members.Read<Comments>> test =
        Members.read(
            folder,
            "test.csv",
            (content, place) -> {
              CsvRows rows = new CsvRows(content, place, CsvRows.Form.COMMAS);
              int id = rows.column(ID);
              int text = rows.column(TEXT);
              Keywords words = new Keywords(keywords);
              Comments comments = new Comments();
              while (rows.hasNext()) {
                CSVRecord row = rows.next();
                Boolean labelled = scored.get(row.get(id));
                if (labelled != null) {
                  comments.add(
                      row.get(id),
                      row.get(text),
                      forget == Forget.KEYWORDS ? words.in(row.get(text)) : labelled);
                }
              }
              return comments;
            });
    test.ifPresent(
        read -> {
          sha256.put("test.csv", read.sha256());
          sha256.put("test_labels.csv", labels.get().sha256());
        });
    return test.map(Members.Read::value).orElseGet(Comments::new);
  }

  /** Of each scored id whether it has a wanted label; −1 marks those that were never scored. */
  private Map<String, Boolean> scored(InputStream content, String place) throws IOException {
    CsvRows rows = new CsvRows(content, place, CsvRows.Form.COMMAS);
    int id = rows.column(ID);
    int[] wanted = forget.columns().stream().mapToInt(rows::column).toArray();
    int[] all = LABELS.stream().mapToInt(rows::column).toArray();
    Map<String, Boolean> result = new HashMap<>();
    while (rows.hasNext()) {
      CSVRecord row = rows.next();
      if (Arrays.stream(all).allMatch(label -> flag(rows, row, label) >= 0)) {
        result.put(
            row.get(id), Arrays.stream(wanted).anyMatch(label -> flag(rows, row, label) == 1));
      }
    }
    return result;
  }

  private static int flag(CsvRows rows, CSVRecord row, int label) {
    return switch (row.get(label)) {
      case "0" -> 0;
      case "1" -> 1;
      case "-1" -> -1;
      default ->
          throw new BadInput(
              rows.at(row)
                  + ", column "
                  + rows.columns().get(label)
                  + ": expected 0 or 1, found "
                  + Shown.text(row.get(label)));
    };
  }

  private static List<String> findings(Path folder) {
    Jigsaw plain = new Jigsaw(Forget.TOXIC, List.of(), TrainFile.AUTO, 0, Duplicates.KEEP);
    List<String> findings = new ArrayList<>();
    for (TrainFile choice : TrainFile.values()) {
      if (choice == TrainFile.AUTO) {
        continue;
      }
      Members.read(folder, choice.train, plain::comments)
          .ifPresent(
              read -> {
                int rows = read.value().ids().size();
                findings.add(
                    choice.train
                        + ": "
                        + rows
                        + " comments"
                        + (rows == TRAIN_ROWS
                            ? ", as many as published"
                            : ", a part of the " + TRAIN_ROWS + " that were published")
                        + "; sha256 "
                        + read.sha256()
                        + " (the publisher gives none)");
                if (choice == TrainFile.OFFICIAL) {
                  int test = plain.officialTest(folder, new TreeMap<>()).ids().size();
                  findings.add(
                      test == 0
                          ? "no test.csv with test_labels.csv: train.csv will be divided"
                          : "test.csv: " + test + " scored comments of " + SCORED_TEST_ROWS);
                }
              });
    }
    if (findings.isEmpty()) {
      throw new BadInput(
          NAME + ": no train.csv, nor a part of it, in " + folder + "; " + PUBLISHED.howToGet());
    }
    return findings;
  }
}
