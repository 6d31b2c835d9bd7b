package evalx.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process that is started again after it has ended, as its supervisor would, and killed when it
 * lives and nothing is served any more, as a liveness probe would.
 */
final class Supervised implements AutoCloseable {
  private static final int PROBE_SECONDS = 5;
  private static final int START_PROBES = 12;
  private static final int MAX_FAILED_PROBES = 4;

  /** As a supervisor of processes would start it again. */
  static final Duration SOON = Duration.ofSeconds(1);

  /** As a machine comes back, whose work another one has taken over. */
  static final Duration LATER = Duration.ofSeconds(10);

  private final Path log;
  private final List<String> command;
  private final BooleanSupplier serves;
  private final Duration pause;
  private final Thread supervisor = new Thread(this::supervise, "supervisor");
  private volatile Process process;
  private volatile boolean closing;

  /**
   * Starts it.
   *
   * @param serves what must be true while it lives
   * @param pause before it is started again
   */
  Supervised(Path log, List<String> command, BooleanSupplier serves, Duration pause) {
    this.log = log;
    this.command = command;
    this.serves = serves;
    this.pause = pause;
    supervisor.setDaemon(true);
    process = start();
    supervisor.start();
  }

  private Process start() {
    try {
      return Command.start(Map.of(), log, command);
    } catch (IOException e) {
      throw new ChaosFailure(command.get(0) + " cannot be started", e);
    }
  }

  private void supervise() {
    try {
      while (!closing) {
        awaitEnd();
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        synchronized (this) {
          if (!closing) {
            process = start();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is closed
    }
  }

  private void awaitEnd() throws InterruptedException {
    var left = START_PROBES;
    while (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
      left = serves.getAsBoolean() ? MAX_FAILED_PROBES : left - 1;
      if (left == 0) {
        process.destroyForcibly();
      }
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    supervisor.interrupt();
    process.destroyForcibly();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
