package org.lethe.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.encoder.onnx.Device;
import org.lethe.encoder.onnx.EncodingSpeed;
import org.lethe.encoder.onnx.ModelFolder;
import org.lethe.encoder.onnx.ModelHome;
import org.lethe.encoder.onnx.Pooling;
import org.lethe.encoder.onnx.TextOptions;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe bench encode}: what encoding costs beside the model itself. */
@Command(
    name = "encode",
    description = {
      "Measures how fast a pretrained text model encodes, and how fast ONNX Runtime is alone.",
      "The same model, batches and threads in one process; the bare loop gets its tokens ready made"
          + " and throws away what the model says. Made-up messages of 4 to 60 words."
    },
    footer = {"", "Example:", "  lethe bench encode --model potion-base-2m-int8 --texts 4000"})
final class BenchEncodeCommand implements Callable<Integer> {
  private static final int ROUNDS = 5;
  private static final int FEWEST_WORDS = 4;
  private static final int MOST_WORDS = 60;
  private static final List<String> WORDS =
      List.of(
          "call",
          "me",
          "when",
          "you",
          "are",
          "home",
          "free",
          "entry",
          "win",
          "a",
          "prize",
          "now",
          "the",
          "meeting",
          "was",
          "moved",
          "to",
          "tomorrow",
          "please",
          "answer",
          "this",
          "message",
          "and",
          "tell",
          "everybody",
          "unsubscribe",
          "claim",
          "weekend",
          "thanks",
          "later");

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      description = "A folder, an ONNX file, hf:OWNER/NAME@REVISION, or a known name.")
  private String model = "";

  @Option(
      names = "--texts",
      defaultValue = "2000",
      description = "texts of one round; default: ${DEFAULT-VALUE}")
  private int texts;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "texts of one call; default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "threads that work; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(names = "--json", description = "one JSON object instead of lines")
  private boolean json;

  @Override
  public Integer call() {
    if (texts < 1 || batch < 1 || threads < 1) {
      throw new BadInput(
          "bench encode: --texts is "
              + texts
              + ", --batch is "
              + batch
              + ", --threads is "
              + threads
              + "; allowed: 1 or more");
    }
    TextOptions options =
        new TextOptions(
            Optional.empty(),
            Pooling.AUTO,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            batch,
            Device.CPU);
    EncodingSpeed speed =
        EncodingSpeed.measure(
            ModelFolder.find(model, ModelHome.fromEnvironment()),
            options,
            messages(texts),
            threads,
            ROUNDS);
    PrintWriter out = spec.commandLine().getOut();
    String form =
        json
            ? "{\"model\": \"%s\", \"texts\": %d, \"batch\": %d, \"threads\": %d, \"lethe\": %.1f,"
                + " \"calls_side_by_side\": %.1f, \"calls_in_turn\": %.1f, \"ratio\": %.3f}%n"
            : "%s, %d texts in batches of %d, %d thread(s), best of "
                + ROUNDS
                + "%n"
                + "  Lethe, from text to row               %9.1f texts/s%n"
                + "  ONNX Runtime alone, calls side by side %8.1f texts/s%n"
                + "  ONNX Runtime alone, calls in turn     %9.1f texts/s%n"
                + "  Lethe against the faster of the two       %.3f%n";
    out.printf(
        Locale.ROOT,
        form,
        model.replace("\\", "\\\\").replace("\"", "\\\""),
        speed.texts(),
        speed.batch(),
        speed.threads(),
        speed.lethe(),
        speed.callsSideBySide(),
        speed.callsInTurn(),
        speed.ratio());
    out.flush();
    return 0;
  }

  /** Texts that all differ. */
  private static List<String> messages(int count) {
    UniformRandomProvider random = new Seed(1).random();
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder(Integer.toString(i));
      int words = FEWEST_WORDS + random.nextInt(MOST_WORDS - FEWEST_WORDS);
      for (int w = 0; w < words; w++) {
        text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
      }
      messages.add(text.toString());
    }
    return messages;
  }
}
