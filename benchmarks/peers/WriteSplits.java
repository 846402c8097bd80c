import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.DataSource;
import org.lethe.dataset.DataSources;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.nd.Seed;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;

/**
 * Writes the rows of each part as Lethe draws them, for the loops in this folder:
 *
 * <pre>
 * java -cp target/classes:$(cat target/classpath.txt) benchmarks/peers/WriteSplits.java \
 *     sms-spam 5 &gt; splits.json
 * </pre>
 */
public final class WriteSplits {

  /** The one key of the made-up experiment file. */
  public record Wanted(@Setting("the data source") DataSource data) {}

  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    ArrayNode splits = root.putArray("splits");
    Wanted wanted =
        new Binder(List.of(DataSources.FAMILY))
            .bind(SettingsFile.parse("data: " + args[0], "arguments"), Wanted.class);
    Corpus corpus = wanted.data().open(DataHome.fromEnvironment());
    for (int seed = 1; seed <= Integer.parseInt(args[1]); seed++) {
      ExampleSet examples = corpus.draw(new Seed(seed).derive("data"));
      ObjectNode split = splits.addObject().put("seed", seed);
      for (Part part : Part.values()) {
        ArrayNode ids = split.putArray(part.name().toLowerCase(Locale.ROOT));
        for (int row : examples.rows(part)) {
          ids.add(examples.ids().get(row));
        }
      }
    }
    json.writeValue(System.out, root);
  }
}
