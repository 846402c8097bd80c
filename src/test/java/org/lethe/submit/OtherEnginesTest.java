package org.lethe.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Guards what is written for Kubernetes and Nextflow, which are not here to be asked: YAML that is
 * none, an exit code that is retried where it must not be, a pod that runs as root.
 */
class OtherEnginesTest {
  private static final Site SITE =
      Site.parse(
          """
          gres: gpu:1
          seconds-per-trial: 600
          max-concurrent: 2
          environment: {LETHE_DATA: /shared/data}
          program: [/opt/lethe/bin/lethe]
          kubernetes: {mount: "%s", queue: team}
          """
              .formatted("/"),
          "site.yaml");

  @TempDir Path folder;

  private Map<String, Object> job(String name) throws Exception {
    String text = Kubernetes.texts(BatchOnDisk.of(folder, 60), SITE).getOrDefault(name, "");
    return map(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  @SuppressWarnings("unchecked") // keys of these documents are text
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object at(Object value, Object... path) {
    Object here = value;
    for (Object step : path) {
      here =
          step instanceof Integer index
              ? ((List<?>) here).get(index)
              : map(here).getOrDefault(step.toString(), "nothing at " + step);
    }
    return here;
  }

  /** 60 trials of 600 s, 2 h a slice: 5 slices. */
  @Test
  void kubernetesCountsTheSlices() throws Exception {
    Map<String, Object> work = job("work");

    assertEquals("Job", at(work, "kind"));
    assertEquals("Indexed", at(work, "spec", "completionMode"));
    assertEquals(5, at(work, "spec", "completions"));
    assertEquals(2, at(work, "spec", "parallelism"));
    assertEquals("Never", at(work, "spec", "template", "spec", "restartPolicy"));
    assertEquals("team", at(work, "metadata", "labels", "kueue.x-k8s.io/queue-name"));
    List<?> command = (List<?>) at(work, "spec", "template", "spec", "containers", 0, "command");
    assertEquals("/opt/lethe/bin/lethe", command.get(0));
    assertEquals(
        List.of("--stride", "5", "--deadline", "14250s", "--index", "$(JOB_COMPLETION_INDEX)"),
        command.subList(command.size() - 6, command.size()));
  }

  @Test
  void kubernetesKeepsTheContractOfExitCodes() throws Exception {
    Map<String, Object> work = job("work");

    assertEquals(3, at(work, "spec", "backoffLimitPerIndex"));
    assertEquals("Ignore", at(work, "spec", "podFailurePolicy", "rules", 0, "action"));
    assertEquals(
        "DisruptionTarget",
        at(work, "spec", "podFailurePolicy", "rules", 0, "onPodConditions", 0, "type"));
    assertEquals("FailIndex", at(work, "spec", "podFailurePolicy", "rules", 1, "action"));
    assertEquals(
        List.of(64, 65), at(work, "spec", "podFailurePolicy", "rules", 1, "onExitCodes", "values"));
    assertEquals(120, at(work, "spec", "template", "spec", "terminationGracePeriodSeconds"));
    // A job that is not Indexed knows no indexes to fail.
    assertEquals("FailJob", at(job("prepare"), "spec", "podFailurePolicy", "rules", 1, "action"));
    assertEquals("nothing at completionMode", at(job("prepare"), "spec", "completionMode"));
  }

  @Test
  void podsAreNobodyAndGetOneCardToCompute() throws Exception {
    for (String name : List.of("prepare", "work", "collect")) {
      Object pod = at(job(name), "spec", "template", "spec");
      assertEquals(true, at(pod, "securityContext", "runAsNonRoot"), name);
      Object container = at(pod, "containers", 0);
      assertEquals(true, at(container, "securityContext", "readOnlyRootFilesystem"), name);
      assertEquals("4Gi", at(container, "resources", "limits", "memory"), name);
      Object cards = at(container, "resources", "limits", "nvidia.com/gpu");
      assertEquals(name.equals("collect") ? "nothing at nvidia.com/gpu" : (Object) 1, cards, name);
    }
  }

  @Test
  void kubernetesRefusesWhatPodsCannotSee() throws Exception {
    Batch batch = BatchOnDisk.of(folder, 60);
    Site elsewhere = Site.parse("kubernetes: {mount: /elsewhere}", "site.yaml");

    String message = Refused.message(BadInput.class, () -> Kubernetes.write(batch, elsewhere));

    assertTrue(message.contains("does not lie in /elsewhere"), message);
  }

  @Test
  void nextflowGetsOneTaskForEachSliceAndLeavesHopelessOnesAlone() throws Exception {
    Batch batch = BatchOnDisk.of(folder.resolve("it's $HOME"), 60);

    List<String> command = Nextflow.write(batch, SITE, Map.of());

    Path script = batch.folder("nextflow").resolve("main.nf");
    assertEquals(List.of("nextflow", "run", script.toString()), command.subList(0, 3));
    String text = Files.readString(script);
    assertTrue(text.contains("Channel.of(0..<5)"), text);
    assertTrue(text.contains("maxForks 2"), text);
    assertTrue(
        text.contains("task.exitStatus in [64, 65] || task.attempt > 3 ? 'ignore' : 'retry'"));
    assertTrue(text.contains("--deadline 14250s"), text);
    // Within single quotes a dollar is one for Groovy; the shell's quotes are escaped for it.
    assertTrue(text.contains("/it\\'\\\\\\'\\'s $HOME/manifest.jsonl"), text);
    assertTrue(text.contains("before = 'export LETHE_DATA=/shared/data'\n"), text);
    assertTrue(text.contains("\"${before}\\nexec ${work} --index ${slice}\""), "one line: " + text);
    assertFalse(text.contains("@"), "every place is filled: " + text);
    assertEquals(
        text.chars().filter(c -> c == '{').count(), text.chars().filter(c -> c == '}').count());
  }

  /** What is shipped is what is written today; -Dlethe.regenerate=true writes it again. */
  @Test
  void theExamplesAreWhatIsWritten() throws Exception {
    Path examples = Path.of("docs/examples");
    Site site = Site.read(examples.resolve("site.yaml"));
    Batch batch =
        new Batch(
            Path.of("/shared/batch/manifest.jsonl"),
            Path.of("/shared/results"),
            "quickstart",
            54,
            102,
            "1a04f8a3".repeat(8));
    Map<String, String> written = new TreeMap<>();
    Kubernetes.texts(batch, site)
        .forEach((name, text) -> written.put("kubernetes-" + name + ".yaml", text));
    written.put("main.nf", Nextflow.script(batch, site, Map.of()));
    new SlurmScripts(batch, site, Program.at(site, Map.of()), 5).texts().forEach(written::put);

    for (Map.Entry<String, String> example : written.entrySet()) {
      Path file = examples.resolve(example.getKey());
      if (Boolean.getBoolean("lethe.regenerate")) {
        Files.writeString(file, example.getValue());
      }
      assertEquals(example.getValue(), Files.readString(file), file.toString());
    }
  }

  @Test
  void nextflowAsksSlurmForCards() throws Exception {
    Site slurm =
        Site.parse("{partition: gpu, gres: gpu:1, nextflow: {executor: slurm}}", "site.yaml");

    String text = Nextflow.script(BatchOnDisk.of(folder, 60), slurm, Map.of());

    assertTrue(text.contains("  queue 'gpu'\n  clusterOptions '--gres=gpu:1'\n"), text);
    assertTrue(text.contains("memory '4 GB'"), text);
  }
}
