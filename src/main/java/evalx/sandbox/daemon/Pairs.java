package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Dialogue;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs programs in pairs that talk to each other.
 *
 * <p>The second ones have slots of their own, as many as there are of the first ones. If both came
 * from one pool, it could be full of programs that wait for their interactors.
 */
final class Pairs implements AutoCloseable {
  /** Beyond the limits of a run; the connection has the same. */
  private static final Duration OVERHEAD = Duration.ofSeconds(60);

  private final Slots programs;
  private final Slots interactors;

  /** Has a thread for each slot of the interactors at most. */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "sandbox-interactor");
            thread.setDaemon(true);
            return thread;
          });

  Pairs(Slots programs, Slots interactors) {
    this.programs = programs;
    this.interactors = interactors;
  }

  Dialogue run(RunRequest program, RunRequest interactor) {
    var joint = Joint.random();
    var other =
        threads.submit(
            () -> interactors.ask(c -> c.run(interactor, Optional.of(joint.other())).report()));
    try {
      var told = programs.ask(c -> c.run(program, Optional.of(joint)));
      var report = await(other, interactor.limits().wall().plus(OVERHEAD));
      return new Dialogue(
          program.requireStarted(told.report()), interactor.requireStarted(report), told.second());
    } catch (SandboxFailure e) {
      // A run fails where the other one does, which then says why.
      throw missing(other).map(RuntimeException.class::cast).orElse(e);
    } finally {
      other.cancel(true);
    }
  }

  private static <T> T await(Future<T> other, Duration time) {
    try {
      return other.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException ours
          ? ours
          : new SandboxFailure("an interactor failed", e.getCause());
    } catch (TimeoutException e) {
      throw new SandboxFailure("an interactor did not end in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  private static Optional<ArtifactMissing> missing(Future<?> other) {
    if (!other.isDone()) {
      return Optional.empty();
    }
    try {
      other.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return e.getCause() instanceof ArtifactMissing missing
          ? Optional.of(missing)
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    interactors.close();
  }
}
