package org.lethe.dataset;

import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.lethe.settings.BadInput;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** Texts, one a line: those of p1 in one file, those of p2 in another. */
@Described("Two files with a text on each line: p1 and p2.")
public record TwoFiles(
    @Setting(value = "file of p1, in the folder two-files", or = "forget.txt") String forget,
    @Setting(value = "file of p2, likewise", or = "retain.txt") String retain)
    implements DataSource {

  @Override
  public String name() {
    return "two-files";
  }

  @Override
  public Corpus open(DataHome home) {
    List<Pool.Row> rows = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    TreeMap<String, String> checksums = new TreeMap<>();
    for (Side side : Side.values()) {
      String file = side == Side.FORGET ? forget : retain;
      // Finds the file plain, packed or in an archive; the reader refuses what is no UTF-8.
      Members.Read<List<String>> read =
          Members.read(home.folder().resolve(name()), file, TwoFiles::lines)
              .orElseThrow(() -> new BadInput("two-files: no " + file + " in " + home.folder()));
      checksums.put(file, read.sha256());
      for (String text : read.value()) {
        int label = side == Side.FORGET ? 1 : 0;
        rows.add(new Pool.Row(file + ":" + (rows.size() + 1), side, label, /* official= */ null));
        texts.add(text);
      }
    }
    return new Pool(
        new DataProvenance(name(), "yours", "", /* complete= */ true, checksums),
        rows,
        new Content.Texts(texts),
        List.of("retain", "forget"),
        Duplicates.KEEP,
        /* retainRatio= */ 0);
  }

  private static List<String> lines(InputStream content, String place) {
    StrictReader reader = new StrictReader(content, place, StandardCharsets.UTF_8);
    return new BufferedReader(reader).lines().toList();
  }
}
