package org.lethe.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where an attempt runs, told as each attempt begins.
 *
 * @param host its name
 * @param process the number of the process there
 * @param started when the process began, milliseconds; a number of a process is used again
 * @param job what the engine calls this task; empty where there is none
 * @param device what it may see of accelerators, as the engine says; {@code cpu} where it says
 *     nothing. It may be a list or the name of a slice, so it is never read as a number.
 */
record Place(String host, long process, long started, String job, String device) {

  /** Of this process. */
  static Place here(Map<String, String> environment) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown (" + e.getMessage() + ")";
    }
    ProcessHandle self = ProcessHandle.current();
    return new Place(
        host,
        self.pid(),
        started(self),
        job(environment),
        environment.getOrDefault("CUDA_VISIBLE_DEVICES", "cpu"));
  }

  private static String job(Map<String, String> environment) {
    String array = environment.getOrDefault("SLURM_ARRAY_JOB_ID", "");
    if (!array.isEmpty()) {
      return array + "_" + environment.getOrDefault("SLURM_ARRAY_TASK_ID", "");
    }
    String index = environment.getOrDefault("JOB_COMPLETION_INDEX", "");
    return environment.getOrDefault("SLURM_JOB_ID", index.isEmpty() ? "" : "index " + index);
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }

  /** Whether the process that was here is known to be alive; of other hosts nothing is known. */
  boolean isAliveOn(String thisHost) {
    if (!host.equals(thisHost)) {
      return false;
    }
    Optional<ProcessHandle> now = ProcessHandle.of(process);
    return now.isPresent() && now.get().isAlive() && started(now.get()) == started;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new TreeMap<>();
    json.put("host", host);
    json.put("process", process);
    json.put("process-started", started);
    json.put("job", job);
    json.put("device", device);
    return json;
  }
}
