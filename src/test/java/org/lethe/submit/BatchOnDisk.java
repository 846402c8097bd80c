package org.lethe.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A manifest with as much in it as engines look at, and a stand-in for the program. */
final class BatchOnDisk {
  private BatchOnDisk() {}

  static Batch of(Path folder, int count) throws IOException {
    Path manifest = folder.resolve("manifest.jsonl");
    Files.createDirectories(folder);
    Files.writeString(
        manifest, "{\"count\":" + count + ",\"experiment\":\"gaussians\",\"version\":1}\n");
    return Batch.of(manifest, folder.resolve("results"));
  }

  /**
   * A profile whose program is a shell script.
   *
   * @param body lines of the script; $1 is the verb
   */
  static Site siteWith(Path folder, String body, String... more) throws IOException {
    Path script = folder.resolve("program.sh");
    Files.writeString(script, body);
    return Site.parse(
        String.join(
            "\n",
            List.of(
                "program: [sh, " + Words.yaml(script.toString()) + "]", String.join("\n", more))),
        "site.yaml");
  }
}
