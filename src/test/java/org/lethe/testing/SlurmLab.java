package org.lethe.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A private Slurm: a controller and two nodes of two cores and two pretended cards on this machine,
 * run by whoever runs the tests, reachable from this machine only. It is up in a second or two and
 * its daemons are children of this process, ended by their handles. Where Slurm is not installed a
 * test is skipped with its reason, unless {@code LETHE_REQUIRE_SLURM=true}.
 */
public final class SlurmLab {
  private static final String SECOND_COPY = "launch failed requeued held";

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration COMMAND = Duration.ofSeconds(30);
  private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final Path folder;
  private final Map<String, Process> daemons = new HashMap<>();

  private SlurmLab(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts one.
   *
   * @param folder empty, with a short name: a socket lies in it
   */
  public static SlurmLab start(Path folder) throws Exception {
    for (String needed : List.of("slurmctld", "slurmd", "munged", "sbatch")) {
      if (find(needed).isEmpty()) {
        String reason = needed + " is not installed (apt-get install slurm-wlm munge)";
        if (System.getenv().getOrDefault("LETHE_REQUIRE_SLURM", "").equals("true")) {
          throw new AssertionError(reason + " (LETHE_REQUIRE_SLURM=true)");
        }
        Assumptions.abort(reason);
      }
    }
    SlurmLab lab = new SlurmLab(folder);
    try {
      lab.configure();
      lab.daemon("munged", lab.munged());
      lab.await("munged", START, () -> Files.exists(folder.resolve("munge.socket")));
      lab.startController("-c");
      lab.startNode("n1");
      lab.startNode("n2");
      lab.await("two idle nodes", START, () -> lab.nodes("idle") == 2);
      return lab;
    } catch (Throwable e) {
      lab.stop();
      throw e;
    }
  }

  /** What a process needs in its environment to find this Slurm. */
  public Map<String, String> environment() {
    return Map.of("SLURM_CONF", folder.resolve("slurm.conf").toString());
  }

  /** Runs a command of Slurm, for instance {@code squeue}; fails if that does. */
  public String run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "command", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().putAll(environment());
    Process process = builder.start();
    try {
      if (!process.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(String.join(" ", command) + " does not end" + logs());
      }
      String said = Files.readString(out);
      if (process.exitValue() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + said);
      }
      return said;
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(out);
    }
  }

  /** The state of each job and task that Slurm remembers: {@code 4_0} is {@code RUNNING}. */
  public Map<String, String> states() throws IOException, InterruptedException {
    return column("%T");
  }

  private Map<String, String> column(String format) throws IOException, InterruptedException {
    Map<String, String> column = new TreeMap<>();
    run("squeue", "--noheader", "--array", "--states=all", "-o", "%i " + format)
        .lines()
        .map(line -> line.strip().split(" ", 2))
        .forEach(words -> column.put(words[0], words[words.length - 1]));
    return column;
  }

  /**
   * Waits until no job is left that runs or could. A job that is requeued waits for two minutes;
   * here it does not. A controller that was killed before it had written down what ran starts it
   * again; the node refuses the second copy, and Slurm then holds the job and drains the node until
   * an administrator says otherwise: here that is said at once.
   */
  public void awaitQuiet(Duration most) throws Exception {
    await(
        "the end of all jobs",
        most,
        () -> {
          boolean quiet = true;
          Map<String, String> reasons = column("%r");
          for (Map.Entry<String, String> job : states().entrySet()) {
            boolean waits = job.getValue().equals("PENDING");
            quiet &= !waits && !job.getValue().matches("RUNNING|COMPLETING|CONFIGURING|REQUEUED");
            String reason = waits ? reasons.getOrDefault(job.getKey(), "") : "";
            if (reason.equals("BeginTime")) {
              attempt("scontrol", "update", "jobid=" + job.getKey(), "StartTime=now");
            } else if (reason.equals(SECOND_COPY)) {
              resumeDrainedNodes();
              attempt("scontrol", "release", job.getKey());
            }
          }
          return quiet;
        });
  }

  private void resumeDrainedNodes() throws InterruptedException, IOException {
    for (String line : run("sinfo", "--noheader", "-N", "-o", "%N %T").lines().toList()) {
      String[] words = line.strip().split(" +", 2);
      if (words[1].startsWith("drain")) {
        attempt("scontrol", "update", "nodename=" + words[0], "state=resume");
      }
    }
  }

  private void attempt(String... command) throws InterruptedException, IOException {
    try {
      run(command);
    } catch (AssertionError e) {
      // It has begun meanwhile, which is all that is wanted; if not, the wait runs out.
    }
  }

  /** Polls until something holds; fails with the daemons' last words if it never does. */
  public void await(String what, Duration most, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + most.toNanos();
    while (!holds.call()) {
      for (Map.Entry<String, Process> daemon : daemons.entrySet()) {
        if (!daemon.getValue().isAlive()) {
          throw new AssertionError(daemon.getKey() + " has ended" + logs());
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "no " + what + " within " + most + "; jobs: " + column("%T %r") + logs());
      }
      Thread.sleep(100);
    }
  }

  /** A node goes away as when its power fails: its daemon and everything on it. */
  public void killNode(String name) throws InterruptedException {
    Process slurmd = daemons.remove(name);
    if (slurmd == null) {
      throw new IllegalStateException(name + " is not up");
    }
    List<ProcessHandle> jobs =
        ProcessHandle.allProcesses().filter(process -> isOn(process, name)).toList();
    slurmd.destroyForcibly().waitFor();
    // First who would report the end of a job, then the job.
    for (ProcessHandle job : jobs) {
      job.parent().filter(SlurmLab::isStep).ifPresent(ProcessHandle::destroyForcibly);
      job.destroyForcibly();
    }
  }

  /** Starts a node, the first time or again. */
  public void startNode(String name) throws IOException {
    daemon(name, List.of(command("slurmd"), "-D", "-N", name));
  }

  /** The controller is killed as it stands, with what it has not written to the disk. */
  public void killController() throws InterruptedException {
    Process controller = daemons.remove("slurmctld");
    if (controller == null) {
      throw new IllegalStateException("slurmctld is not up");
    }
    controller.destroyForcibly().waitFor();
  }

  /** Starts the controller again with what it remembers. */
  public void startController() throws Exception {
    startController("-D");
    await("controller", START, () -> nodes("idle,alloc,mix,comp,down") == 2);
  }

  private void startController(String option) throws IOException {
    daemon("slurmctld", List.of(command("slurmctld"), "-D", option));
  }

  private long nodes(String states) throws IOException, InterruptedException {
    try {
      return run("sinfo", "--noheader", "-N", "-t", states, "-o", "%N").lines().count();
    } catch (AssertionError e) {
      return 0; // the controller does not answer yet; the wait is bounded
    }
  }

  private boolean isOn(ProcessHandle process, String node) {
    String environment = proc(process, "environ") + "\0";
    return environment.contains("\0SLURM_CONF=" + folder.resolve("slurm.conf") + "\0")
        && environment.contains("\0SLURMD_NODENAME=" + node + "\0");
  }

  private static boolean isStep(ProcessHandle process) {
    return proc(process, "comm").startsWith("\0slurmstepd");
  }

  private static String proc(ProcessHandle process, String file) {
    try {
      return "\0"
          + Files.readString(
              Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }

  private List<String> munged() {
    return List.of(
        command("munged"),
        "--foreground",
        "--force",
        "--key-file=" + folder.resolve("munge.key"),
        "--socket=" + folder.resolve("munge.socket"),
        "--pid-file=" + folder.resolve("munged.pid"),
        "--log-file=" + folder.resolve("log/munged.log"),
        "--seed-file=" + folder.resolve("munge.seed"));
  }

  private void daemon(String name, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("log/" + name + ".out").toFile()));
    builder.environment().putAll(environment());
    daemons.put(name, builder.start());
  }

  private void configure() throws IOException {
    for (String part : List.of("state", "spool/n1", "spool/n2", "log")) {
      Files.createDirectories(folder.resolve(part));
    }
    String user = System.getProperty("user.name");
    List<Integer> ports = freePorts(3);
    // Cards are two files of devices that every machine has; Slurm only counts and names them.
    Files.writeString(
        folder.resolve("gres.conf"),
        """
        NodeName=n[1-2] Name=gpu File=/dev/null
        NodeName=n[1-2] Name=gpu File=/dev/zero
        """);
    Files.writeString(
        folder.resolve("slurm.conf"),
        """
        ClusterName=lab
        SlurmctldHost=localhost
        SlurmUser=USER
        SlurmdUser=USER
        AuthType=auth/munge
        AuthInfo=socket=FOLDER/munge.socket
        CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
        MpiDefault=none
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        GresTypes=gpu
        SlurmdParameters=config_overrides
        SlurmctldPort=PORT0
        StateSaveLocation=FOLDER/state
        SlurmdSpoolDir=FOLDER/spool/%n
        SlurmctldPidFile=FOLDER/slurmctld.pid
        SlurmdPidFile=FOLDER/slurmd.%n.pid
        SlurmctldLogFile=FOLDER/log/slurmctld.log
        SlurmdLogFile=FOLDER/log/slurmd.%n.log
        ReturnToService=2
        SlurmdTimeout=10
        KillWait=5
        SchedulerParameters=sched_interval=5,bf_interval=5
        NodeName=n1 NodeHostname=localhost Port=PORT1 CPUs=2 RealMemory=4000 Gres=gpu:2
        NodeName=n2 NodeHostname=localhost Port=PORT2 CPUs=2 RealMemory=4000 Gres=gpu:2
        PartitionName=gpu Nodes=n[1-2] Default=YES MaxTime=60 State=UP
        """
            .replace("USER", user)
            .replace("FOLDER", folder.toString())
            .replace("PORT0", ports.get(0).toString())
            .replace("PORT1", ports.get(1).toString())
            .replace("PORT2", ports.get(2).toString()));
    byte[] key = new byte[1024];
    new SecureRandom().nextBytes(key);
    Path file =
        Files.createFile(
            folder.resolve("munge.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, key);
  }

  /** Free now, and all different since they are held together. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static Stream<Path> places(String name) {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)), FOLDERS.stream())
        .filter(place -> !place.isEmpty())
        .map(place -> Path.of(place, name));
  }

  private static String find(String name) {
    return places(name).filter(Files::isExecutable).findFirst().map(Path::toString).orElse("");
  }

  private static String command(String name) {
    return find(name);
  }

  /** The last lines of every daemon, for the message of a failed test. */
  private String logs() {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      for (Path file : files.sorted().toList()) {
        List<String> lines = Files.readAllLines(file);
        text.append("\n--- ").append(file.getFileName()).append('\n');
        text.append(String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
      }
    } catch (IOException e) {
      text.append("\nlogs cannot be read: ").append(e);
    }
    return text.toString();
  }

  /** Cancels what is left and ends the daemons. */
  public void stop() throws Exception {
    try {
      if (daemons.containsKey("slurmctld")) {
        run("scancel", "--state=RUNNING");
        run("scancel", "--state=PENDING");
        await(
            "cancelled jobs",
            Duration.ofSeconds(20),
            () -> states().values().stream().noneMatch(s -> s.matches("RUNNING|COMPLETING")));
      }
    } finally {
      for (String name : List.of("n1", "n2", "slurmctld", "munged")) {
        Process daemon = daemons.remove(name);
        if (daemon != null) {
          daemon.destroy();
          if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
            daemon.destroyForcibly().waitFor();
          }
        }
      }
    }
  }
}
