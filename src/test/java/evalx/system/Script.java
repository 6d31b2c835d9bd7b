package evalx.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands of this checkout's {@code ./evalx}, run as a user would. */
final class Script {
  static final Path CHECKOUT = Path.of("").toAbsolutePath();

  private Script() {}

  /** How a command ended and what it printed on both streams. */
  record Outcome(int status, String output) {}

  /** Runs a command of the system to its end, which must come within the limit. */
  static Outcome runProgram(Duration limit, String... command) {
    return runAny(Map.of(), limit, List.of(command));
  }

  /** Runs a command of the script to its end, which must come within the limit. */
  static Outcome run(Map<String, String> environment, Duration limit, String... arguments) {
    return runAny(environment, limit, command(arguments));
  }

  /**
   * Runs a line of bash as root to its end, in mounts of its own: what it hides, it hides from its
   * own children only. The arguments are $0 and further.
   */
  static Outcome inMountsOfItsOwn(Duration limit, String line, String... arguments) {
    var command = asRoot(List.of("unshare", "--mount", "bash", "-e", "-c", line));
    command.addAll(List.of(arguments));
    return runAny(Map.of("JAVA_HOME", ""), limit, command);
  }

  private static Outcome runAny(
      Map<String, String> environment, Duration limit, List<String> command) {
    try {
      var output = Files.createTempFile("evalx-script", ".out");
      var process = startAny(environment, output, command);
      var ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      var text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      if (!ended) {
        throw new AssertionError(command + " did not end: " + text);
      }
      return new Outcome(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a command, with both its streams in a file. */
  static Process start(Map<String, String> environment, Path output, String... arguments)
      throws IOException {
    return startAny(environment, output, command(arguments));
  }

  private static List<String> command(String... arguments) {
    // A background job ignores Ctrl-C, and so would all its children, this one too.
    var command = new ArrayList<>(List.of("env", "--default-signal=INT", "./evalx"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Process startAny(
      Map<String, String> environment, Path output, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(CHECKOUT.toFile());
    builder.environment().putAll(environment);
    // A pipe that is never closed would be a program's stdin that never ends.
    builder.redirectInput(new java.io.File("/dev/null"));
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** Runs a command of the system as root and gives its exit status. */
  static int asRoot(String... command) {
    var whole = asRoot(List.of(command));
    try {
      var process =
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(whole + " did not end");
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> asRoot(List<String> command) {
    var whole = new ArrayList<String>();
    if (!System.getProperty("user.name").equals("root")) {
      whole.addAll(List.of("sudo", "-n"));
    }
    whole.addAll(command);
    return whole;
  }
}
