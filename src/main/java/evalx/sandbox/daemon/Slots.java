package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bounded pool of connections, each a slot of the daemon that answers one request at a time. */
final class Slots implements AutoCloseable {
  private final Daemon daemon;
  private final Semaphore free;
  private final Duration maxWait;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  /**
   * @param count requests at a time
   * @param maxWait for one of them to end
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

  /** A connection from before the daemon's last start is no reason to trouble the caller. */
  private <T> T askKept(Connection kept, IoFunction<Connection, T> request) {
    try {
      return ask(kept, request);
    } catch (Daemon.Restarted e) {
      closeIdle();
      return ask(daemon.open(), request);
    }
  }

  private <T> T ask(Connection connection, IoFunction<Connection, T> request) {
    boolean whole = false;
    try {
      var answer = request.apply(connection);
      whole = true;
      return answer;
    } catch (ArtifactMissing e) {
      whole = true;
      throw e;
    } catch (IOException e) {
      throw daemon.broken(connection, e);
    } finally {
      if (whole) {
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

  /** After the daemon is closed: runs in hand close their connections as they come back. */
  @Override
  public void close() {
    closeIdle();
  }
}
