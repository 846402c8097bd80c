package org.lethe.submit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The commands that jobs run: {@code lethe work …} with everything spelled out.
 *
 * @param words what starts Lethe
 * @param environment what it must find there
 */
record Program(List<String> words, Map<String, String> environment) {
  /** The same as the launcher gives; the site's own come after them and win. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx1g",
          "-XX:+UseParallelGC",
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4CompileThreshold=300000",
          "-XX:Tier4BackEdgeThreshold=800000",
          "-XX:MetaspaceSize=128m",
          "-Djava.awt.headless=true",
          "-Dfile.encoding=UTF-8",
          "-Dsun.stdout.encoding=UTF-8",
          "-Dsun.stderr.encoding=UTF-8");

  private static final List<String> HANDED_ON = List.of("LETHE_DATA", "LETHE_MODELS", "LETHE_HOME");

  Program {
    words = List.copyOf(words);
    environment = java.util.Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  /**
   * The site's own, its image's, or this same Java with the same classes: the launcher would build
   * first where sources are newer, on every node at once.
   */
  static Program at(Site site, Map<String, String> here) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : HANDED_ON) {
      String value = here.get(name);
      if (value != null && !value.isBlank()) {
        environment.put(name, absolute(value));
      }
    }
    environment.putAll(site.environment());
    List<String> words = new ArrayList<>();
    if (site.container().image().isPresent()) {
      Site.Container container = site.container();
      words.add(container.runtime());
      words.add("exec");
      words.addAll(container.options());
      words.add(container.image().get());
      words.addAll(container.program());
    } else if (site.program().isPresent()) {
      words.addAll(site.program().get());
    } else {
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.addAll(OPTIONS);
      words.addAll(site.javaOptions());
      words.add("-cp");
      words.add(absoluteClassPath());
      words.add("org.lethe.cli.Lethe");
    }
    return new Program(words, environment);
  }

  List<String> prepare(Batch batch) {
    return command("prepare", batch);
  }

  /** Everything of {@code work} but {@code --index}, which the engine knows. */
  List<String> work(Batch batch, int stride, Duration deadline) {
    List<String> command = work(batch, stride);
    command.addAll(List.of("--deadline", deadline.toSeconds() + "s"));
    return command;
  }

  /** The same without a deadline, where nobody sets one. */
  List<String> work(Batch batch, int stride) {
    List<String> command = command("work", batch);
    command.addAll(List.of("--stride", Integer.toString(stride)));
    return command;
  }

  List<String> status(Batch batch) {
    return command("status", batch);
  }

  List<String> collect(Batch batch) {
    return command("collect", batch);
  }

  private List<String> command(String verb, Batch batch) {
    List<String> command = new ArrayList<>(words);
    command.addAll(
        List.of(verb, batch.manifest().toString(), "--results", batch.results().toString()));
    return command;
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().toString();
  }

  private static String absoluteClassPath() {
    String separator = System.getProperty("path.separator");
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(separator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().normalize().toString());
    }
    return String.join(separator, entries);
  }
}
