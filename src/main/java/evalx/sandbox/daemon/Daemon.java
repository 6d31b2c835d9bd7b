package evalx.sandbox.daemon;

import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The daemon behind a socket: opens connections to it, and says whose fault a broken one is. */
final class Daemon implements AutoCloseable {
  private static final Duration BUSY_TIME = Duration.ofSeconds(30);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);

  private final Path socket;
  private final Watchdog watchdog = new Watchdog();
  private volatile SandboxInfo known;
  private volatile long heardAt;
  private volatile boolean closed;

  /** Another daemon answers now than the one that a connection was made to. */
  static final class Restarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restarted(IOException cause) {
      super("the sandbox daemon was restarted", cause);
    }
  }

  Daemon(Path socket) {
    this.socket = socket;
  }

  /** A slot that has just ended keeps its place for some milliseconds. */
  Connection open() {
    long deadline = System.nanoTime() + BUSY_TIME.toNanos();
    while (!closed) {
      try {
        var connection = Connection.open(socket, watchdog);
        known = connection.info();
        heardAt = System.nanoTime();
        return connection;
      } catch (Connection.Busy e) {
        heardAt = System.nanoTime();
        if (heardAt - deadline > 0 || Thread.currentThread().isInterrupted()) {
          throw new SandboxUnavailable("the sandbox is busy", e);
        }
        LockSupport.parkNanos(BUSY_PAUSE.toNanos());
      } catch (ClosedByInterruptException e) {
        throw new SandboxUnavailable("interrupted", e);
      } catch (IOException e) {
        throw new SandboxUnavailable(
            "cannot reach the sandbox at " + socket + ": " + e.getMessage(), e);
      }
    }
    throw new SandboxUnavailable("the sandbox is closed");
  }

  /** What the daemon last said of itself, when it said anything, be it "busy", within this time. */
  Optional<SandboxInfo> heardWithin(Duration time) {
    return System.nanoTime() - heardAt < time.toNanos()
        ? Optional.ofNullable(known)
        : Optional.empty();
  }

  /**
   * Says what a broken connection means: if the same daemon still answers, only the slot broke;
   * otherwise the daemon is away or was restarted, and if a run was in flight, it ended during
   * that.
   */
  RuntimeException broken(Connection connection, IOException cause) {
    connection.close(); // the daemon may have no other place for the probe
    if (cause instanceof ClosedByInterruptException) {
      return new SandboxUnavailable("interrupted", cause);
    }
    if (closed) {
      return new SandboxUnavailable("the sandbox is closed", cause);
    }
    if (cause instanceof AsynchronousCloseException) {
      return new SandboxFailure("the sandbox gave no answer in time", cause);
    }
    try (var probe = open()) {
      if (probe.instance() == connection.instance()) {
        return new SandboxFailure("the slot broke: " + cause.getMessage(), cause);
      }
    } catch (SandboxUnavailable e) {
      return connection.isRunning() && !isBusy(e) ? new SandboxDied(cause) : e;
    }
    return connection.isRunning() ? new SandboxDied(cause) : new Restarted(cause);
  }

  private static boolean isBusy(SandboxUnavailable e) {
    return e.getCause() instanceof Connection.Busy;
  }

  /** Whether the daemon answers, be it only that all its connections are taken. */
  boolean answers() {
    try (var probe = Connection.open(socket, watchdog)) {
      return true;
    } catch (Connection.Busy e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** From now on nothing is opened. */
  @Override
  public void close() {
    closed = true;
    watchdog.close();
  }
}
