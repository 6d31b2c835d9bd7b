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
import org.jspecify.annotations.Nullable;

/** The daemon behind a socket: opens connections and decides what a broken one means. */
final class Daemon implements AutoCloseable {
  private static final Duration BUSY_TIME = Duration.ofSeconds(30);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);

  private final Path socket;
  private final Watchdog watchdog = new Watchdog();
  private volatile @Nullable SandboxInfo known;
  private volatile boolean givesFiles;
  private volatile long heardAt;
  private volatile boolean closed;

  /** The daemon was restarted since the connection was opened. */
  static final class Restarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restarted(IOException cause) {
      super("the sandbox daemon was restarted", cause);
    }
  }

  Daemon(Path socket) {
    this.socket = socket;
  }

  /**
   * Opens a connection, with some patience when all are taken: one that has just been closed stays
   * taken for some milliseconds.
   */
  Connection open() {
    long deadline = System.nanoTime() + BUSY_TIME.toNanos();
    while (!closed) {
      try {
        var connection = Connection.open(socket, watchdog);
        known = connection.info();
        givesFiles = connection.givesFiles();
        heardAt = System.nanoTime();
        return connection;
      } catch (Frames.Busy e) {
        heardAt = System.nanoTime();
        if (heardAt - deadline > 0 || Thread.currentThread().isInterrupted()) {
          throw new SandboxUnavailable("all connections of the sandbox daemon are taken", e);
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

  /**
   * What the daemon last said about itself, if it answered anything, even "busy", within this time.
   */
  Optional<SandboxInfo> heardWithin(Duration time) {
    return System.nanoTime() - heardAt < time.toNanos()
        ? Optional.ofNullable(known)
        : Optional.empty();
  }

  /** Whether it can give files to runs, as it last said; not while it has never been reached. */
  boolean givesFiles() {
    return givesFiles;
  }

  /**
   * Asks over a connection, which may be unusable afterwards.
   *
   * @throws Restarted when the daemon was restarted since the connection was opened
   */
  <T> T ask(Connection connection, IoFunction<Connection, T> request) {
    try {
      return request.apply(connection);
    } catch (Frames.StoreFull e) {
      throw new SandboxUnavailable(e.getMessage(), e);
    } catch (IOException e) {
      throw broken(connection, e);
    }
  }

  /**
   * Decides what a broken connection means. If the same daemon still answers, only the slot broke.
   * Otherwise the daemon is away or was restarted, and a run that was in flight may be the reason.
   */
  private RuntimeException broken(Connection connection, IOException cause) {
    connection.close(); // the daemon may have no other place for the probe
    if (cause instanceof ClosedByInterruptException) {
      return new SandboxUnavailable("interrupted", cause);
    }
    if (closed) {
      return new SandboxUnavailable("the sandbox is closed", cause);
    }
    if (cause instanceof AsynchronousCloseException) {
      return new SandboxFailure("the sandbox did not answer in time", cause);
    }
    try (var probe = open()) {
      if (probe.instance() == connection.instance()) {
        return new SandboxFailure("the slot failed: " + cause.getMessage(), cause);
      }
    } catch (SandboxUnavailable e) {
      return connection.isRunning() && !isBusy(e) ? new SandboxDied(cause) : e;
    }
    return connection.isRunning() ? new SandboxDied(cause) : new Restarted(cause);
  }

  private static boolean isBusy(SandboxUnavailable e) {
    return e.getCause() instanceof Frames.Busy;
  }

  /** Whether the daemon answers, even if only that all its connections are taken. */
  boolean answers() {
    try {
      Connection.open(socket, watchdog).close();
      return true;
    } catch (Frames.Busy e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Lets no further connection be opened. */
  @Override
  public void close() {
    closed = true;
    watchdog.close();
  }
}
