package org.lethe.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;
import org.lethe.settings.Shown;

/**
 * The SMS Spam Collection v.1 (Almeida, Gómez Hidalgo and Yamakami, DocEng 2011): 5,574 messages,
 * p1 = spam (747), p2 = ham (4,827). There is no official test set. Ids are the line numbers of the
 * published file: {@code sms-00001}.
 *
 * <p>The file has a label, a tab and the message on each line, and quotes mean nothing: a CSV
 * reader that honours them merges lines.
 */
@Described("SMS Spam Collection: p1 = spam, p2 = ham.")
public record SmsSpam(
    @Setting(value = "messages that occur more than once: keep or drop all but one", or = "keep")
        Duplicates duplicates)
    implements DataSource {

  static final String NAME = "sms-spam";
  private static final String FILE = "SMSSpamCollection";
  private static final String SHA256 =
      "7d039a24a6083ed9ef0f806ebad56bbb976e3aeb8de05669173bfdc4996c239d";

  /** Where it is published. */
  static final PublishedSet PUBLISHED =
      new PublishedSet(
          NAME,
          "SMS Spam Collection v.1: 5,574 messages, 747 of them spam",
          "CC BY 4.0",
          "https://archive.ics.uci.edu/dataset/228/sms+spam+collection",
          List.of(NAME, "sms"),
          "`lethe data fetch sms-spam` gets it",
          Optional.of(
              new PublishedSet.Download(
                  URI.create(
                      "https://archive.ics.uci.edu/static/public/228/sms+spam+collection.zip"),
                  "sms+spam+collection.zip",
                  Optional.empty())),
          folder -> {
            Members.Read<Lines> lines = find(folder).orElseThrow(() -> absent(folder));
            return List.of(
                lines.value().texts().size() + " messages; sha256 of " + FILE + " as published");
          });

  /** The messages and whether they are spam, in the order of the file. */
  record Lines(List<String> texts, List<Boolean> spam) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Corpus open(DataHome home) {
    Path folder = home.require(PUBLISHED);
    Members.Read<Lines> read = find(folder).orElseThrow(() -> absent(folder));
    return pool(read.value(), read.sha256(), duplicates);
  }

  static Corpus pool(Lines lines, String sha256, Duplicates duplicates) {
    List<Pool.Row> rows = new ArrayList<>();
    for (boolean spam : lines.spam()) {
      String id = RowIds.of("sms", rows.size() + 1);
      rows.add(new Pool.Row(id, spam ? Side.FORGET : Side.RETAIN, spam ? 1 : 0, null));
    }
    DataProvenance provenance =
        new DataProvenance(
            NAME, PUBLISHED.licence(), PUBLISHED.page(), true, new TreeMap<>(Map.of(FILE, sha256)));
    return new Pool(
        provenance,
        rows,
        new Content.Texts(lines.texts()),
        List.of("ham", "spam"),
        duplicates,
        /* retainRatio= */ 0);
  }

  private static Optional<Members.Read<Lines>> find(Path folder) {
    Optional<Members.Read<Lines>> read = Members.read(folder, FILE, SmsSpam::parse);
    read.ifPresent(
        lines ->
            Checksums.demand(
                folder + "/" + FILE,
                SHA256,
                lines.sha256(),
                "a changed copy can be read with the csv source"));
    return read;
  }

  private static BadInput absent(Path folder) {
    return new BadInput(NAME + ": no " + FILE + " in " + folder + "; " + PUBLISHED.howToGet());
  }

  static Lines parse(InputStream content, String place) throws IOException {
    List<String> texts = new ArrayList<>();
    List<Boolean> spam = new ArrayList<>();
    BufferedReader reader =
        new BufferedReader(new StrictReader(content, place, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      int tab = line.indexOf('\t');
      String label = tab < 0 ? "" : line.substring(0, tab);
      if (!label.equals("spam") && !label.equals("ham")) {
        throw new BadInput(
            place
                + ":"
                + (texts.size() + 1)
                + ": expected ham or spam, a tab and a message, found "
                + Shown.text(line));
      }
      texts.add(line.substring(tab + 1));
      spam.add(label.equals("spam"));
    }
    return new Lines(texts, spam);
  }
}
