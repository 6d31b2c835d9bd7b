package evalx.sandbox.daemon;

import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A bounded pool of connections; each is a slot of the daemon and answers one request at a time.
 */
final class Slots implements AutoCloseable {
  private final Daemon daemon;
  private final Semaphore free;
  private final Duration maxWait;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  /**
   * @param count maximum number of requests at a time
   * @param maxWait how long a request may wait for another to end
   */
  Slots(Daemon daemon, int count, Duration maxWait) {
    this.daemon = daemon;
    this.maxWait = maxWait;
    this.free = new Semaphore(count, true);
  }

  <T> T ask(IoFunction<Connection, T> request) {
    acquire();
    try {
      var kept = idle.pollFirst();
      return kept == null ? ask(daemon.open(), request) : askKept(kept, request);
    } catch (Daemon.Restarted e) {
      throw new SandboxUnavailable(e.getMessage(), e);
    } finally {
      free.release();
    }
  }

  private void acquire() {
    try {
      if (!free.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
        var message = "no free slot within " + maxWait.toSeconds() + " s";
        throw daemon.answers() ? new SandboxFailure(message) : new SandboxUnavailable(message);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  /** A kept connection that is from before the daemon's last start is replaced. */
  private <T> T askKept(Connection kept, IoFunction<Connection, T> request) {
    try {
      return ask(kept, request);
    } catch (Daemon.Restarted e) {
      closeIdle();
      return ask(daemon.open(), request);
    }
  }

  private <T> T ask(Connection connection, IoFunction<Connection, T> request) {
    try {
      return daemon.ask(connection, request);
    } finally {
      if (connection.isUsable()) {
        idle.addFirst(connection);
      } else {
        connection.close();
      }
      if (daemon.isClosed()) {
        closeIdle();
      }
    }
  }

  private void closeIdle() {
    for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
      connection.close();
    }
  }

  /** To be called after the daemon is closed: current runs then close their connections. */
  @Override
  public void close() {
    closeIdle();
  }
}
