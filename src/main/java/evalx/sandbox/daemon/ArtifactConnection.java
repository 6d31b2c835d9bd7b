package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
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

/**
 * The one connection for artifacts, whose end would end everybody's leases.
 *
 * <p>An interrupt closes a channel under the thread that uses it, so a thread of its own uses this
 * one, which nobody interrupts; callers only wait for it.
 */
final class ArtifactConnection implements AutoCloseable {
  /** More than a request can take, with some others waiting before it. */
  private static final Duration ANSWER_TIME = Duration.ofSeconds(120);

  /**
   * Who asks whether the sandbox is there waits neither for artifacts to go over nor for a slot.
   */
  private static final Duration INFO_TIME = Duration.ofSeconds(5);

  private final Daemon daemon;
  private final ThreadPoolExecutor thread;

  /** Only the thread changes it. */
  private volatile Connection files;

  ArtifactConnection(Daemon daemon) {
    this.daemon = daemon;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var made = new Thread(task, "sandbox-files");
              made.setDaemon(true);
              return made;
            });
  }

  <T> T ask(IoFunction<Connection, T> request) {
    return await(submit(request));
  }

  /** Leases over this connection; a lease ends with the connection that holds it. */
  Lease lease(ArtifactId id) {
    var holder =
        ask(
            connection -> {
              connection.lease(id);
              return connection;
            });
    return () -> release(holder, id);
  }

  private void release(Connection holder, ArtifactId id) {
    try {
      await(thread.submit(() -> releaseNow(holder, id)));
    } catch (RejectedExecutionException | SandboxUnavailable e) {
      // The sandbox is closed or away: the connection ends, and the lease with it.
    }
  }

  private Void releaseNow(Connection holder, ArtifactId id) {
    if (files == holder) {
      try {
        holder.release(id);
      } catch (IOException | SandboxFailure e) {
        drop();
      }
    }
    return null;
  }

  /** What the daemon says of itself, or said a moment ago while it has no place for this asker. */
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
      throw new SandboxUnavailable("the sandbox is closed", e);
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
    if (files == null) {
      files = daemon.open();
    }
    boolean whole = false;
    try {
      var answer = request.apply(files);
      whole = true;
      return answer;
    } catch (ArtifactMissing e) {
      whole = true;
      throw e;
    } catch (IOException e) {
      throw daemon.broken(files, e);
    } finally {
      if (!whole) {
        drop();
      }
    }
  }

  private void drop() {
    if (files != null) {
      files.close();
      files = null;
    }
  }

  /** An interrupt waits until the answer is there: a lease nobody knows of would never end. */
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
        : new SandboxFailure("a request for artifacts broke", cause);
  }

  /** After the daemon is closed; ends what is in hand. */
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
