package evalx.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands of the system, run to their end. */
final class Command {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Command() {}

  /** Runs a command that must succeed within 30 s, and gives what it printed. */
  static String run(String... words) {
    return run(Map.of(), LIMIT, List.of(words));
  }

  /**
   * Runs a command with no input and further variables of its environment.
   *
   * @return what it printed on both streams
   * @throws ChaosFailure when it fails, or has not ended within the limit and is killed
   */
  static String run(Map<String, String> environment, Duration limit, List<String> words) {
    Path output = null;
    try {
      output = Files.createTempFile("evalx-chaos", ".out");
      var process = start(environment, output, words);
      var ended = false;
      try {
        ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        process.destroyForcibly();
      }
      var text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new ChaosFailure(String.join(" ", words) + (ended ? " failed: " : " hangs: ") + text);
      }
      return text;
    } catch (IOException e) {
      throw new ChaosFailure(words.get(0) + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosFailure("interrupted");
    } finally {
      delete(output);
    }
  }

  /** Starts a command whose output is appended to a file. */
  static Process start(Map<String, String> environment, Path output, List<String> words)
      throws IOException {
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new ChaosFailure(file + " cannot be deleted", e);
    }
  }
}
