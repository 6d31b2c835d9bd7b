package evalx.sandbox;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The sandbox of our own, {@code evalx-isolate --serve}: a connection is a slot, and a slot runs
 * one program at a time.
 *
 * <p>Runs share a bounded pool of connections; files and leases go over one more, so the daemon
 * must allow {@code slots + 1}. An interrupt during a run closes its connection, which ends the
 * run, and leaves as {@link SandboxUnavailable} with the thread still marked as interrupted.
 */
public final class NativeSandbox implements Sandbox {
  static final String DRIVER = "native";

  private static final Duration BUSY_TIME = Duration.ofSeconds(30);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);

  /** Who asks whether the sandbox is there does not wait for artifacts to go over. */
  private static final Duration INFO_TIME = Duration.ofSeconds(5);

  private final Path socket;
  private final Watchdog watchdog = new Watchdog();
  private final Semaphore slots;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final ReentrantLock filing = new ReentrantLock();
  private Connection files;
  private volatile boolean closed;

  /** Another daemon answers now than the one that a connection was made to. */
  private static final class Restarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restarted(IOException cause) {
      super("the sandbox was started anew", cause);
    }
  }

  private interface Request<T> {
    T on(Connection connection) throws IOException;
  }

  /**
   * Connects when it is first used.
   *
   * @param socket of the daemon
   * @param slots the most runs at a time, at least 1
   */
  public NativeSandbox(Path socket, int slots) {
    this.socket = socket;
    this.slots = new Semaphore(slots, true);
  }

  @Override
  public String driver() {
    return DRIVER;
  }

  @Override
  public SandboxInfo info() {
    lockForInfo();
    try {
      return filed(Connection::hello);
    } finally {
      filing.unlock();
    }
  }

  private void lockForInfo() {
    try {
      if (!filing.tryLock(INFO_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SandboxUnavailable("no answer within " + INFO_TIME.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  @Override
  public ArtifactId store(List<ArtifactFile> artifact) {
    return filed(connection -> connection.store(artifact));
  }

  @Override
  public Lease lease(ArtifactId id) {
    var holder =
        filed(
            connection -> {
              connection.lease(id);
              return connection;
            });
    return () -> release(holder, id);
  }

  /** A lease ends with the connection that holds it. */
  private void release(Connection holder, ArtifactId id) {
    filing(
        () -> {
          if (files != holder) {
            return null;
          }
          try {
            holder.release(id);
          } catch (IOException | SandboxFailure e) {
            dropFiles();
          }
          return null;
        });
  }

  /** Not on the connection for files, whose leases a slow reader must not endanger. */
  @Override
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long mostBytes) {
    return onSlot(connection -> connection.fetch(id, mostBytes));
  }

  @Override
  public RunReport run(RunRequest request) {
    return onSlot(connection -> connection.run(request));
  }

  private <T> T onSlot(Request<T> request) {
    acquire();
    try {
      var kept = idle.pollFirst();
      return kept == null ? onSlot(open(), request) : onKeptSlot(kept, request);
    } catch (Restarted e) {
      throw new SandboxUnavailable(e.getMessage(), e);
    } finally {
      slots.release();
    }
  }

  /** A connection from before the daemon's last start is no reason to trouble the caller. */
  private <T> T onKeptSlot(Connection kept, Request<T> request) {
    try {
      return onSlot(kept, request);
    } catch (Restarted e) {
      closeIdle();
      return onSlot(open(), request);
    }
  }

  private void closeIdle() {
    for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
      connection.close();
    }
  }

  private <T> T onSlot(Connection connection, Request<T> request) {
    boolean whole = false;
    try {
      var answer = request.on(connection);
      whole = true;
      return answer;
    } catch (ArtifactMissing e) {
      whole = true;
      throw e;
    } catch (IOException e) {
      throw broken(connection, e);
    } finally {
      if (whole && !closed) {
        idle.addFirst(connection);
      } else {
        connection.close();
      }
      if (closed) {
        closeIdle();
      }
    }
  }

  private void acquire() {
    try {
      if (!slots.tryAcquire(BUSY_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SandboxUnavailable("no free slot within " + BUSY_TIME.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  private <T> T filed(Request<T> request) {
    return filing(
        () -> {
          try {
            return onFilesAfterRestart(request);
          } catch (Restarted e) {
            throw new SandboxUnavailable(e.getMessage(), e);
          }
        });
  }

  private <T> T onFilesAfterRestart(Request<T> request) {
    try {
      return onFiles(request);
    } catch (Restarted e) {
      return onFiles(request);
    }
  }

  /**
   * Alone on the connection for files, and as if the thread had not been interrupted before: that
   * would close the connection, and with it everybody's leases.
   */
  private <T> T filing(Supplier<T> work) {
    boolean interrupted = Thread.interrupted();
    filing.lock();
    try {
      return work.get();
    } finally {
      filing.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T onFiles(Request<T> request) {
    if (files == null) {
      files = open();
    }
    boolean whole = false;
    try {
      var answer = request.on(files);
      whole = true;
      return answer;
    } catch (ArtifactMissing e) {
      whole = true;
      throw e;
    } catch (IOException e) {
      throw broken(files, e);
    } finally {
      if (!whole) {
        dropFiles();
      }
    }
  }

  private void dropFiles() {
    if (files != null) {
      files.close();
      files = null;
    }
  }

  /** A slot that has just ended keeps its place for some milliseconds. */
  private Connection open() {
    long deadline = System.nanoTime() + BUSY_TIME.toNanos();
    while (!closed) {
      try {
        return Connection.open(socket, watchdog);
      } catch (Connection.Busy e) {
        if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
          throw new SandboxUnavailable("the sandbox is busy", e);
        }
        LockSupport.parkNanos(BUSY_PAUSE.toNanos());
      } catch (IOException e) {
        throw new SandboxUnavailable(
            "cannot reach the sandbox at " + socket + ": " + e.getMessage(), e);
      }
    }
    throw new SandboxUnavailable("the sandbox is closed");
  }

  /**
   * Says whose fault a dropped connection is: where the same daemon still answers, only the slot
   * broke; otherwise the daemon is away or another.
   */
  private RuntimeException broken(Connection connection, IOException cause) {
    connection.close(); // the daemon may have no other place for the probe
    if (cause instanceof ClosedByInterruptException) {
      return new SandboxUnavailable("interrupted", cause);
    }
    if (cause instanceof AsynchronousCloseException && !closed) {
      return new SandboxFailure("the sandbox gave no answer in time", cause);
    }
    try (var probe = open()) {
      if (probe.instance() == connection.instance()) {
        return new SandboxFailure("the slot broke: " + cause.getMessage(), cause);
      }
    } catch (SandboxUnavailable e) {
      return e;
    }
    return new Restarted(cause);
  }

  /** Ends runs in hand: their connections are closed as they come back. */
  @Override
  public void close() {
    closed = true;
    filing(
        () -> {
          dropFiles();
          return null;
        });
    closeIdle();
    watchdog.close();
  }
}
