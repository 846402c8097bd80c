package org.lethe.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lethe.settings.BadInput;

/**
 * A batch as three Jobs of Kubernetes, the middle one Indexed. Its failure policy maps one to one
 * to the exit codes of {@code work}: 64 and 65 fail the index at once, a disruption is not charged,
 * all else is tried again three times (stable since Kubernetes 1.33).
 */
public final class Kubernetes {
  private Kubernetes() {}

  /**
   * Writes {@code prepare.yaml}, {@code work.yaml} and {@code collect.yaml}.
   *
   * @return the commands that run them, one after the other
   * @throws BadInput if manifest or results do not lie on the volume that pods see
   */
  public static List<List<String>> write(Batch batch, Site site) {
    Path folder = batch.folder("kubernetes");
    List<List<String>> commands = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> job : texts(batch, site).entrySet()) {
        Path file = folder.resolve(job.getKey() + ".yaml");
        Files.write(file, job.getValue().getBytes(StandardCharsets.UTF_8));
        commands.add(List.of("kubectl", "apply", "-f", file.toString()));
        // An Indexed Job with a failed index is not complete, but over; collect then tells of
        // holes.
        commands.add(
            List.of(
                "kubectl",
                "wait",
                "--namespace=" + site.kubernetes().namespace(),
                "--for=jsonpath={.status.conditions[-1:].status}=True",
                "--timeout=-1s",
                "job/" + batch.jobName() + "-" + job.getKey()));
      }
    } catch (IOException e) {
      throw new BadInput(folder + ": jobs cannot be written: " + e, e);
    }
    return commands;
  }

  static Map<String, String> texts(Batch batch, Site site) {
    Slices slices = Slices.of(batch, site, 100_000, "completions of an Indexed Job");
    Program program =
        new Program(site.program().orElse(site.container().program()), site.environment());
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("prepare", job(batch, site, program, "prepare", program.prepare(batch), 0));
    texts.put(
        "work",
        job(
            batch,
            site,
            program,
            "work",
            program.work(batch, slices.count(), site.walltime().deadline()),
            slices.count()));
    texts.put("collect", job(batch, site, program, "collect", program.collect(batch), 0));
    return texts;
  }

  /**
   * @param slices of an Indexed Job; 0 for a plain one
   */
  private static String job(
      Batch batch, Site site, Program program, String step, List<String> command, int slices) {
    Site.Kubernetes place = site.kubernetes();
    boolean computes = !step.equals("collect");
    List<String> arguments = new ArrayList<>(command);
    if (slices > 0) {
      // Kubernetes puts the variable in by itself; no shell stands between it and the JVM.
      arguments.addAll(List.of("--index", "$(JOB_COMPLETION_INDEX)"));
    }
    List<String> lines = new ArrayList<>();
    lines.add("# Written by `lethe submit kubernetes`.");
    lines.add("apiVersion: batch/v1");
    lines.add("kind: Job");
    lines.add("metadata:");
    lines.add("  name: " + batch.jobName() + "-" + step);
    lines.add("  namespace: " + Words.yaml(place.namespace()));
    place
        .queue()
        .ifPresent(
            queue -> {
              lines.add("  labels:");
              lines.add("    kueue.x-k8s.io/queue-name: " + Words.yaml(queue));
            });
    lines.add("spec:");
    if (slices > 0) {
      lines.add("  completionMode: Indexed");
      lines.add("  completions: " + slices);
      lines.add("  parallelism: " + Math.min(slices, site.maxConcurrent().orElse(slices)));
      lines.add("  backoffLimitPerIndex: 3");
      lines.add("  maxFailedIndexes: " + slices);
      lines.add("  podReplacementPolicy: Failed # else two pods of one index may overlap");
    } else {
      lines.add("  backoffLimit: 3");
    }
    lines.add("  podFailurePolicy:");
    lines.add("    rules:");
    lines.add("      - action: Ignore");
    lines.add("        onPodConditions:");
    lines.add("          - type: DisruptionTarget");
    lines.add("            status: \"True\"");
    lines.add("      - action: " + (slices > 0 ? "FailIndex" : "FailJob"));
    lines.add("        onExitCodes:");
    lines.add("          containerName: lethe");
    lines.add("          operator: In");
    lines.add("          values: [64, 65]");
    lines.add("  template:");
    lines.add("    spec:");
    lines.add("      restartPolicy: Never");
    lines.add("      terminationGracePeriodSeconds: " + site.walltime().warning().toSeconds());
    lines.add("      securityContext:");
    lines.add("        runAsNonRoot: true");
    lines.add("        runAsUser: " + place.user());
    lines.add("        fsGroup: " + place.user());
    lines.add("      containers:");
    lines.add("        - name: lethe");
    lines.add("          image: " + Words.yaml(place.image()));
    lines.add("          command:");
    arguments.forEach(word -> lines.add("            - " + Words.yaml(word)));
    lines.add("          env:");
    Map<String, String> environment = new LinkedHashMap<>(program.environment());
    environment.putIfAbsent("LETHE_HOME", "/tmp/lethe");
    environment.forEach(
        (name, value) -> {
          lines.add("            - name: " + Words.yaml(name));
          lines.add("              value: " + Words.yaml(value));
        });
    lines.add("          resources:");
    lines.add("            requests:");
    lines.add("              cpu: \"" + (computes ? site.cpus() : 1) + '"');
    lines.add("              memory: " + memory(site));
    lines.add("            limits:");
    lines.add("              memory: " + memory(site));
    if (computes && site.gpus() > 0) {
      lines.add("              " + Words.yaml(place.gpuResource()) + ": " + site.gpus());
    }
    lines.add("          securityContext:");
    lines.add("            allowPrivilegeEscalation: false");
    lines.add("            readOnlyRootFilesystem: true");
    lines.add("            capabilities:");
    lines.add("              drop: [ALL]");
    lines.add("          volumeMounts:");
    lines.add("            - name: shared");
    lines.add("              mountPath: " + Words.yaml(mount(batch, site)));
    lines.add("            - name: scratch");
    lines.add("              mountPath: /tmp");
    lines.add("      volumes:");
    lines.add("        - name: shared");
    lines.add("          persistentVolumeClaim:");
    lines.add("            claimName: " + Words.yaml(place.claim()));
    lines.add("        - name: scratch");
    lines.add("          emptyDir: {}");
    return String.join("\n", lines) + "\n";
  }

  private static String mount(Batch batch, Site site) {
    Path folder = batch.manifest().getParent();
    Path mount =
        site.kubernetes().mount().map(Path::of).orElse(folder == null ? batch.manifest() : folder);
    for (Path used : List.of(batch.manifest(), batch.results())) {
      if (!used.startsWith(mount)) {
        throw new BadInput(
            used
                + " does not lie in "
                + mount
                + ", which is all that pods see; set kubernetes.mount to a folder that holds it");
      }
    }
    return mount.toString();
  }

  /** 4G of a scheduler is 4Gi here. */
  private static String memory(Site site) {
    return site.memory() + "i";
  }
}
