package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.Lease;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection for artifacts: when it closes, all leases end.
 *
 * <p>Java closes a channel whose thread is interrupted. This one is therefore used by a thread of
 * its own, which is never interrupted; callers only wait for it.
 */
final class ArtifactConnection implements AutoCloseable {
  /** More than a request can take, with some others waiting before it. */
  private static final Duration ANSWER_TIME = Duration.ofMinutes(2);

  /** A health probe must wait neither for artifacts to be transferred nor for a slot. */
  private static final Duration INFO_TIME = Duration.ofSeconds(5);

  private static final int MAX_WAITING = 4096;

  private final Daemon daemon;
  private final ThreadPoolExecutor thread;

  /** Changed by {@code thread} only. */
  private volatile @Nullable Connection files;

  ArtifactConnection(Daemon daemon) {
    this.daemon = daemon;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              var made = new Thread(task, "sandbox-files");
              made.setDaemon(true);
              return made;
            });
  }

  <T> T ask(IoFunction<Connection, T> request) {
    return await(submit(request));
  }

  /** Leases an artifact; the lease ends with the connection that holds it. */
  Lease lease(ArtifactId id) {
    var holder =
        ask(
            connection -> {
              connection.lease(id);
              return connection;
            });
    return () -> release(holder, id);
  }

  /** Nobody waits for it, least of all whose result is made. */
  private void release(Connection holder, ArtifactId id) {
    try {
      thread.execute(() -> releaseNow(holder, id));
    } catch (RejectedExecutionException e) {
      holder.close(); // and all its leases end
    }
  }

  private void releaseNow(Connection holder, ArtifactId id) {
    if (files == holder) {
      try {
        holder.release(id);
      } catch (IOException | RuntimeException e) {
        drop();
      }
    }
  }

  /** What the daemon says about itself, or said just now if it has no connection left for us. */
  SandboxInfo info() {
    var answer = submit(Connection::hello);
    try {
      return answer.get(INFO_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      return daemon
          .heardWithin(INFO_TIME)
          .orElseThrow(
              () -> new SandboxUnavailable("no answer within " + INFO_TIME.toSeconds() + " s", e));
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private <T> Future<T> submit(IoFunction<Connection, T> request) {
    try {
      return thread.submit(() -> askAfterRestart(request));
    } catch (RejectedExecutionException e) {
      throw new SandboxUnavailable(
          thread.isShutdown()
              ? "the sandbox is closed"
              : "more than " + MAX_WAITING + " requests about artifacts wait",
          e);
    }
  }

  private <T> T askAfterRestart(IoFunction<Connection, T> request) {
    try {
      return askNow(request);
    } catch (Daemon.Restarted e) {
      return askNow(request);
    }
  }

  private <T> T askNow(IoFunction<Connection, T> request) {
    var connection = files;
    if (connection == null) {
      connection = daemon.open();
      files = connection;
    }
    try {
      return daemon.ask(connection, request);
    } finally {
      if (!connection.isUsable()) {
        drop();
      }
    }
  }

  private void drop() {
    var connection = files;
    if (connection != null) {
      connection.close();
      files = null;
    }
  }

  /** Waits despite an interrupt, because a lease whose answer is lost would never end. */
  private static <T> T await(Future<T> answer) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + ANSWER_TIME.toNanos();
    try {
      while (true) {
        try {
          return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException | CancellationException e) {
      answer.cancel(false);
      throw new SandboxUnavailable("no answer within " + ANSWER_TIME.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    var cause = e.getCause();
    if (cause instanceof Daemon.Restarted) {
      return new SandboxUnavailable(cause.getMessage(), cause);
    }
    return cause instanceof RuntimeException ours
        ? ours
        : new SandboxFailure("a request about artifacts failed", cause);
  }

  /** To be called after the daemon is closed; ends the current request. */
  @Override
  public void close() {
    thread.execute(this::drop);
    thread.shutdown();
    var inUse = files;
    if (inUse != null) {
      inUse.close();
    }
  }
}
