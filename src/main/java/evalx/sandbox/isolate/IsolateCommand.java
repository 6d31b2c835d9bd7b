package evalx.sandbox.isolate;

import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunReport;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spool;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process of the isolate program: its output is bounded, and it ends by its deadline. */
final class IsolateCommand {
  private static final Duration END_TIME = Duration.ofSeconds(10);

  /** Bytes of stderr beyond those that are kept, after which the process is ended. */
  private static final long FLOOD = 16L << 20;

  private final ExecutorService readers;
  private final Spool spool;

  /**
   * What a process printed: the beginning of each stream.
   *
   * @param flooded whether it was ended because of how much it printed on either
   */
  record Output(int exitCode, RunReport.Output kept, boolean flooded) {
    byte[] stdout() {
      return kept.stdout();
    }

    byte[] stderr() {
      return kept.stderr();
    }

    String words() {
      var text = new String(stderr(), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "it ended with " + exitCode : text;
    }
  }

  private record Stream(OutputDraft.Received kept, boolean more, boolean flooded) {}

  /**
   * @param readers two threads for each process at a time
   * @param spool for large outputs
   */
  IsolateCommand(ExecutorService readers, Spool spool) {
    this.readers = readers;
    this.spool = spool;
  }

  /**
   * Runs a command to its end; an interrupt, too much output or the deadline ends it earlier.
   *
   * @param maxStderr bytes of stderr that are kept; more is dropped, up to {@link #FLOOD}
   * @throws SandboxUnavailable when interrupted, with the thread still marked so
   */
  Output run(List<String> command, Path stdin, long maxStdout, long maxStderr, Duration deadline) {
    Process process;
    try {
      process = start(command, stdin);
    } catch (IOException e) {
      throw new SandboxUnavailable("isolate cannot be started: " + e.getMessage(), e);
    }
    try (var stdout = spool.draft();
        var stderr = spool.draft()) {
      var error =
          readers.submit(() -> read(process, process.getErrorStream(), stderr, maxStderr, FLOOD));
      var output =
          readers.submit(() -> read(process, process.getInputStream(), stdout, maxStdout, 0));
      return ended(process, output, error, deadline);
    } catch (IOException e) {
      throw new SandboxFailure("cannot delete a spooled output: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    } catch (TimeoutException e) {
      throw new SandboxFailure("isolate did not end within " + deadline.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new SandboxFailure("cannot read isolate's output", e.getCause());
    } finally {
      end(process);
    }
  }

  private static Process start(List<String> command, Path stdin) throws IOException {
    var builder = new ProcessBuilder(command).redirectInput(stdin.toFile());
    builder.directory(new File("/"));
    builder.environment().clear();
    return builder.start();
  }

  private static Output ended(
      Process process, Future<Stream> output, Future<Stream> error, Duration deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + deadline.toNanos();
    if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    var stdout = output.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    var stderr = error.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    return new Output(
        process.exitValue(),
        new RunReport.Output(
            stdout.kept().bytes(), stderr.kept().bytes(), stderr.more(), stdout.kept().spooled()),
        stdout.flooded() || stderr.flooded());
  }

  private static Stream read(
      Process process, InputStream in, OutputDraft kept, long maxKept, long moreAllowed)
      throws IOException {
    var buffer = new byte[8192];
    long seen = 0;
    boolean flooded = false;
    for (int count; !flooded && (count = in.read(buffer)) >= 0; ) {
      kept.write(buffer, 0, (int) Math.max(0, Math.min(count, maxKept - seen)));
      seen += count;
      flooded = seen > maxKept + moreAllowed;
    }
    if (flooded) {
      process.toHandle().destroy(); // unlike Process.destroy(), leaves the streams open
    }
    return new Stream(kept.finish(), seen > maxKept, flooded);
  }

  /** SIGTERM lets isolate end its box; SIGKILL ends the box with it. */
  private static void end(Process process) {
    boolean interrupted = Thread.interrupted();
    try {
      process.destroy();
      if (!process.waitFor(END_TIME.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor(END_TIME.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
      process.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
