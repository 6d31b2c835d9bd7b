package evalx.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Programs started bare, by {@code isolate/build/spawn_loop}: no process is started cheaper. */
final class SpawnLoop {
  static final Path BUILD = Path.of("isolate/build").toAbsolutePath();
  static final Path NULL = BUILD.resolve("null");

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  private SpawnLoop() {}

  /** Ends all commands that run, and what they started. */
  static void endAll() {
    RUNNING.stream()
        .flatMap(loop -> Stream.concat(loop.descendants(), Stream.of(loop.toHandle())))
        .toList()
        .forEach(ProcessHandle::destroy);
  }

  /**
   * Runs a second of a command.
   *
   * @param parallel at a time
   * @param inputs files that the runs take in turn; none: no redirection
   */
  static double rate(int parallel, int runs, List<Path> inputs, List<String> command) {
    var lines = run(List.of(), parallel, runs, inputs, command);
    return Double.parseDouble(lines.get(lines.size() - 1));
  }

  /** Nanoseconds of each run of a command, one after the other. */
  static long[] each(int runs, List<Path> inputs, List<String> command) {
    return run(List.of("--each"), 1, runs, inputs, command).stream()
        .limit(runs)
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static List<String> run(
      List<String> options, int parallel, int runs, List<Path> inputs, List<String> command) {
    var words = new ArrayList<String>();
    words.add(BUILD.resolve("spawn_loop").toString());
    words.addAll(options);
    words.addAll(List.of(Integer.toString(parallel), Integer.toString(runs)));
    inputs.forEach(input -> words.add(input.toString()));
    words.add("--");
    words.addAll(command);
    return output(words, BUILD);
  }

  /** What a command prints, line by line; it must succeed. */
  static List<String> output(List<String> command, Path folder) {
    try {
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      RUNNING.add(process);
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (Thread.interrupted()) {
        throw new InterruptedException("while it ended");
      }
      if (status != 0) {
        throw new BenchFailure(String.join(" ", command) + " failed: " + output);
      }
      RUNNING.remove(process);
      return output.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new BenchFailure(
          "interrupted", e); // and the interrupt flag stays clear for the cleanup
    }
  }
}
